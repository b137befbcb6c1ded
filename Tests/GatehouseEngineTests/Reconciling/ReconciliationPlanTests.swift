import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTesting
import Testing

@Suite("A plan of a reconciliation")
struct ReconciliationPlanTests {
    private static let eve = ",NEW-7,eve@example.org,spring,Sent"
    private static let fay = ",NEW-8,fay@example.org,spring,Sent"

    private func bed(_ database: TestDatabase, _ body: (EngineBed) throws -> Void) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 4)
            try body(bed)
        }
    }

    private func preview(_ bed: EngineBed, _ lines: String...) throws -> Reconciling.Outcome {
        let text = (["reference,code,email,supply,status"] + lines).joined(separator: "\n") + "\n"
        let place = try Scratch.file(holding: Data(text.utf8))
        defer { Scratch.remove(place) }
        let file = try VendorFile(
            path: place.path, name: "status.csv", descriptor: bed.vendor.descriptor, asOf: bed.clock.now)
        let observations = Observations(
            file, connection: bed.connection, isComplete: true, asOf: bed.clock.now, lag: .zero)
        return try Reconciling(world: bed.world).preview(observations, actor: "tester", in: bed.ledger)
    }

    private func plan(
        _ bed: EngineBed, _ outcome: Reconciling.Outcome, _ tick: Reconciling.Tick = .all, _ words: [String] = ["all"]
    ) throws -> ReconciliationPlan {
        try bed.ledger.read {
            try ReconciliationPlan(
                [outcome], ticking: tick, words: words, isKept: true, actor: "tester", world: bed.world, in: $0)
        }
    }

    private func exactly(_ plan: ReconciliationPlan) throws -> Reconciling.Tick {
        let part = try #require(plan.parts.first)
        return .exactly(part, key: plan.key(of: part))
    }

    private func refusal(_ words: String, _ body: () throws -> Void) {
        let error = #expect(throws: EngineError.self, performing: body)
        #expect(error?.code == .conflict && error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test("A run that is only shown keeps nothing, and what it finds first is not ticked", arguments: TestDatabase.all)
    func shown(_ database: TestDatabase) throws {
        try bed(database) { bed in
            let outcome = try preview(bed, ReconciliationPlanTests.eve)
            #expect(outcome.waiting.count == 1)
            #expect(try plan(bed, outcome).parts.isEmpty)
            try bed.ledger.read { reader in
                let (runs, found) = (try reader.runs(limit: 9), try reader.discrepancies(of: nil, state: nil))
                #expect(runs.isEmpty && found.isEmpty)
            }
            try bed.observe(ReconciliationPlanTests.eve, isComplete: true)
            #expect(try plan(bed, try preview(bed, ReconciliationPlanTests.eve)).steps.count == 1)
        }
    }

    @Test("A plan is done exactly as it was saved, and once", arguments: TestDatabase.all)
    func once(_ database: TestDatabase) throws {
        try bed(database) { bed in
            let seen = try bed.observe(ReconciliationPlanTests.eve, isComplete: true)
            let plan = try plan(bed, seen)
            #expect(plan.steps.map(\.act) == ["enter the record"] && plan.steps[0].theirs.contains("eve@example.org"))
            let saved = try PlanCoding.saved(from: PlanCoding.text(of: .reconciliation(plan)), named: "plan.json")
            guard case .reconciliation(let same) = saved else {
                Issue.record("another kind of plan")
                return
            }
            #expect(same == plan && same.contentDigest == plan.contentDigest)
            #expect(try bed.ledger.read { try plan.isApplied(in: $0) } == false)
            // What is found beside it waits, and is no part of it.
            let applied = try bed.observe(
                ReconciliationPlanTests.eve, ReconciliationPlanTests.fay, isComplete: true, tick: exactly(same))
            #expect(applied.applied.count == 1 && applied.waiting.count == 1)
            #expect(try bed.ledger.read { try plan.isApplied(in: $0) })
            refusal("is closed by now") {
                try bed.observe(ReconciliationPlanTests.eve, isComplete: true, tick: exactly(same))
            }
        }
    }

    @Test(
        "A plan is stale where a difference is another or closed by now, or where there would be more",
        arguments: TestDatabase.all)
    func stale(_ database: TestDatabase) throws {
        try bed(database) { bed in
            let plan = try plan(bed, try bed.observe(ReconciliationPlanTests.eve, isComplete: true))
            refusal("is another by now") {
                try bed.observe(",NEW-7,eve@example.org,spring,Begun", isComplete: true, tick: exactly(plan))
            }
            refusal("proposes something else by now") { try bed.observe(isComplete: true, tick: exactly(plan)) }
            try bed.observe(ReconciliationPlanTests.eve, ReconciliationPlanTests.fay, isComplete: true)
            refusal("there would be 1 more by now") {
                try bed.observe(
                    ReconciliationPlanTests.eve, ReconciliationPlanTests.fay, isComplete: true, tick: exactly(plan))
            }
            _ = try Resolving(world: bed.world).resolve(
                plan.steps[0].difference.text, .ignore, reason: "a colleague's", actor: "tester", in: bed.ledger)
            refusal("is closed by now") {
                try bed.observe(ReconciliationPlanTests.eve, isComplete: true, tick: exactly(plan))
            }
            #expect(try bed.ledger.read { try $0.people(atAddresses: ["eve@example.org"]) }.isEmpty)
            bed.clock.advance(by: .seconds(31 * 60))
            refusal("older than 30 minutes") { try plan.check(at: bed.clock.now) }
        }
    }

    @Test("A step whose invitation was written to since does not find what it expects", arguments: TestDatabase.all)
    func expectation(_ database: TestDatabase) throws {
        try database.withEngine { bed in
            try bed.supply(units: 2)
            let id = try bed.invite(bed.request(1, from: "spring", channel: .vendorMail)).invitations[0]
            try bed.settle()
            bed.clock.advance(by: .seconds(31 * 86_400))
            let line = "\(id.text),,,spring,Sent"
            let plan = try plan(bed, try bed.observe(line), .only(["idle_unit"]), ["idle_unit"])
            #expect(plan.steps.map(\.act) == ["remind"] && plan.steps[0].lastWriteAt != nil)
            try bed.ledger.write { writer in
                var invitation = try #require(try writer.invitation(id))
                invitation.lastWriteAt = invitation.lastWriteAt.advanced(by: .seconds(1))
                try writer.save([invitation])
            }
            refusal("changed since") { try bed.observe(line, tick: exactly(plan)) }
        }
    }

    @Test(
        "A record with a reference that this ledger never gave is ticked by its id, never by its class or everything",
        arguments: TestDatabase.all)
    func foreign(_ database: TestDatabase) throws {
        try bed(database) { bed in
            let line = "else-7,ELSE-7,gil@example.org,spring,Sent"
            try bed.observe(line, isComplete: true)
            let id = try #require(try bed.open("unknown_at_gateway").first).id.text
            let all = try bed.observe(line, isComplete: true, tick: .all)
            #expect(all.applied.isEmpty && all.waiting.map { all.reach(of: $0) } == [.single])
            #expect(try bed.observe(line, isComplete: true, tick: .only(["unknown_at_gateway"])).applied.isEmpty)
            #expect(try bed.observe(line, isComplete: true, tick: .only([id])).applied.count == 1)
            #expect(try bed.ledger.read { try $0.people(atAddresses: ["gil@example.org"]) }.count == 1)
        }
    }
}
