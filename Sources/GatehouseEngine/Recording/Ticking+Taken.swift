import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension Ticking {
    /// The code or link that was given is somebody else's already: nothing is written, and the item stays open.
    func taken(_ item: WorkItem, _ given: [String: JSONValue], in reader: any LedgerReader) throws -> EngineError {
        let holder = try holder(of: given, in: reader)
        let words = holder.map { "\($0) has this one already" } ?? "this one is somebody else's already"
        return EngineError(
            .conflict, "'\(item.title)': \(words): copy it again; the item stays open until then")
    }

    /// Whose it is, in whatever spelling; nil where the ledger has it and nobody holds it.
    private func holder(of given: [String: JSONValue], in reader: any LedgerReader) throws -> String? {
        for name in given.keys.sorted() {
            guard let text = given[name]?.string.map({ Secret($0) }),
                let known = try [text, text.pageName, text.plainPageName].compactMap(\.self).lazy.compactMap({
                    try reader.credential(withKey: reader.credentialKey(of: $0))
                }).first,
                let invitation = try reader.holder(of: known.id).flatMap({ try reader.invitation($0) })
            else { continue }
            return try invitation.person.flatMap { try reader.person($0) }?.addresses.first?.address
                ?? invitation.id.text
        }
        return nil
    }
}
