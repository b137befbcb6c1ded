package import GatehouseModel

/// How finely invitations are added up.
package enum ComparisonLevel: Int64, CaseIterable, Sendable {
    /// By supply alone.
    case supplies
    /// By supply, programme and the person's client.
    case programmes
    /// By supply and coach, only of invitations for which coaches were named; one of two coaches is in both.
    case coaches
}

/// What was added up of the invitations of one supply, one programme and one client.
package struct ComparisonCell: Hashable, Sendable {
    package let supply: SupplyID
    /// Nil at the level of supplies, and for invitations outside a programme.
    package let programme: ProgrammeID?
    /// The person's own client; nil at the level of supplies, and where the person has none.
    package let client: ClientID?
    /// Nil at the other levels, and in the cell of all invitations that have a coach.
    package let coach: String?
    /// The day of the invitations; nil for those of all days.
    package let day: CalendarDate?
    package var counts: ComparisonCounts

    package init(
        supply: SupplyID, programme: ProgrammeID?, client: ClientID?, coach: String?, day: CalendarDate?,
        counts: ComparisonCounts
    ) {
        (self.supply, self.programme, self.client, self.coach) = (supply, programme, client, coach)
        (self.day, self.counts) = (day, counts)
    }
}

/// How far the adding up has come.
package struct ComparisonState: Hashable, Sendable {
    /// When everything was last in; nil until then.
    package let asOf: Instant?
    /// Whether the ledger changed since.
    package let isBehind: Bool
    package init(asOf: Instant?, isBehind: Bool) { (self.asOf, self.isBehind) = (asOf, isBehind) }
}
