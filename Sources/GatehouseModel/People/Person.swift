/// A participant, client or learner: one record however many vendors know them, under however many addresses.
public struct Person: Hashable, Sendable {
    public let id: PersonID
    public var name: String?
    /// The first is the one that mail goes to.
    public var addresses: [EmailAddress]
    /// BCP 47, canonical.
    public var language: String?
    /// IANA name, such as `Europe/Copenhagen`.
    public var timeZone: String?
    /// What the person's own organisation calls them (the vendors' "ID" column).
    public var externalID: String?
    public var client: ClientID?
    public var tags: [String]

    public init(
        id: PersonID, name: String? = nil, addresses: [EmailAddress] = [], language: String? = nil,
        timeZone: String? = nil,
        externalID: String? = nil, client: ClientID? = nil, tags: [String] = []
    ) {
        self.id = id
        self.name = name
        self.addresses = addresses
        self.language = language
        self.timeZone = timeZone
        self.externalID = externalID
        self.client = client
        self.tags = tags
    }
}

/// An organisation that the consultancy works for.
public struct Client: Hashable, Sendable {
    public let id: ClientID
    public var name: String
    public init(id: ClientID, name: String) { (self.id, self.name) = (id, name) }
}

/// A client's own organiser, outside the workspace and without account; exports are recorded as shown to him.
public struct Contact: Hashable, Sendable {
    public let id: ContactID
    public var client: ClientID?
    public var name: String
    public var address: EmailAddress?
    public init(id: ContactID, client: ClientID?, name: String, address: EmailAddress?) {
        (self.id, self.client, self.name, self.address) = (id, client, name, address)
    }
}

/// One engagement across vendors: its people, the supplies they are invited from, its tags.
public struct Programme: Hashable, Sendable {
    public let id: ProgrammeID
    public var name: String
    public var client: ClientID?
    public var tags: [String]
    public var isArchived: Bool
    public init(id: ProgrammeID, name: String, client: ClientID? = nil, tags: [String] = [], isArchived: Bool = false) {
        (self.id, self.name, self.client, self.tags, self.isArchived) = (id, name, client, tags, isArchived)
    }
}
