package import GatehouseModel

/// Two records that were found to be one person (GH-8): one stands for both, the other is put away whole, so that the merge
/// can be taken back exactly.
package struct PersonMerge: Hashable, Sendable {
    package let id: MergeID
    /// A later merge of the workspace has a higher one.
    package let number: Int64
    package let kept: PersonID
    /// The record that was put away, as it was.
    package let other: Person
    /// What belonged to it.
    package let belongings: Belongings
    /// What the kept record has by this merge alone.
    package let gained: Gained
    package let at: Instant
    package let by: String
    package let reason: String?
    package var undoneAt: Instant?
    package var undoneBy: String?

    package init(
        id: MergeID, number: Int64, kept: PersonID, other: Person, belongings: Belongings, gained: Gained, at: Instant,
        by: String, reason: String?, undoneAt: Instant? = nil, undoneBy: String? = nil
    ) {
        (self.id, self.number, self.kept, self.other) = (id, number, kept, other)
        (self.belongings, self.gained) = (belongings, gained)
        (self.at, self.by, self.reason, self.undoneAt, self.undoneBy) = (at, by, reason, undoneAt, undoneBy)
    }

    package struct Belongings: Hashable, Sendable {
        package let invitations: [InvitationID]
        package let programmes: [ProgrammeID]
        /// Those of the programmes in which the kept record was not.
        package let newProgrammes: [ProgrammeID]
        /// For each assessment the living invitation beside which another would be a second one.
        package let firstPlaces: [String: InvitationID]

        package init(
            invitations: [InvitationID] = [], programmes: [ProgrammeID] = [], newProgrammes: [ProgrammeID] = [],
            firstPlaces: [String: InvitationID] = [:]
        ) {
            (self.invitations, self.programmes, self.newProgrammes) = (invitations, programmes, newProgrammes)
            self.firstPlaces = firstPlaces
        }
    }

    package struct Gained: Hashable, Sendable {
        package var fields: [PersonField] = []
        package var tags: [String] = []
        package init(fields: [PersonField] = [], tags: [String] = []) { (self.fields, self.tags) = (fields, tags) }
    }
}

/// What a record says once, or not at all.
package enum PersonField: String, Hashable, Sendable, CaseIterable {
    case name, language
    case timeZone = "time_zone"
    case externalID = "external_id"
    case client

    package func value(of person: Person) -> String? {
        switch self {
        case .name: person.name
        case .language: person.language
        case .timeZone: person.timeZone
        case .externalID: person.externalID
        case .client: person.client?.text
        }
    }

    /// Gives a record another's value, or none.
    func copy(from other: Person?, to person: inout Person) {
        switch self {
        case .name: person.name = other?.name
        case .language: person.language = other?.language
        case .timeZone: person.timeZone = other?.timeZone
        case .externalID: person.externalID = other?.externalID
        case .client: person.client = other?.client
        }
    }
}

/// Two people who were said not to be one; the smaller id stands first.
package struct ApartPair: Hashable, Sendable {
    package let first: PersonID
    package let second: PersonID
    package let at: Instant
    package let by: String
    package let reason: String?

    package init(_ one: PersonID, _ other: PersonID, at: Instant, by: String, reason: String?) {
        (first, second) = (min(one, other), max(one, other))
        (self.at, self.by, self.reason) = (at, by, reason)
    }
}
