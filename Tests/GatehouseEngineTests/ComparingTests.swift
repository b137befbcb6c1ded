import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite struct ComparingTests {
    private func see(_ bed: EngineBed, _ invitation: Invitation, _ meaning: Meaning, after days: Int64) throws {
        let at = invitation.createdAt.advanced(by: .seconds(days * 86_400))
        var seen = invitation
        seen.standing = seen.standing.observing(meaning, asOf: at)
        let record = ObservationRecord(
            id: bed.world.chance.id(at: at), run: nil, connection: seen.connection, invitation: seen.id, word: "seen",
            meaning: meaning, asOf: at, source: "test")
        try bed.ledger.write { [seen] writer in
            try writer.save([seen])
            try writer.add([record])
        }
    }

    private func compare(_ bed: EngineBed, at days: Int64, side: ComparisonQuestion.Side = .vendor) throws
        -> [ComparisonGroup]
    {
        let comparing = Comparing(world: bed.world)
        try comparing.catchUp(bed.ledger)
        var question = ComparisonQuestion(
            stuckAfter: .seconds(7 * 86_400), now: EngineBed.start().now.advanced(by: .seconds(days * 86_400)))
        question.side = side
        return try bed.ledger.read { [question] in try comparing.compare(question, in: $0).groups }
    }

    private func ends(_ range: ComparisonGroup.Range) -> [Int64] { [range.atLeast, range.atMost] }

    @Test(
        "GH-3: where intervals leave it open a count is a range, and cost and time say no more than is known",
        arguments: TestDatabase.all)
    func ranges(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            var supply = try bed.supply(units: 10)
            supply.price = Money(minorUnits: 1000, currency: "EUR")
            try bed.ledger.write { [supply] in try $0.save(supply) }
            try bed.invite(bed.request(4, from: "spring", channel: .ourMail))
            try bed.settle()
            let all = try bed.invitations()
            try see(bed, all[0], .stages(.completed, .reported), after: 4)
            try see(bed, all[1], .stages(.registered, .reported), after: 2)
            let group = try #require(try compare(bed, at: 30).first)
            #expect(group.invited == 4 && group.name == "vendor")
            #expect(group.stages[.registered].map(ends) == [2, 2])
            #expect(ends(group.completed) == [1, 2])
            // The one who is registered or further may be done; the two others are surely not.
            #expect(ends(group.stuck) == [2, 3] && ends(group.seats) == [2, 2])
            #expect(group.costEach.map { "\($0.currency) \($0.atLeast) \($0.atMost ?? 0)" } == ["EUR 2000 4000"])
            #expect(group.idle == 6 && group.idleValue == [Money(minorUnits: 6000, currency: "EUR")])
            let early = try #require(try compare(bed, at: 5).first)
            #expect(ends(early.stuck) == [0, 0])
            let none = try #require(try compare(bed, at: 30, side: .programme).first)
            #expect(none.id == nil && none.invited == 4 && none.idle == nil)
        }
    }

    @Test("GH-3: a reminder's effect, a price that is not known and a coach are told as far as they are known")
    func remindersAndCoaches() throws {
        try TestDatabase.sqlite.withEngine { bed in
            try bed.supply(units: 6)
            try bed.invite(bed.request(4, from: "spring", channel: .ourMail))
            try bed.settle()
            let all = try bed.invitations()
            let day = { (days: Int64) in EngineBed.start().now.advanced(by: .seconds(days * 86_400)) }
            // Exactly invited, possibly further, seen further after two days, and after twenty.
            try see(bed, all[0], .stages(.invited, .invited), after: 1)
            try see(bed, all[1], .stages(.invited, .completed), after: 1)
            try see(bed, all[2], .stages(.registered, .registered), after: 6)
            try see(bed, all[3], .stages(.registered, .registered), after: 24)
            for one in try bed.invitations() {
                var reminded = one
                (reminded.remindersSent, reminded.lastRemindedAt) = (1, day(4))
                try bed.ledger.write { [reminded] in try $0.save([reminded]) }
            }
            let group = try #require(try compare(bed, at: 30).first)
            #expect(group.reminders.sent == 4 && group.reminders.judged == 4 && group.reminders.tooEarly == 0)
            #expect(ends(group.reminders.moved) == [1, 2])
            #expect(try compare(bed, at: 8).first?.reminders.tooEarly == 2)
            #expect(group.costEach.isEmpty && group.unpriced == 4)
            let none = try #require(try compare(bed, at: 30, side: .coach).first)
            #expect(none.isRest && none.invited == 4)
        }
    }

    @Test("GH-3: a stage that no word of the vendor makes certain is 'this vendor does not tell'")
    func notTold() throws {
        try TestDatabase.sqlite.withEngine { bed in
            try bed.supply(units: 3)
            try bed.invite(bed.request(1, from: "spring", channel: .ourMail))
            try bed.settle()
            let group = try #require(try compare(bed, at: 1).first)
            let lows = bed.vendor.descriptor.vocabulary.rows.compactMap { row -> Stage? in
                guard case .stages(let interval) = row.meaning else { return nil }
                return interval.low
            }
            for stage in [Stage.registered, .started, .completed, .reported] {
                #expect((group.waits[stage] == .notTold) == !lows.contains { $0 >= stage }, "\(stage)")
            }
        }
    }

    @Test(
        "GH-2: the matrix in pages is the matrix, each person once, slots without a person last",
        arguments: TestDatabase.all)
    func pages(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 20)
            try bed.invite(bed.request(5, from: "spring", channel: .ourMail))
            var slots = InviteRequest(supplies: ["spring"])
            (slots.slots, slots.channel) = (3, .export)
            try bed.invite(slots)
            let planner = Planner(world: bed.world)
            for (limit, goesOn) in [(5, true), (8, false), (9, false)] {
                let page = try bed.ledger.read {
                    try planner.matrix(matching: InvitationSearch(), after: nil, limit: limit, in: $0)
                }
                #expect((page.next != nil) == goesOn, "\(limit)")
            }
            var (all, cursor): ([InvitationID], MatrixPage.Cursor?) = ([], nil)
            var pages = 0
            repeat {
                let page = try bed.ledger.read { [cursor] in
                    try planner.matrix(matching: InvitationSearch(), after: cursor, limit: 2, in: $0)
                }
                #expect(page.views.count <= 2)
                all += page.views.map(\.row.invitation.id)
                cursor = page.next.flatMap { MatrixPage.Cursor($0.text) }
                pages += 1
            } while cursor != nil && pages < 20
            let expected = try bed.invitations()
            #expect(Set(all) == Set(expected.map(\.id)) && all.count == expected.count)
            let nameless = Set(expected.filter { $0.person == nil }.map(\.id))
            #expect(nameless.count == 3 && Set(all.suffix(3)) == nameless)
        }
    }
}
