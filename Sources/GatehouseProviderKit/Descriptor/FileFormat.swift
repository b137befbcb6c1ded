public import GatehouseModel

/// A file that the vendor's portal gives or takes, described column by column.
public struct FileFormat: Hashable, Sendable {
    public enum Purpose: String, Hashable, Sendable, Codable, CaseIterable {
        /// Codes of a supply, to be imported into its pool.
        case codes
        /// What the vendor says of each credential or person.
        case status
        /// Scores of completed assessments.
        case results
        /// The supplies themselves, with their counters.
        case supplies
        /// What the portal takes to distribute or invite.
        case upload
    }

    /// What a column means to the engine.
    public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
        case credential, alias, link, reference, vendorID = "vendor-id", address, name, language, externalID =
            "external-id"
        case supply, usage, category, word, asOf = "as-of", expires, assessment, group, coaches
        /// One of the vendor's counters of a supply; the column's `detail` is the vendor's word for it.
        case counter
        /// The vendor's word for one assessment; the column's `detail` names the assessment.
        case assessmentWord = "assessment-word"
        /// Kept under its own name and not interpreted.
        case attribute
    }

    public struct Column: Hashable, Sendable {
        public let name: String
        public let aliases: [String]
        public let role: Role
        public let detail: String?
        public let isRequired: Bool
        /// Of a column of words: the word that a blank cell stands for, and the one that a date stands for; nil where it
        /// stands for none (KP-8).
        public let blankMeans: String?
        public let dateMeans: String?

        public init(
            _ name: String, aliases: [String] = [], _ role: Role, detail: String? = nil, required: Bool = false,
            blankMeans: String? = nil, dateMeans: String? = nil
        ) {
            self.name = name
            self.aliases = aliases
            self.role = role
            self.detail = detail
            self.isRequired = required
            self.blankMeans = blankMeans
            self.dateMeans = dateMeans
        }
    }

    public let name: String
    public let purpose: Purpose
    public let columns: [Column]
    /// The whole file stands for everything the vendor has, when it was exported without a filter.
    public let canBeComplete: Bool
    /// Any column beside the named ones is an error (the vendor's upload is exact).
    public let isExact: Bool
    public let rule: String?

    public init(
        name: String, purpose: Purpose, columns: [Column], canBeComplete: Bool = false, isExact: Bool = false,
        rule: String? = nil
    ) {
        self.name = name
        self.purpose = purpose
        self.columns = columns
        self.canBeComplete = canBeComplete
        self.isExact = isExact
        self.rule = rule
    }
}
