import GatehouseModel
import GatehouseProviderKit

extension [FileFormat] {
    static let learnerInvites: [FileFormat] = [.learnerStatus, .learnerUpload]
}

extension FileFormat {
    /// The list of learners and invitations, one row per person and group. No name stands there before acceptance; one that
    /// does is not taken (LI-7, `traits.namesFrom`).
    static let learnerStatus = FileFormat(
        name: "learner-status", purpose: .status,
        columns: [
            Column(
                "email", aliases: ["email address", "e-mail", "e-mail address", "learner email", "mail"], .address,
                required: true),
            Column("name", aliases: ["full name", "learner", "learner name"], .name),
            Column("status", aliases: ["state", "invitation status"], .word, required: true),
            Column("group", aliases: ["groups", "group name", "learner group"], .supply),
            Column(
                "updated_at", aliases: ["updated", "last update", "status changed", "status changed at", "date"], .asOf),
            Column("id", aliases: ["learner id", "invitation id"], .vendorID),
            Column("reference", aliases: ["external reference"], .reference),
            Column("trainings", aliases: ["training", "assigned trainings"], .attribute),
            Column("added_by", aliases: ["added by", "how added", "source"], .attribute),
            Column("invited_at", aliases: ["invited", "invited on", "date invited"], .attribute),
            Column("accepted_at", aliases: ["accepted", "accepted on", "date accepted"], .attribute),
        ],
        canBeComplete: true, rule: "LI-9")

    /// The spreadsheet's template: two columns, group names exact in case and blanks, at most 500 rows (LI-4).
    static let learnerUpload = FileFormat(
        name: "learner-upload", purpose: .upload,
        columns: [Column("Email", .address, required: true), Column("Groups", .group, required: true)],
        isExact: true, rule: "LI-4")
}
