import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite("Runs that show the judges only what there is something to say of")
struct SievedRunTests {
    /// Every row shown; sieved, with the ledger read one by one; sieved, with the ledger read table by table, all in files.
    private static let ways: [SievingOptions] = {
        var (whole, sieved, scanned) = (SievingOptions(), SievingOptions(), SievingOptions())
        whole.sieveFrom = .max
        sieved.sieveFrom = -1
        (scanned.sieveFrom, scanned.scanFrom, scanned.memory, scanned.memoryOfPulls) = (-1, -1, 0, 0)
        return [whole, sieved, scanned]
    }()

    @Test(
        "Whatever comes by file, ledger and differences are the same after a sieved run as after one over every row",
        arguments: TestDatabase.all, [UInt64](1...8))
    func files(_ database: TestDatabase, seed: UInt64) throws {
        try hold(database, mode: .portal) { bed, options, told in
            var generator = SeededGenerator(seed: seed)
            let codes = try fill(bed, &generator)
            for _ in 0..<3 {
                bed.clock.advance(by: .seconds(generator.number(in: 1...40) * 86_400))
                let lines = SievedRunTests.lines(codes, &generator)
                let isComplete = !generator.once(in: 4)
                let lateness = generator.once(in: 4) ? Duration.seconds(-90_000) : .zero
                let tick: Reconciling.Tick = generator.once(in: 3) ? .all : .none
                let outcome = try observe(bed, lines, isComplete, bed.clock.now.advanced(by: lateness), tick, options)
                told += try SievedRunTests.words(bed, outcome)
            }
        }
    }

    @Test(
        "Whatever comes by an interface, ledger and differences are the same after a sieved run as after one over every row",
        arguments: TestDatabase.all, [UInt64](1...8))
    func snapshots(_ database: TestDatabase, seed: UInt64) throws {
        try hold(database, mode: .api) { bed, options, told in
            var generator = SeededGenerator(seed: seed)
            try bed.supply(units: 20)
            let ids = try bed.invite(bed.request(9, from: "spring", channel: .vendorMail)).invitations
            try bed.settle()
            var words = Array(repeating: "Sent", count: ids.count)
            for _ in 0..<4 {
                bed.clock.advance(by: .seconds(generator.number(in: 1...40) * 86_400))
                for place in ids.indices where generator.once(in: 4) {
                    words[place] = generator.element(of: ["Sent", "Begun", "Done", "Free", "Taken back", "Paused"])
                    bed.vendor.setWord(words[place], of: ids[place].text)
                }
                let lies = (0..<generator.number(in: 0...3)).map { SievedRunTests.lie($0, ids, bed, &generator) }
                bed.vendor.lie { $0.records = lies }
                var observations = try Observations.pull(bed.connection, world: bed.world)
                if generator.once(in: 5) { observations.facts.asOf = bed.clock.now.advanced(by: .seconds(-100_000)) }
                if generator.once(in: 6) { observations.facts.isComplete = false }
                let outcome = try Reconciling(world: bed.world, options: options).run(
                    observations, tick: generator.once(in: 3) ? .all : .none, actor: "tester", in: bed.ledger)
                told += try SievedRunTests.words(bed, outcome)
            }
        }
    }

    @Test(
        "Whatever a file shows of another connection's codes, ledger and differences are the same after a sieved run as after one over every row",
        arguments: TestDatabase.all, [UInt64](1...6))
    func codesOfOthers(_ database: TestDatabase, seed: UInt64) throws {
        try hold(database, mode: .portal) { bed, options, told in
            var generator = SeededGenerator(seed: seed)
            let codes = try fill(bed, &generator)
            let second = try bed.secondConnection()
            for _ in 0..<3 {
                bed.clock.advance(by: .seconds(generator.number(in: 1...40) * 86_400))
                var lines = SievedRunTests.lines(codes, &generator)
                if generator.bool() { lines.append(",AUT-10001,di@example.org,autumn,Sent") }
                let outcome = try observe(
                    bed, lines, generator.bool(), bed.clock.now, generator.bool() ? .all : .none, options, of: second)
                told += try SievedRunTests.words(bed, outcome, of: second)
            }
        }
    }

    @Test(
        "A run over very many that finds no second connection reads everything over its own",
        arguments: TestDatabase.all)
    func alone(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            var generator = SeededGenerator(seed: 9)
            let codes = try fill(bed, &generator)
            let lines = [",\(codes[0].code),bo@example.org,spring,Sent", ",,\(codes[1].address),spring,Sent"]
            let asOf = bed.clock.now.advanced(by: .seconds(60))
            let outcome = try observe(
                bed, lines, false, asOf, .none, SievedRunTests.ways[2], in: LonelyLedger(bed.ledger))
            #expect(outcome.result.discrepancies.map(\.kind).contains(.recipientMismatch))
            #expect(outcome.run.matched == 2)
        }
    }

    private func hold(
        _ database: TestDatabase, mode: Mode, _ body: (EngineBed, SievingOptions, inout [String]) throws -> Void
    ) throws {
        var all: [[String]] = []
        for options in SievedRunTests.ways {
            try database.withEngine(mode: mode) { bed in
                var told: [String] = []
                try body(bed, options, &told)
                all.append(told)
            }
        }
        for told in all.dropFirst() {
            for (one, other) in zip(told, all[0]) where one != other {
                Issue.record("\(one)\ninstead of\n\(other)")
                return
            }
            #expect(told.count == all[0].count && told.count > 30)
        }
    }

    /// Everything that a run says and leaves in the ledger, but for how many matches it lists.
    private static func words(
        _ bed: EngineBed, _ outcome: Reconciling.Outcome, of connection: Connection? = nil
    ) throws -> [String] {
        let run = outcome.run
        var words = outcome.result.discrepancies.map {
            "\($0.kind) \($0.subject.text) ours \($0.ours) theirs \($0.theirs) \($0.evidence) \($0.policy) \($0.proposal)"
        }
        words += outcome.applied.map { "applied \($0.policy) \($0.reason) \($0.units.map { "\($0)" } ?? "-")" }
        words += outcome.waiting.map { "waiting \($0.policy) \($0.reason)" }
        words.append(
            "\(run.records) \(run.matched) \(run.setAside) \(run.absent.map(\.text)) \(outcome.stale) \(outcome.foreign) \(outcome.future)"
        )
        try bed.ledger.read { reader in
            for row in try reader.rows(matching: InvitationSearch(), after: nil, limit: 1000) {
                words.append("\(row.invitation)")
                words += try reader.observations(of: row.invitation.id).map {
                    "\($0.word) \($0.asOf) \($0.source) \(String(describing: $0.meaning))"
                }
            }
            for record in try reader.discrepancies(of: (connection ?? bed.connection).id, state: nil) {
                words.append(
                    "\(record.kind) \(record.subject) \(record.state) \(record.firstSeen) \(record.lastSeen) \(record.evidence)"
                )
            }
            words += try reader.intentCounts().sorted { "\($0.key)" < "\($1.key)" }.map { "\($0.key) \($0.value)" }
        }
        let counts = try bed.counts()
        words += UnitState.allCases.map { "\($0) \(counts[$0])" }
        return words
    }

    private func fill(_ bed: EngineBed, _ generator: inout SeededGenerator) throws -> [(code: String, address: String)]
    {
        try bed.supply(units: 16)
        let channel = generator.element(of: [Channel.ourMail, .link, .vendorMail])
        let ids = try bed.invite(bed.request(9, from: "spring", channel: channel)).invitations
        try bed.settle()
        return try ids.enumerated().map { (try bed.code(of: $1) ?? "", "person\($0 + 1)@example.org") }
    }

    /// Mostly what is so; now and then another word, address or code, a line twice, or none.
    private static func lines(
        _ codes: [(code: String, address: String)], _ generator: inout SeededGenerator
    ) -> [String] {
        var lines: [String] = []
        for (code, address) in codes where !generator.once(in: 8) {
            let word =
                generator.once(in: 3)
                ? generator.element(of: ["Begun", "Done", "Free", "Taken back", "Paused", ""]) : "Sent"
            let shown = generator.once(in: 12) ? "bo@example.org" : generator.once(in: 6) ? "" : address
            let line = "\(generator.once(in: 10) ? "" : code),\(shown),\(generator.bool() ? "spring" : ""),\(word)"
            lines.append("," + line)
            if generator.once(in: 12) { lines.append("," + line) }
        }
        for index in 10...16 where generator.once(in: 2) {
            lines.append(",POOL-\(10_000 + index),,spring,\(generator.once(in: 5) ? "Sent" : "Free")")
        }
        if generator.once(in: 3) { lines.append(",ELSE-1,di@example.org,spring,Sent") }
        if generator.once(in: 6) { lines.append(",ELSE-2,di@example.org,autumn,Sent") }
        return lines.shuffled(using: &generator)
    }

    private static func lie(
        _ index: Int, _ ids: [InvitationID], _ bed: EngineBed, _ generator: inout SeededGenerator
    ) -> ObservedRecord {
        let reference = generator.element(of: [nil, ids[0].text, "inv_01hzzzzzzzzzzzzzzzzzzzzzzz", nil])
        let late = Duration.seconds(generator.once(in: 4) ? 86_400 * 30 : 0)
        return ObservedRecord(
            reference: reference, vendorID: generator.bool() ? "v-else\(index)" : nil,
            credential: generator.bool() ? Secret("ELSE-\(generator.number(in: 1...2))") : nil,
            address: generator.bool() ? "person\(generator.number(in: 1...9))@example.org" : nil,
            supply: generator.element(of: ["v-spring", "v-spring", "elsewhere", nil]),
            word: generator.element(of: ["Sent", "Begun", "Free"]), asOf: bed.clock.now.advanced(by: late),
            attributes: generator.bool() ? ["language": "sv", "reminders": "2"] : [:],
            source: .request(id: "lie-\(index)"))
    }

    private func observe(
        _ bed: EngineBed, _ lines: [String], _ isComplete: Bool, _ asOf: Instant, _ tick: Reconciling.Tick,
        _ options: SievingOptions, of connection: Connection? = nil, in ledger: (any Ledger)? = nil
    ) throws -> Reconciling.Outcome {
        let place = try Scratch.file(
            holding: Data((["reference,code,email,supply,status"] + lines).joined(separator: "\n").utf8))
        defer { Scratch.remove(place) }
        let file = try VendorFile(path: place.path, name: "status.csv", descriptor: bed.vendor.descriptor, asOf: asOf)
        let observations = Observations(
            file, connection: connection ?? bed.connection, isComplete: isComplete, asOf: asOf, lag: .zero)
        return try Reconciling(world: bed.world, options: options).run(
            observations, tick: tick, actor: "tester", in: ledger ?? bed.ledger)
    }
}
