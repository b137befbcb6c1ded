import GatehouseModel
import GatehouseProviderKit

extension [FileFormat] {
    static let keyPool: [FileFormat] = [.sentKeys, .keyAddresses]
}

extension FileFormat {
    /// "Sent Keys": every client who was sent a key or came by the landing page, with completion date or "in progress", and
    /// the coaches (KP-8). A reclaimed key is not in it any more.
    static let sentKeys = FileFormat(
        name: "sent-keys", purpose: .status,
        columns: [
            Column(
                "email", aliases: ["email address", "e-mail", "e-mail address", "client email", "mail"], .address,
                required: true),
            Column("name", aliases: ["client", "client name", "full name"], .name),
            Column(
                "completion_date",
                aliases: ["completion date", "completed", "date completed", "completed on", "status"],
                .word, required: true, blankMeans: "Sent", dateMeans: "Completed"),
            Column("coaches", aliases: ["coach", "coach name", "coach names"], .coaches),
            Column("assessment", aliases: ["assessment type", "type"], .assessment),
            Column("sent_on", aliases: ["sent on", "date sent", "sent", "sent date"], .attribute),
            Column("came_by", aliases: ["came by", "source", "origin"], .attribute),
            Column("link", aliases: ["key link", "access link"], .link),
            Column("id", aliases: ["key id", "client id"], .vendorID),
        ],
        canBeComplete: true, rule: "KP-8")

    /// The text that "Send Access Keys" takes: addresses separated by commas, on one line, without a header (KP-4).
    static let keyAddresses = FileFormat(
        name: "key-addresses", purpose: .upload, columns: [Column("email", .address, required: true)], isExact: true,
        rule: "KP-4")
}
