import Crypto
package import GatehouseForms
package import GatehouseModel

/// Who did what to whose credential, and when; chained, so that nothing in it can be changed unnoticed.
package struct AuditEntry: Hashable, Sendable {
    /// Counts from 1 in its workspace, without gaps.
    package let sequence: Int64
    package let at: Instant
    package let actor: String
    /// What was done, such as `issue.recorded`.
    package let act: String
    /// What it was done to.
    package let object: String
    /// Never holds a secret.
    package let details: JSONValue
    /// The hash of the entry before; 64 zeros for the first.
    package let previous: String
    package let hash: String

    package init(
        sequence: Int64, at: Instant, actor: String, act: String, object: String, details: JSONValue, previous: String,
        hash: String
    ) {
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.act = act
        self.object = object
        self.details = details
        self.previous = previous
        self.hash = hash
    }
}

/// What is to be written into the audit; the store chains it.
package struct AuditNote: Hashable, Sendable {
    package let at: Instant
    package let actor: String
    package let act: String
    package let object: String
    package let details: JSONValue

    package init(at: Instant, actor: String, act: String, object: String, details: JSONValue = .object([:])) {
        self.at = at
        self.actor = actor
        self.act = act
        self.object = object
        self.details = details
    }
}

extension AuditEntry {
    package static let beginning = String(repeating: "0", count: 64)

    /// Puts a note behind the entry before it (nil for the first).
    package init(_ note: AuditNote, sequence: Int64, previous: String) {
        self.init(note, sequence: sequence, previous: previous, details: note.details.canonicalText)
    }

    /// - Parameter details: the note's, as canonical text.
    package init(_ note: AuditNote, sequence: Int64, previous: String, details: String) {
        let hash = AuditEntry.hash(note, sequence: sequence, previous: previous, details: details)
        self.init(
            sequence: sequence, at: note.at, actor: note.actor, act: note.act, object: note.object,
            details: note.details,
            previous: previous, hash: hash)
    }

    /// Whether the entry is what was written, right behind `before`.
    package func follows(_ before: AuditEntry?) -> Bool {
        let note = AuditNote(at: at, actor: actor, act: act, object: object, details: details)
        return sequence == (before?.sequence ?? 0) + 1 && previous == (before?.hash ?? AuditEntry.beginning)
            && hash
                == AuditEntry.hash(note, sequence: sequence, previous: previous, details: details.canonicalText)
    }

    /// SHA-256 over the parts, each led by its length so that no two entries read alike.
    private static func hash(_ note: AuditNote, sequence: Int64, previous: String, details: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(details.utf8.count + 320)
        for part in [
            previous, String(sequence), String(note.at.milliseconds), note.actor, note.act, note.object, details,
        ] {
            bytes += String(part.utf8.count).utf8
            bytes.append(UInt8(ascii: ":"))
            bytes += part.utf8
        }
        return hexadecimal(SHA256.hash(data: bytes))
    }
}

/// What happened, for those outside who want to know; written in the transaction that made it so.
package struct OutboxEvent: Hashable, Sendable {
    /// Such as `invitation.distributed`.
    package let type: String
    package let object: String
    package let at: Instant
    /// Thin: ids and words, never a secret.
    package let data: JSONValue
    package init(type: String, object: String, at: Instant, data: JSONValue = .object([:])) {
        (self.type, self.object, self.at, self.data) = (type, object, at, data)
    }
}

package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let figures = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    for byte in bytes {
        out.append(figures[Int(byte >> 4)])
        out.append(figures[Int(byte & 15)])
    }
    return String(decoding: out, as: UTF8.self)
}

/// SHA-256 of a document's canonical text, hexadecimal: whether two inputs are the same.
package func digest(_ document: JSONValue) -> String {
    hexadecimal(SHA256.hash(data: Array(document.canonicalText.utf8)))
}

/// SHA-256 of bytes, hexadecimal.
package func digest(bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }
