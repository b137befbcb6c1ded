import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Codes and links of the ledger in what a vendor says. An answer is read without the ledger, and only what it shows itself is masked
/// there (`Veil`); what else the ledger has is found here, word by word, by its keyed hash, before the text is kept.
struct KnownSecrets {
    private let reader: any LedgerReader

    init(_ reader: any LedgerReader) { self.reader = reader }

    /// Shorter words are no codes, and no text of a vendor has more words that are looked at.
    private static let shortest = 6
    private static let mostWords = 400

    /// The text with each word that is a code or link of the ledger's masked.
    func masked(_ text: String) throws -> String {
        guard text.utf8.count >= KnownSecrets.shortest else { return text }
        var found: [(word: Substring, mask: String)] = []
        for word in text.split(whereSeparator: \.isWhitespace).prefix(KnownSecrets.mostWords) {
            for part in Set([word, KnownSecrets.bare(word)] + KnownSecrets.parts(of: word))
            where KnownSecrets.mayBeCode(part) {
                guard let known = try reader.credential(withKey: reader.credentialKey(of: Secret(String(part)))) else {
                    continue
                }
                found.append((part, known.masked))
            }
        }
        // A link before the code within it.
        return found.sorted { $0.word.count > $1.word.count }
            .reduce(text) { $0.replacing($1.word, with: $1.mask) }
    }

    func masked(_ text: String?) throws -> String? { try text.map { try masked($0) } }

    /// Codes have figures, or are of capitals alone; ordinary words are neither, and are not asked for.
    private static func mayBeCode(_ word: Substring) -> Bool {
        guard word.utf8.count >= shortest else { return false }
        return word.contains(where: \.isNumber) || (word.count >= 8 && !word.contains(where: \.isLowercase))
    }

    /// Without what stands around a word.
    private static func bare(_ word: Substring) -> Substring {
        func isSign(_ sign: Character) -> Bool { !sign.isLetter && !sign.isNumber }
        let rest = word.drop(while: isSign)
        return rest[..<(rest.lastIndex { !isSign($0) }.map { rest.index(after: $0) } ?? rest.startIndex)]
    }

    /// What stands between the signs of an address or a list.
    private static func parts(of word: Substring) -> [Substring] {
        word.split { "/?&=#;,:()[]\"'<>|".contains($0) }.map(bare)
    }
}

extension KnownSecrets {
    /// What a vendor says of an act, fit to be kept.
    func masked(_ change: Settlement.Change) throws -> Settlement.Change {
        switch change {
        case .done(let act, var outcome):
            (outcome.word, outcome.detail) = (try masked(outcome.word), try masked(outcome.detail))
            return .done(act, outcome)
        case .rejected(let act, let refusal):
            let plain = Refusal(
                code: try masked(refusal.code), message: try masked(refusal.message), rule: refusal.rule)
            return .rejected(act, plain)
        case .retry(let act, let detail, let code, let after):
            return .retry(act, try masked(detail), code: try masked(code), after: after)
        case .unknown(let act, let detail): return .unknown(act, try masked(detail))
        case .failed(let act, let error):
            let plain = ProviderError(
                error.code, effect: error.effect, message: try masked(error.message),
                detail: try masked(error.detail), retryAfter: error.retryAfter, requestID: error.requestID,
                setting: error.setting)
            return .failed(act, plain)
        case .unusable(let act, let found):
            return .unusable(act, .init(code: found.code, reason: try masked(found.reason)))
        // Our own words.
        case .resumed, .manual, .mismatch, .person, .heldBack, .putOff, .overtaken, .tooLate: return change
        }
    }

    /// What an action brought; the members that are kept as secrets are left.
    func masked(_ result: JSONValue, besides secrets: [String]) throws -> JSONValue {
        switch result {
        case .string(let text): return .string(try masked(text))
        case .array(let values): return .array(try values.map { try masked($0, besides: secrets) })
        case .object(let members):
            return .object(
                try Dictionary(
                    members.map { name, value in
                        (name, secrets.contains(name) ? value : try masked(value, besides: secrets))
                    }, uniquingKeysWith: { first, _ in first }))
        case .null, .bool, .integer, .number: return result
        }
    }

    /// What a vendor asks of a person: its words are shown to whoever does it. A file or text that holds a code is sealed as one.
    func masked(_ task: ManualTask) throws -> ManualTask {
        let materials = try task.materials.map { material in
            let text = String(decoding: material.content, as: UTF8.self)
            guard !material.isSecret, try masked(text) != text else { return material }
            return ManualTask.Material(
                name: material.name, mediaType: material.mediaType, content: material.content, isSecret: true)
        }
        return ManualTask(
            title: try masked(task.title), steps: try task.steps.map { try masked($0) }, materials: materials,
            references: task.references, asks: task.asks, rule: task.rule)
    }
}

extension KnownSecrets {
    /// A word that no table knows is kept and shown as the vendor wrote it.
    func masked(_ entry: ObservedEntry) throws -> ObservedEntry {
        guard entry.meaning == nil else { return entry }
        let word = try masked(entry.record.word)
        guard word != entry.record.word else { return entry }
        var record = entry.record
        record.word = word
        return ObservedEntry(
            record: record, meaning: nil, credentialKey: entry.credentialKey, linkKey: entry.linkKey,
            address: entry.address, supply: entry.supply, isSelfArrival: entry.isSelfArrival, details: entry.details)
    }
}
