public import GatehouseForms

/// How the people and supplies of a task are found on a vendor's pages.
extension OrderItem {
    /// As a list of people shows them: "Ane Fiktiv <ane@example.org>", or only the address.
    public var who: String {
        recipient.map { person in person.name.map { "\($0) <\(person.address)>" } ?? person.address } ?? reference
    }
}

extension Recipient {
    /// Whether a field in which commas separate addresses takes this one for a single address.
    public var isPasteable: Bool {
        !address.isEmpty && !address.contains { $0 == "," || $0 == ";" || $0 == "\"" || $0.isWhitespace }
    }
}

extension SupplyFacts {
    /// What the vendor's site calls the supply; in the ledger it may go by another name.
    public var siteName: String { attributes["name"]?.string ?? name }
}

extension Form {
    /// What ticking off a task about one link asks for; the link belongs to one person and is kept as a secret.
    public static let inviteLink = Form([
        FormField(
            "link", .secretLink, label: "Invite link", help: "As the vendor's page shows it, for this person only.",
            required: true)
    ])
}
