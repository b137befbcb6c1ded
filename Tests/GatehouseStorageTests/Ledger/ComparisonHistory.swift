import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseTesting

/// What is done to invitations, by chance, with what a comparison is to say of it kept beside.
struct ComparisonHistory {
    /// One invitation, as whoever did all this knows it.
    private struct Known {
        var invitation: Invitation
        var handedOutAt: Instant?
        var holdsUnit: Bool
        var isShared = false
        /// Kept beside an invitation whose vendor counts no units.
        var hasLink = false
        var sightings: [ComparisonFacts.Sighting] = []
        var coaches: [String] = []
    }

    struct CellName: Hashable {
        let level: ComparisonLevel
        let supply: SupplyID
        var programme: ProgrammeID?
        var client: ClientID?
        var coach: String?
        let day: CalendarDate?
    }

    let coaches: CoachOptions
    private let bed: LedgerBed
    private let supplies: [Supply]
    private let clients: [Client]
    private let programmes: [Programme]
    private var people: [Person]
    private var known: [InvitationID: Known] = [:]

    init(_ bed: LedgerBed) throws {
        self.bed = bed
        let pool = try bed.pool(400)
        let connection = try bed.ledger.read { try $0.connections()[0] }
        let unmetered = try bed.supply(.unmetered, name: "free", of: connection, assessments: [])
        let vendor = try bed.supply(.vendor, name: "theirs", of: connection, assessments: [])
        let shared = try bed.supply(.shared, name: "shared", of: connection, assessments: [])
        coaches = CoachOptions([connection.id: "coaches"])
        let clients = ["a", "b"].map { Client(id: bed.id(), name: $0) }
        let programmes = ["p", "q"].map { Programme(id: bed.id(), name: $0, client: nil, tags: []) }
        try bed.ledger.write { [now = bed.now] writer in
            for client in clients { try writer.save(client) }
            for programme in programmes { try writer.save(programme) }
            for supply in [vendor, shared] {
                try writer.add(SupplyEntry(supply: supply.id, kind: .purchase, count: 400, at: now, reason: "bought"))
            }
            _ = try writer.attachShared(NewCredential(secret: Secret("ALL"), kind: .multiUseCode), to: shared.id)
        }
        (self.clients, self.programmes) = (clients, programmes)
        supplies = [pool, unmetered, vendor, shared]
        people = try bed.people(60)
    }

    func day(_ number: Int64) -> CalendarDate {
        CalendarDate(daysSince1970: CalendarDate(containing: bed.now).daysSince1970 + number)
    }

    /// What all of it adds up to, counted one by one.
    func counted() -> [CellName: ComparisonCounts] {
        var cells: [CellName: ComparisonCounts] = [:]
        let clientOf = Dictionary(people.map { ($0.id, $0.client) }, uniquingKeysWith: { first, _ in first })
        for one in known.values {
            let invitation = one.invitation
            let counts = ComparisonFacts(
                standing: invitation.standing, createdAt: invitation.createdAt, handedOutAt: one.handedOutAt,
                remindersSent: Int64(invitation.remindersSent), lastRemindedAt: invitation.lastRemindedAt,
                holdsUnit: one.holdsUnit, isShared: one.isShared, sightings: one.sightings
            ).counts
            for day in [nil, CalendarDate(containing: invitation.createdAt)] {
                var names = [
                    CellName(level: .supplies, supply: invitation.supply, day: day),
                    CellName(
                        level: .programmes, supply: invitation.supply, programme: invitation.programme,
                        client: invitation.person.flatMap { clientOf[$0] ?? nil }, day: day),
                ]
                if !one.coaches.isEmpty {
                    names += ([nil] + one.coaches).map {
                        CellName(level: .coaches, supply: invitation.supply, coach: $0, day: day)
                    }
                }
                for name in names { cells[name, default: ComparisonCounts()].add(counts) }
            }
        }
        return cells
    }

    var count: Int { known.count }

    mutating func step(_ chance: inout SeededGenerator) throws {
        let at = bed.now.advanced(by: .seconds(chance.number(in: 0...30) * 86_400))
        let all = known.values.sorted { $0.invitation.id < $1.invitation.id }
        guard var one = all.randomElement(using: &chance), !chance.once(in: 3) else { return try invite(&chance) }
        switch chance.number(in: 0...7) {
        case 0, 1: try observe(&one, chance.interval(), at)
        case 2:
            one.invitation.standing = one.invitation.standing.observing(
                .end(chance.element(of: End.allCases)), asOf: at)
            try save(&one)
            if [0, 2].contains(supplies.firstIndex { $0.id == one.invitation.supply }), chance.bool() {
                try bed.ledger.write { [id = one.invitation.id] in try $0.release([id]) }
                one.holdsUnit = false
            }
        case 3:
            (one.invitation.remindersSent, one.invitation.lastRemindedAt) = (one.invitation.remindersSent + 1, at)
            try save(&one)
        case 4:
            one.invitation.programme = chance.bool() ? nil : chance.element(of: programmes).id
            try save(&one)
        case 5:
            // Two people are found to be one.
            let kept = chance.element(of: people).id
            guard let other = one.invitation.person, other != kept else { return }
            _ = try bed.ledger.write { try $0.handOver(other, to: kept) }
            people.removeAll { $0.id == other }
            for id in known.keys where known[id]?.invitation.person == other { known[id]?.invitation.person = kept }
            one.invitation.person = kept
        case 6:
            guard one.invitation.supply == supplies[1].id, !one.hasLink else { return }
            let code = NewCredential(secret: Secret("K-\(one.invitation.id.text)"), kind: .accessKey)
            _ = try bed.ledger.write { [id = one.invitation.id] in try $0.attach(code, to: id, as: .handedOut) }
            one.hasLink = true
        default:
            guard let index = people.firstIndex(where: { $0.id == one.invitation.person }) else { return }
            people[index].client = chance.bool() ? nil : chance.element(of: clients).id
            try bed.ledger.write { [person = people[index]] in try $0.save(person) }
        }
        known[one.invitation.id] = one
    }

    private mutating func invite(_ chance: inout SeededGenerator) throws {
        let supply = chance.element(of: supplies)
        let held = Set(known.values.compactMap(\.invitation.person))
        let some = people.filter { !held.contains($0.id) }.prefix(chance.number(in: 1...5))
        let named: [[String]] = [[], ["Ada"], ["Ada", "Bo"]]
        let coaches = chance.element(of: named)
        let new = some.map { person in
            Invitation(
                id: bed.id(), person: person.id, connection: supply.connection, supply: supply.id,
                channel: .ourMail, assessments: [], standing: Standing(.stages(.reserved, .reserved), asOf: bed.now),
                createdAt: day(chance.number(in: 0...5)).start, lastWriteAt: bed.now)
        }
        let command = bed.command()
        let orders = new.map {
            bed.intent($0, command, verb: "issue", options: ["coaches": .array(coaches.map { .string($0) })])
        }
        try bed.ledger.write { writer in
            if supply.stock == .pool {
                _ = try writer.addInvitations(new, fromPool: supply.id, as: .reserved)
            } else {
                try writer.addInvitations(new, fromVendor: supply.id)
            }
            try writer.add([command])
            try writer.add(orders)
        }
        for invitation in new {
            known[invitation.id] = Known(
                invitation: invitation, holdsUnit: supply.stock != .unmetered, isShared: supply.stock == .shared,
                coaches: coaches)
        }
    }

    private func observe(_ one: inout Known, _ interval: StageInterval, _ at: Instant) throws {
        one.invitation.standing = one.invitation.standing.observing(.stages(interval), asOf: at)
        try save(&one)
        let seen = ObservationRecord(
            id: bed.id(), run: nil, connection: one.invitation.connection, invitation: one.invitation.id, word: "w",
            meaning: .stages(interval), asOf: at, source: "test")
        try bed.ledger.write { try $0.add([seen]) }
        one.sightings.append(ComparisonFacts.Sighting(low: interval.low, asOf: at))
    }

    private func save(_ one: inout Known) throws {
        let invitation = one.invitation
        if let low = invitation.standing.low, low >= .invited {
            one.handedOutAt = one.handedOutAt ?? invitation.standing.highAsOf ?? invitation.lastWriteAt
        }
        try bed.ledger.write { try $0.save([invitation]) }
    }
}
