package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit

/// Says for people what a text names by an id or a hash: the masked code, key or link with its supply.
///
/// Reconciliation tells credentials apart without showing one: `crd_…` is one of ours, `credential` and figures one that a
/// record bears. Both are stable names, and nobody can read them.
package struct CredentialWords {
    private let world: EngineWorld
    private let reader: any LedgerReader

    package init(world: EngineWorld, in reader: any LedgerReader) {
        self.world = world
        self.reader = reader
    }

    /// The same text with each such name as people know it; what is not known stays as it is.
    package func plain(_ text: String, of connection: ConnectionID) throws -> String {
        guard text.contains("crd_") || text.contains("credential") else { return text }
        let word = try word(of: connection)
        var words: [String] = []
        var rest = text.split(separator: " ", omittingEmptySubsequences: false)[...]
        while let first = rest.popFirst() {
            let bare = first.trimmingSuffix { ",;.:".contains($0) }
            let tail = first.dropFirst(bare.count)
            if let id = CredentialID(String(bare)), bare.hasPrefix("crd_") {
                words.append(try told(id).map { $0 + tail } ?? String(first))
            } else if bare == "credential", let hash = rest.first, CredentialWords.isHash(hash) {
                rest.removeFirst()
                let mask = rest.first.flatMap { $0.hasPrefix("•") ? rest.popFirst() : nil }
                let end = (mask ?? hash).drop { !",;".contains($0) }
                if words.last == "record" { words.removeLast() }
                words.append(mask.map { "\(word) \($0)" } ?? "a \(word)\(end)")
            } else {
                words.append(bare == "credential" ? word + tail : String(first))
            }
        }
        return words.joined(separator: " ")
    }

    /// `code ••••7K2Q of spring`; nil where there is none of that id.
    package func told(_ id: CredentialID) throws -> String? {
        guard let credential = try reader.credentials([id])[id] else { return nil }
        let supply = try reader.supply(credential.supply).map { " of \($0.name)" } ?? ""
        return "\(credential.kind.word) \(credential.masked)\(supply)"
    }

    /// What the vendor gives out; `code` where it gives out several things.
    private func word(of connection: ConnectionID) throws -> String {
        let descriptor = try reader.connection(connection).flatMap { try? world.provider(of: $0).descriptor }
        let words = Set((descriptor?.supplyKinds ?? []).map(\.credential.word))
        return words.count == 1 ? words.first ?? "code" : "code"
    }

    /// `a1b2c3d4e5f60718`, with a `#` before it where there is no ledger with a key.
    private static func isHash(_ word: Substring) -> Bool {
        let figures = word.drop { $0 == "#" }.prefix { $0.isHexDigit }
        return figures.count == 16 && word.drop { $0 == "#" }.dropFirst(16).allSatisfy { ",;".contains($0) }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ isCut: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, isCut(last) { text.removeLast() }
        return text
    }
}
