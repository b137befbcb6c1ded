import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Synchronization
import Testing

@Suite("One code for one person, for many callers at once")
struct AllocatorTests {
    private func people(_ count: Int, in bed: EngineBed) throws -> [PersonID] {
        let people = try (0..<count).map { index in
            Person(
                id: bed.world.chance.id(at: bed.clock.now), name: "Person \(index)",
                addresses: [try EmailAddress(parsing: "one\(index)@example.org", domains: PlainDomains())])
        }
        try bed.ledger.write { try $0.add(people) }
        return people.map(\.id)
    }

    private static func request(_ person: PersonID) -> InviteRequest {
        var request = InviteRequest(supplies: ["spring"])
        request.persons = [person]
        return request
    }

    private static func atOnce<T: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) throws -> T) -> [Result<
        T, any Error
    >] {
        let outcomes = Mutex<[Int: Result<T, any Error>]>([:])
        let group = DispatchGroup()
        for index in 0..<count {
            group.enter()
            Thread {
                let outcome = Result { try body(index) }
                outcomes.withLock { $0[index] = outcome }
                group.leave()
            }.start()
        }
        group.wait()
        let all = outcomes.withLock { $0 }
        return (0..<count).compactMap { all[$0] }
    }

    @Test(
        "Down to the last code nobody gets one twice, and only those who come too late are refused",
        arguments: TestDatabase.all)
    func lastCode(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 40)
            let people = try people(48, in: bed)
            let allocator = Allocator(world: bed.world, ledger: bed.ledger)
            let outcomes = Self.atOnce(16) { caller in
                (0..<3).map { turn in
                    Result {
                        try allocator.allocate(
                            Self.request(people[caller * 3 + turn]), actor: "t", key: "k\(caller).\(turn)")
                    }
                }
            }.flatMap { (try? $0.get()) ?? [] }
            let receipts = outcomes.compactMap { try? $0.get() }
            #expect(outcomes.count == 48 && receipts.count == 40)
            for case .failure(let error) in outcomes {
                #expect((error as? EngineError)?.code == .refused)
                #expect((error as? EngineError)?.message.contains("0 available and 1 are needed") == true)
            }
            let invitations = try bed.invitations()
            #expect(Set(invitations.compactMap(\.credential)).count == 40)
            #expect(Set(receipts.flatMap(\.invitations)) == Set(invitations.map(\.id)))
            #expect(Set(receipts.map(\.command)).count == 40)
            let counts = try bed.counts()
            #expect(counts.isConserved && counts[.available] == 0 && counts[.reserved] == 40)
            #expect(try bed.verifyAudit())
            let notes = try bed.ledger.read { try $0.audit(after: 0, limit: 1000) }.filter {
                $0.act == "invite.recorded"
            }
            #expect(notes.count == 40)
        }
    }

    @Test("What one caller asks wrongly is refused to him alone", arguments: TestDatabase.all)
    func ownRefusal(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 20)
            let people = try people(10, in: bed)
            let allocator = Allocator(world: bed.world, ledger: bed.ledger)
            _ = try allocator.allocate(Self.request(people[0]), actor: "t")
            let nobody = PersonID(unique: "nobody")
            let outcomes = Self.atOnce(12) { caller in
                try allocator.allocate(
                    Self.request(caller < 10 ? people[caller] : caller == 10 ? nobody : people[9]), actor: "t")
            }
            let codes = outcomes.map { outcome -> EngineError.Code? in
                if case .failure(let error) = outcome { (error as? EngineError)?.code } else { nil }
            }
            #expect(codes[0] == .refused && codes[10] == .notFound)
            #expect([codes[9], codes[11]].filter { $0 == .refused }.count == 1)
            #expect(codes[1...8].allSatisfy { $0 == nil })
            #expect(try bed.counts()[.reserved] == 10)
        }
    }

    @Test(
        "The same key is one command, also when it comes twice at once; with another request it is refused",
        arguments: TestDatabase.all)
    func keys(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 20)
            let people = try people(3, in: bed)
            let allocator = Allocator(world: bed.world, ledger: bed.ledger)
            let receipts = try Self.atOnce(8) { _ in
                try allocator.allocate(Self.request(people[0]), actor: "t", key: "same")
            }.map { try $0.get() }
            #expect(Set(receipts.map(\.command)).count == 1)
            #expect(receipts.filter { !$0.isRepeat }.count == 1)
            let error = #expect(throws: EngineError.self) {
                try allocator.allocate(Self.request(people[1]), actor: "t", key: "same")
            }
            #expect(error?.code == .conflict)
            // By the slow road the key is the same command too.
            let again = try Recorder(world: bed.world).record(
                .invite(Self.request(people[0])), actor: "t", key: "same", in: bed.ledger
            ).1
            #expect(again.isRepeat && again.command == receipts[0].command)
            #expect(try bed.counts()[.reserved] == 1)
        }
    }

    @Test("What it records can be performed like anything else", arguments: TestDatabase.all)
    func performed(_ database: TestDatabase) throws {
        try database.withEngine(mode: .portal) { bed in
            try bed.supply(units: 5)
            let people = try people(5, in: bed)
            let allocator = Allocator(world: bed.world, ledger: bed.ledger)
            for outcome in Self.atOnce(5, { try allocator.allocate(Self.request(people[$0]), actor: "t") }) {
                _ = try outcome.get()
            }
            try bed.settle()
            #expect(Set(bed.mail.sent.map(\.to.address)).count == 5)
            #expect(try bed.counts()[.handedOut] == 5)
        }
    }
}
