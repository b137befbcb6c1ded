import GatehouseModel
import GatehouseProviderKit

extension [FileFormat] {
    static let codeBundles: [FileFormat] = [.exportedCodes, .codeStatus, .recipientUpload, .bundleList]
}

extension FileFormat {
    /// "Export Codes": one code a row, with or without its link (CB-14), and what we add when we export some ourselves.
    static let exportedCodes = FileFormat(
        name: "exported-codes", purpose: .codes,
        columns: [
            Column(
                "code", aliases: ["access code", "access_code", "single-use code", "multi-use code"], .credential,
                required: true),
            Column("other_code", aliases: ["other code", "second code", "alias"], .alias),
            Column(
                "redeem_link", aliases: ["redeem link", "redemption link", "direct link", "link", "url"], .link),
            Column("product", aliases: ["type", "code type", "code_type", "assessment"], .assessment),
            Column(
                "expires_on", aliases: ["expires", "expiry", "expiry date", "expiration date", "expires at"], .expires),
            Column("bundle", aliases: ["bundle name", "bundle_name"], .supply),
            Column("batch", .attribute),
        ] + [.recipientAddress, .recipientName, .recipientID, .recipientLanguage],
        rule: "CB-14")

    /// The bundle's codes with their words, single-use only; without a filter it is everything.
    static let codeStatus = FileFormat(
        name: "code-status", purpose: .status,
        columns: [
            Column("code", aliases: ["access code", "access_code"], .credential),
            .recipientAddress,
            Column("status", aliases: ["state", "code status"], .word, required: true),
            Column(
                "distributed_at", aliases: ["distributed at", "distributed on", "date distributed", "sent at"],
                .attribute),
            Column(
                "activated_at", aliases: ["activated at", "activated on", "date activated", "used at", "date used"],
                .attribute),
            .recipientName, .recipientID, .recipientLanguage,
            Column("bundle", aliases: ["bundle name", "bundle_name"], .supply),
        ],
        canBeComplete: true, rule: "CB-3")

    /// What "Email Codes" takes: exactly three columns; one wrong row and the whole file is refused (CB-7).
    static let recipientUpload = FileFormat(
        name: "recipient-upload", purpose: .upload,
        columns: [
            Column("Email Address", .address, required: true), Column("ID", .externalID, required: true),
            Column("Language Code", .language, required: true),
        ],
        isExact: true, rule: "CB-7")

    /// The list of bundles that is mailed to the asker (CB-21).
    static let bundleList = FileFormat(
        name: "bundle-list", purpose: .supplies,
        columns: [
            Column("name", aliases: ["bundle", "bundle name", "bundle_name"], .supply, required: true),
            Column("bundle_id", aliases: ["bundle id", "id"], .vendorID),
            Column("category", aliases: ["product"], .category),
            Column("type", aliases: ["code type", "code_type"], .assessment, detail: "code_type"),
            Column("usage", aliases: ["usage type", "usage_type"], .usage),
            Column("available", aliases: ["uses left"], .counter, detail: "Available"),
            Column(
                "pending",
                aliases: ["pending/in progress", "pending / in progress", "distributed", "distributed but not used"],
                .counter, detail: "Pending/In Progress"),
            Column("used", aliases: ["activated"], .counter, detail: "Used"),
            Column("owner", aliases: ["bundle owner"], .attribute, detail: "owner"),
            Column("description", .attribute, detail: "description"),
            Column("favourite", aliases: ["favorite"], .attribute, detail: "favourite"),
            Column("archived", .attribute, detail: "archived"),
            Column(
                "created", aliases: ["created at", "created on", "date created", "purchased on"], .attribute,
                detail: "created"),
            Column(
                "expires_on", aliases: ["expires", "expiry", "expiry date", "expiration date"], .attribute,
                detail: "expires_on"),
        ],
        canBeComplete: true, rule: "CB-21")
}

extension FileFormat.Column {
    fileprivate static let recipientAddress = FileFormat.Column(
        "email", aliases: ["email address", "email_address", "e-mail", "recipient"], .address)
    fileprivate static let recipientName = FileFormat.Column("name", aliases: ["full name", "recipient name"], .name)
    fileprivate static let recipientID = FileFormat.Column(
        "id", aliases: ["participant id", "external id"], .externalID)
    fileprivate static let recipientLanguage = FileFormat.Column(
        "language", aliases: ["language code", "language_code", "primary language"], .language)
}
