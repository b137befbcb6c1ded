package import GatehouseModel

/// What a list of people is narrowed to; every part must hold.
package struct PeopleSearch: Hashable, Sendable {
    /// Each word stands somewhere in the name or an address, compared without case.
    package var words: [String] = []
    package var tags: [String] = []
    package var withoutTags: [String] = []
    package var language: String?
    package var client: ClientID?
    package var programme: ProgrammeID?
    package init() {}
}

/// What a list of invitations is narrowed to; every part must hold.
package struct InvitationSearch: Hashable, Sendable {
    package var people = PeopleSearch()
    package var person: [PersonID] = []
    /// Only those that nobody stands behind yet.
    package var isNameless = false
    /// The low end: what is certain.
    package var stages: [Stage] = []
    package var ends: [End] = []
    package var isLiving: Bool?
    package var provider: String?
    package var connection: ConnectionID?
    package var supply: SupplyID?
    package var programme: ProgrammeID?
    package var delivery: DeliveryState?
    package var channel: Channel?
    /// Ordered with this coach among those who were named.
    package var coach: CoachSearch?
    /// Nothing new was seen since then.
    package var unmovedSince: Instant?
    /// Stuck, as comparisons count it: low end below completed, living, handed out before then, and no step seen since.
    package var stuckSince: Instant?
    package init() {}

    /// Whether it asks for nothing but what people are, whatever they were invited to.
    package var isOfPeopleAlone: Bool {
        var rest = self
        (rest.people, rest.programme) = (PeopleSearch(), nil)
        return rest == InvitationSearch()
    }
}

/// One coach, by a name that is compared without case, and where names of coaches are kept.
package struct CoachSearch: Hashable, Sendable {
    package let name: String
    package let options: CoachOptions
    package init(name: String, options: CoachOptions) { (self.name, self.options) = (name, options) }
}
