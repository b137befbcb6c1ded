package import GatehouseModel

/// Two records that are probably one person (GH-8), and why; the smaller id stands first. Nobody is merged by it.
package struct MergeProposal: Hashable, Sendable {
    package enum Strength: Int, Hashable, Comparable, Sendable, CaseIterable {
        case possible, likely, strong
        package static func < (a: Strength, b: Strength) -> Bool { a.rawValue < b.rawValue }
        package var word: String { "\(self)" }
    }

    /// One thing that speaks for it.
    package struct Evidence: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable, CaseIterable {
            /// Two spellings of one mailbox.
            case mailbox
            /// One account of a vendor stands for both.
            case account
            /// The client's own id of them.
            case externalID = "external_id"
            case name
        }

        package let kind: Kind
        package let strength: Strength
        package let words: String
        package init(_ kind: Kind, _ strength: Strength, _ words: String) {
            (self.kind, self.strength, self.words) = (kind, strength, words)
        }
    }

    package let first: PersonID
    package let second: PersonID
    /// The strongest first; never empty.
    package let evidence: [Evidence]
    package var strength: Strength { evidence[0].strength }
}
