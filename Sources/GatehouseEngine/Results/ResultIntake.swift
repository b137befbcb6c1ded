package import GatehouseForms
package import GatehouseProviderKit

/// A result as a vendor told it, and where it stands, so that a person can look it up.
package struct ToldResult: Sendable {
    package let result: AssessmentResult
    /// `results.csv, line 4`, or `page 2, result 17`.
    package let place: String
    package let file: String?
    package let line: Int?

    package init(_ result: AssessmentResult, file: String, line: Int) {
        self.result = result
        self.file = file
        self.line = line
        place = "\(file), line \(line)"
    }

    package init(_ result: AssessmentResult, page: Int, number: Int) {
        self.result = result
        (file, line) = (nil, nil)
        place = "page \(page), result \(number)"
    }
}

/// A result that was not kept, and why; it names nobody's scores.
package struct ResultRefusal: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// Nobody of the connection has it.
        case unmatched
        /// Several could.
        case ambiguous
        /// Its reference is none of this connection's.
        case foreign
        /// It bears another address, or another supply, than the invitation of its reference.
        case mismatch
        /// One person's assessment twice, with different words.
        case duplicate
        /// The row cannot be read.
        case unreadable
    }

    package let kind: Kind
    package let place: String
    package let file: String?
    package let line: Int?
    package let column: String?
    /// What it was sought by: a reference, an id or an address.
    package let value: String
    package let reason: String
    package let remedy: String

    package init(
        _ kind: Kind, place: String, file: String?, line: Int?, column: String? = nil, value: String, reason: String,
        remedy: String
    ) {
        self.kind = kind
        self.place = place
        self.file = file
        self.line = line
        self.column = column
        self.value = value
        self.reason = reason
        self.remedy = remedy
    }

    init(_ kind: Kind, _ told: ToldResult, value: String? = nil, _ reason: String, _ remedy: String) {
        let found = value ?? told.result.reference ?? told.result.vendorID ?? told.result.address ?? ""
        self.init(
            kind, place: told.place, file: told.file, line: told.line, value: String(found.prefix(80)), reason: reason,
            remedy: remedy)
    }

    package var document: JSONValue {
        .members([
            "kind": .string(kind.rawValue), "place": .string(place), "file": file.map { .string($0) },
            "line": line.map { .integer(Int64($0)) }, "column": column.map { .string($0) }, "value": .string(value),
            "reason": .string(reason), "remedy": .string(remedy),
        ])
    }

    package var words: String {
        "\(place)\(column.map { ", \($0)" } ?? "")  \"\(value)\"  \(reason): \(remedy)"
    }
}

/// What became of the results that were told.
package struct ResultIntake: Sendable {
    /// More than these are counted, not kept.
    static let mostRefusals = 1000

    package var added = 0
    package var revised = 0
    package var same = 0
    /// Told twice with the same words: kept once.
    package var repeated = 0
    package var refused = 0
    /// Completed longer ago than results are kept: not taken in.
    package var outdated = 0
    package private(set) var refusals: [ResultRefusal] = []
    package var pages = 0

    package init() {}

    package var told: Int { added + revised + same + repeated + refused + outdated }

    mutating func refuse(_ refusal: ResultRefusal) {
        refused += 1
        if refusals.count < ResultIntake.mostRefusals { refusals.append(refusal) }
    }

    mutating func add(_ other: ResultIntake) {
        added += other.added
        revised += other.revised
        same += other.same
        repeated += other.repeated
        outdated += other.outdated
        refused += other.refused - other.refusals.count
        other.refusals.forEach { refuse($0) }
        pages += other.pages
    }

    package var document: JSONValue {
        [
            "pages": .integer(Int64(pages)), "told": .integer(Int64(told)), "added": .integer(Int64(added)),
            "revised": .integer(Int64(revised)), "same": .integer(Int64(same)), "repeated": .integer(Int64(repeated)),
            "outdated": .integer(Int64(outdated)), "refused": .integer(Int64(refused)),
            "refusals": .array(refusals.map(\.document)),
        ]
    }
}
