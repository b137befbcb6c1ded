import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct ListTests {
    /// A ledger with many different invitations, and what a row of each should say beside it.
    private struct Ground {
        var invitations: [Invitation] = []
        var people: [PersonID: Person] = [:]
        var supplies: [SupplyID: Supply] = [:]
        var connections: [ConnectionID: Connection] = [:]
        var programmes: [Programme] = []
        var deliveries: [InvitationID: DeliveryState] = [:]
        var open: [InvitationID: IntentState] = [:]
    }

    private func ground(_ bed: LedgerBed, _ generator: inout SeededGenerator, count: Int) throws -> Ground {
        var ground = Ground()
        for name in ["a", "b"] {
            let connection = Connection(
                id: bed.id(), name: name, provider: "provider-\(name)", mode: "api", settings: [:])
            ground.connections[connection.id] = connection
            try bed.ledger.write { try $0.save(connection) }
            for number in 0..<2 {
                let supply = try bed.supply(
                    .unmetered, name: "\(name)\(number)", of: connection, assessments: ["x\(name)\(number)"])
                ground.supplies[supply.id] = supply
            }
        }
        ground.programmes = (0..<2).map { Programme(id: bed.id(), name: "p\($0)") }
        try bed.ledger.write { [ground] writer in for programme in ground.programmes { try writer.save(programme) } }
        let people = try bed.people(count)
        for person in people { ground.people[person.id] = person }
        let command = bed.command()
        try bed.ledger.write { _ = try $0.begin(command) }
        for index in 0..<count {
            guard let supply = ground.supplies.values.sorted(by: { $0.id < $1.id }).randomElement(using: &generator)
            else { break }
            var invitation = bed.invitation(supply, for: generator.once(in: 5) ? nil : people[index].id)
            invitation.standing = generator.standing()
            invitation.programme = generator.element(of: [nil, ground.programmes[0].id, ground.programmes[1].id])
            invitation.channel = generator.element(of: Channel.allCases)
            try bed.ledger.write { [invitation] in try $0.addInvitations([invitation], fromVendor: supply.id) }
            ground.invitations.append(invitation)
            for _ in 0..<generator.number(in: 0...2) {
                let state = generator.element(of: DeliveryState.allCases)
                let delivery = Delivery(
                    id: bed.id(), invitation: invitation.id, intent: nil, kind: "invitation", address: "a",
                    language: "en", subject: "s",
                    messageID: "m", state: state, at: bed.now)
                try bed.ledger.write { try $0.add([delivery]) }
                ground.deliveries[invitation.id] = state
            }
            for _ in 0..<generator.number(in: 0...2) {
                let state = generator.element(of: IntentState.allCases.filter { $0 != .claimed })
                let intent = bed.intent(invitation, command, state: state)
                try bed.ledger.write { try $0.add([intent]) }
                // The newest; one that waits for another never hides that one.
                if !state.isFinal, state != .waiting || ground.open[invitation.id] == nil {
                    ground.open[invitation.id] = state
                }
            }
        }
        return ground
    }

    @Test(
        "A list of invitations shows just those that a simple reading finds, with what stands beside them",
        arguments: TestDatabase.all)
    func searching(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            var generator = SeededGenerator(seed: 11)
            let ground = try ground(bed, &generator, count: 60)
            forAll(cases: 80) { generator in
                let search = search(&generator, ground)
                let expected = ground.invitations.filter { matches($0, search, ground) }.map(\.id)
                var found: [InvitationRow] = []
                while true {
                    let page = try bed.ledger.read {
                        try $0.rows(matching: search, after: found.last?.invitation.id, limit: 5)
                    }
                    found += page
                    if page.count < 5 { break }
                }
                try #require(found.map(\.invitation.id) == expected)
                for row in found { try check(row, ground) }
            }
        }
    }

    private func check(_ row: InvitationRow, _ ground: Ground) throws {
        let invitation = try #require(ground.invitations.first { $0.id == row.invitation.id })
        let person = invitation.person.flatMap { ground.people[$0] }
        try #require(row.invitation == invitation)
        try #require(row.personName == person?.name && row.address == person?.addresses.first?.address)
        try #require(row.connectionName == ground.connections[invitation.connection]?.name)
        try #require(row.supplyName == ground.supplies[invitation.supply]?.name)
        try #require(row.facet == ground.supplies[invitation.supply]?.facet)
        try #require(row.programmeName == ground.programmes.first { $0.id == invitation.programme }?.name)
        try #require(row.delivery == ground.deliveries[invitation.id] && row.openIntent == ground.open[invitation.id])
    }

    private func search(_ generator: inout SeededGenerator, _ ground: Ground) -> InvitationSearch {
        var search = InvitationSearch()
        func maybe<T>(_ value: T) -> T? { generator.once(in: 5) ? value : nil }
        if generator.once(in: 4) { search.people.words = [generator.element(of: ["person", "00001", "nobody"])] }
        if generator.once(in: 6) {
            search.person = generator.list(of: 1...9) { $0.element(of: ground.people.keys.sorted()) }
        }
        if generator.once(in: 4) { search.stages = generator.list(of: 1...3) { $0.stage() } }
        if generator.once(in: 5) { search.ends = generator.list(of: 1...2) { $0.element(of: End.allCases) } }
        search.isLiving = maybe(generator.bool())
        search.provider = maybe(generator.element(of: ["provider-a", "provider-x"]))
        search.connection = maybe(generator.element(of: ground.connections.keys.sorted()))
        search.supply = maybe(generator.element(of: ground.supplies.keys.sorted()))
        search.programme = maybe(generator.element(of: ground.programmes.map(\.id)))
        search.delivery = maybe(generator.element(of: DeliveryState.allCases))
        search.channel = maybe(generator.element(of: Channel.allCases))
        search.unmovedSince = maybe(Instant(milliseconds: 1_763_769_600_000 + generator.number(in: -1...1)))
        search.stuckSince = maybe(generator.crowdedInstant())
        return search
    }

    private func matches(_ invitation: Invitation, _ search: InvitationSearch, _ ground: Ground) -> Bool {
        let standing = invitation.standing
        let person = invitation.person.flatMap { ground.people[$0] }
        let text = ([person?.name ?? ""] + (person?.addresses.map(\.address) ?? [])).joined(separator: "\n")
            .lowercased()
        let words = search.people.words.allSatisfy { person != nil && text.contains($0) }
        let moved = max(invitation.createdAt, standing.asOf ?? invitation.createdAt)
        let isOut = standing.low.map { $0 >= .invited && $0 < .completed } ?? false
        return words && (search.person.isEmpty || invitation.person.map(search.person.contains) ?? false)
            && (search.stages.isEmpty || standing.low.map(search.stages.contains) ?? false)
            && (search.ends.isEmpty || standing.end.map(search.ends.contains) ?? false)
            && (search.isLiving == nil || invitation.isLiving == search.isLiving)
            && (search.provider == nil || ground.connections[invitation.connection]?.provider == search.provider)
            && (search.connection == nil || invitation.connection == search.connection)
            && (search.supply == nil || invitation.supply == search.supply)
            && (search.programme == nil || invitation.programme == search.programme)
            && (search.delivery == nil || ground.deliveries[invitation.id] == search.delivery)
            && (search.channel == nil || invitation.channel == search.channel)
            && (search.unmovedSince.map { moved < $0 } ?? true)
            && (search.stuckSince.map { since in
                isOut && invitation.isLiving && (standing.highAsOf.map { $0 < since } ?? false)
            } ?? true)
    }

    @Test("Deliveries are listed by state and page; the same one added again is replaced", arguments: TestDatabase.all)
    func deliveries(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.supply(.unmetered, of: bed.connection())
            let invitation = bed.invitation(supply, for: nil)
            try bed.ledger.write { try $0.addInvitations([invitation], fromVendor: supply.id) }
            var all = (0..<5).map { index in
                Delivery(
                    id: bed.id(), invitation: invitation.id, intent: nil, kind: "invitation",
                    address: "a\(index)@example.org",
                    language: "en", subject: "s", messageID: "m\(index)", state: index == 2 ? .accepted : .queued,
                    at: bed.now)
            }
            try bed.ledger.write { [all] in try $0.add(all) }
            let queued = try bed.ledger.read { try $0.deliveries(in: [.queued, .sending], after: all[0].id, limit: 2) }
            #expect(queued == [all[1], all[3]])
            all[1].state = .sending
            all[1].attempts = 1
            all[3].state = .bounced
            all[3].reply = "550 no such user"
            try bed.ledger.write { [all] writer in
                try writer.add([all[1]])
                try writer.save([all[3]])
            }
            #expect(try bed.ledger.read { try $0.deliveries(of: invitation.id) } == all)
            let unknown = Delivery(
                id: bed.id(), invitation: nil, intent: nil, kind: "k", address: "a", language: "en", subject: "s",
                messageID: "m",
                state: .queued, at: bed.now)
            #expect(refusal { try bed.ledger.write { try $0.save([unknown]) } } == .notFound)
        }
    }
}
