import GatehouseModel
import GatehouseProviderKit

extension [FileFormat] {
    static let campaigns: [FileFormat] = [.status, .results, .inviteAddresses]
}

extension FileFormat {
    /// A campaign's people with their words, one column more per assigned assessment (CA-6).
    fileprivate static let status = FileFormat(
        name: "campaign-status", purpose: .status,
        columns: [
            .address, .personName,
            Column("status", aliases: ["state", "campaign status"], .word, required: true),
            Column("updated_at", aliases: ["updated", "last activity", "last update", "date"], .asOf),
            Column("campaign", aliases: ["campaign name", "campaign id"], .supply),
            Column("id", aliases: ["user id", "invitation id"], .vendorID),
            Column("reference", aliases: ["external reference"], .reference),
            Column("link", aliases: ["invite link", "invitation link", "personal link"], .link),
        ] + Assessment.allCases.map { .word(of: $0) },
        canBeComplete: true, rule: "CA-6")

    /// "Results → Download all": everyone who completed an assessment; columns of scores may be added at will and are kept
    /// under their own names (CA-8).
    fileprivate static let results = FileFormat(
        name: "campaign-results", purpose: .results,
        columns: [
            .address, .personName,
            Column("completed_at", aliases: ["completed", "completion date", "date completed"], .asOf),
            Column("assessment", aliases: ["assessment name", "test"], .assessment),
            Column("campaign", aliases: ["campaign name", "campaign id"], .supply),
            Column("id", aliases: ["user id", "invitation id"], .vendorID),
        ],
        rule: "CA-8")

    /// The text that "Invite" takes: addresses separated by commas, on one line, without a header (CA-5).
    fileprivate static let inviteAddresses = FileFormat(
        name: "invite-addresses", purpose: .upload, columns: [Column("email", .address, required: true)], isExact: true,
        rule: "CA-5")
}

extension FileFormat.Column {
    fileprivate static let address = FileFormat.Column(
        "email", aliases: ["email address", "e-mail", "e-mail address", "mail"], .address, required: true)
    fileprivate static let personName = FileFormat.Column("name", aliases: ["full name", "user", "person"], .name)

    fileprivate static func word(of assessment: Assessment) -> FileFormat.Column {
        FileFormat.Column(
            assessment.rawValue.replacing("-", with: "_"), aliases: [assessment.label, "\(assessment.label) status"],
            .assessmentWord, detail: assessment.rawValue)
    }
}
