import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Where a vendor invites a person into one supply at a time (LI-5): who of the people of one part holds, or is about to get,
/// an earlier invitation of the same connection, to which this one is added.
struct FurtherSupply {
    enum Place {
        /// An invitation that is there; nobody waits for one that was accepted.
        case behind(InvitationID, waits: Bool)
        /// The invitation that an earlier part of the same plan makes.
        case behindPart(Int)
    }

    /// By the guest's key. Empty where the vendor's supplies do not concern each other.
    private(set) var places: [String: Place] = [:]
    /// Who holds a living invitation from this very supply.
    private(set) var holders: [String: InvitationID] = [:]
    /// By the guest's key: what this supply brings that is new, for those who get the rest of it by an earlier invitation.
    var newOnly: [String: [String]] = [:]

    /// People asked for in one read.
    private static let portion = 500

    init(_ guests: [Planner.Guest], at site: Planner.Site, _ plan: Plan, in ledger: any LedgerReader) throws {
        guard let stage = site.provider.descriptor.traits.furtherSupplyFrom else { return }
        for (index, part) in plan.parts.enumerated() where part.connection == site.connection.id {
            for item in part.items {
                guard let key = Planner.key(of: item), places[key] == nil else { continue }
                places[key] = .behindPart(index)
            }
        }
        let known = guests.compactMap { $0.person?.id }
        for start in stride(from: 0, to: known.count, by: FurtherSupply.portion) {
            let some = Array(known[start..<min(start + FurtherSupply.portion, known.count)])
            try FurtherSupply.forEachLiving(of: some, at: site, in: ledger) { take($0, site, stage) }
        }
    }

    /// The one that was accepted counts before any other, then the oldest that is out, then the oldest.
    private mutating func take(_ invitation: Invitation, _ site: Planner.Site, _ stage: Stage) {
        guard let key = invitation.person?.text else { return }
        if invitation.supply == site.supply.id { holders[key] = invitation.id }
        let isAccepted = invitation.standing.interval.map { $0.low >= stage } ?? false
        switch places[key] {
        case .behind(_, waits: false): return
        case .behind where !isAccepted: return
        default: places[key] = .behind(invitation.id, waits: !isAccepted)
        }
    }

    private static func forEachLiving(
        of people: [PersonID], at site: Planner.Site, in ledger: any LedgerReader, _ body: (Invitation) -> Void
    ) throws {
        var search = InvitationSearch()
        search.person = people
        search.connection = site.connection.id
        search.isLiving = true
        var cursor: InvitationID?
        while true {
            let rows = try ledger.rows(matching: search, after: cursor, limit: portion)
            for row in rows { body(row.invitation) }
            guard rows.count == portion else { return }
            cursor = rows.last?.invitation.id
        }
    }

    /// What the plan says of those who wait, and of those to whom the supply is added at once.
    func findings(of items: [PlanItem], at site: Planner.Site, _ plan: Plan) -> [PlanFinding] {
        func finding(_ code: String, _ message: String, _ items: [PlanItem]) -> PlanFinding? {
            guard !items.isEmpty else { return nil }
            return PlanFinding(
                severity: "note", code: code, rule: "LI-5", supplyName: site.supply.name,
                message: "\(items.count) \(items.count == 1 ? "person" : "people"): \(message)",
                people: items.compactMap(\.address))
        }
        let first = Set(items.compactMap(\.behindPart)).sorted().map { plan.parts[$0].supplyName }
        let earlier =
            first.isEmpty ? "their earlier invitation" : "the invitation into \(first.joined(separator: ", "))"
        let doubled = items.filter { $0.assessments != nil }
        let new = Set(doubled.flatMap { $0.assessments ?? [] })
        let known = site.supply.assessments.filter { !new.contains($0) }
        return [
            finding(
                "doubled",
                "\(known.isEmpty ? "a part of \(site.supply.name)" : AssessmentName.list(known)) comes with an earlier invitation as well and is taken once, by that one",
                doubled),
            finding(
                "queued",
                "\(earlier) goes first, and \(site.supply.name) is added once it is accepted; until then it waits here",
                items.filter(\.waits)),
            finding(
                "added_to_accepted",
                "\(site.supply.name) is added to what they have accepted already; no mail leaves",
                items.filter { $0.behind != nil && !$0.waits }),
        ].compactMap { $0 }
    }
}

extension Planner {
    /// The same for the same person in every part of a plan; nil for a slot.
    static func key(of item: PlanItem) -> String? { item.person?.text ?? item.newPerson.map { "new \($0)" } }
}
