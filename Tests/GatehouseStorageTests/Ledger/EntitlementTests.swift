import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct EntitlementTests {
    @Test(
        "A second living entitlement needs a reason, and an end makes room for a new one", arguments: TestDatabase.all)
    func second(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connection = try bed.connection()
            let supply = try bed.supply(.unmetered, of: connection, assessments: ["top-5", "all-34", "top-5"])
            let person = try bed.people(1)[0].id
            func add(_ invitation: Invitation) throws {
                try bed.ledger.write { try $0.addInvitations([invitation], fromVendor: supply.id) }
            }
            func held() throws -> [InvitationID] {
                try bed.ledger.read { try $0.entitlements(of: [person], to: ["top-5"]) }.map(\.invitation)
            }
            func end(_ invitation: Invitation) throws {
                var ended = invitation
                ended.standing = ended.standing.observing(.end(.retracted), asOf: bed.now)
                try bed.ledger.write { [ended] in try $0.save([ended]) }
            }
            let first = bed.invitation(supply, for: person)
            try add(first)
            #expect(refusal { try add(bed.invitation(supply, for: person)) } == .conflict)
            var second = bed.invitation(supply, for: person)
            second.overrideReason = "lost the first"
            try add(second)
            #expect(try held() == [first.id, second.id])
            // With the first gone the second holds the place.
            try end(first)
            #expect(try held() == [second.id])
            #expect(refusal { try add(bed.invitation(supply, for: person)) } == .conflict)
            try end(second)
            #expect(try held() == [])
            let third = bed.invitation(supply, for: person)
            try add(third)
            #expect(try held() == [third.id])
            #expect(
                try bed.ledger.read { try $0.entitlements(of: [person], to: ["all-34"]) }.map(\.supply) == [supply.id])
            // An ended one from the start holds nothing.
            var late = bed.invitation(supply, for: person)
            late.standing = Standing(.end(.expired), asOf: bed.now)
            try add(late)
            #expect(try held() == [third.id])
        }
    }

    @Test("A slot that gets its person later takes the person's entitlement then", arguments: TestDatabase.all)
    func slot(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let supply = try bed.supply(.unmetered, of: bed.connection())
            let people = try bed.people(2)
            var slots = (0..<2).map { _ in bed.invitation(supply, for: nil) }
            try bed.ledger.write { [slots] in try $0.addInvitations(slots, fromVendor: supply.id) }
            slots[0].person = people[0].id
            try bed.ledger.write { [slots] in try $0.save([slots[0]]) }
            slots[1].person = people[0].id
            #expect(refusal { try bed.ledger.write { [slots] in try $0.save([slots[1]]) } } == .conflict)
            slots[1].person = people[1].id
            try bed.ledger.write { [slots] in try $0.save([slots[1]]) }
            let held = try bed.ledger.read { try $0.entitlements(of: people.map(\.id), to: supply.assessments) }
            #expect(Set(held.map(\.invitation)) == Set(slots.map(\.id)))
            // Whoever has it keeps it, though an older reading of it says otherwise.
            slots[0].standing = slots[0].standing.observing(.end(.retracted), asOf: bed.now)
            slots[1].person = people[0].id
            try bed.ledger.write { [slots] in try $0.save(slots) }
            #expect(try bed.ledger.read { try $0.invitation(slots[1].id)?.person } == people[1].id)
            #expect(
                try bed.ledger.read { try $0.entitlements(of: people.map(\.id), to: supply.assessments) }.map(\.person)
                    == [people[1].id])
        }
    }

    @Test("What a person is known to have completed is found on any invitation", arguments: TestDatabase.all)
    func completed(_ database: TestDatabase) throws {
        try database.withLedger { bed in
            let connection = try bed.connection()
            let first = try bed.supply(.unmetered, name: "a", of: connection, assessments: ["top-5", "drive"])
            let second = try bed.supply(.unmetered, name: "b", of: connection, assessments: ["core-values"])
            let people = try bed.people(2).map(\.id)
            try bed.ledger.write { writer in
                try writer.addInvitations(
                    [
                        bed.invitation(first, for: people[0], at: .completed),
                        bed.invitation(first, for: people[1], at: .started),
                    ],
                    fromVendor: first.id)
                try writer.addInvitations(
                    [bed.invitation(second, for: people[0], at: .reported)], fromVendor: second.id)
            }
            #expect(
                try bed.ledger.read { try $0.completedAssessments(of: people) } == [
                    people[0]: ["top-5", "drive", "core-values"]
                ])
        }
    }
}
