import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseStorage
import Synchronization

/// A ledger of so many who have completed, in a campaign of a vendor that tells results.
func fillCompleted(address: String, count: Int) throws {
    let bench = try BenchHouse(address)
    let connection = try bench.answeringConnection()
    let now = SystemClock().now
    let supply = Supply(
        id: bench.world.chance.id(at: now), connection: connection.id, name: "campaign", vendorID: "c-1",
        usage: .personal, category: "campaign", stock: .unmetered, assessments: ["core-drivers"])
    try bench.ledger.write { try $0.save(supply) }
    for start in stride(from: 0, to: count, by: 10_000) {
        try bench.ledger.write { writer in
            let range = start..<min(count, start + 10_000)
            let people = try range.map { index in
                Person(
                    id: bench.world.chance.id(at: now),
                    addresses: [try EmailAddress(parsing: "person\(index)@example.org", domains: PlainDomains())])
            }
            try writer.add(people)
            try writer.addInvitations(
                zip(range, people).map { index, person in
                    Invitation(
                        id: bench.world.chance.id(at: now), person: person.id, connection: connection.id,
                        supply: supply.id, vendorID: AnsweringVendor.id(index), channel: .vendorMail,
                        assessments: supply.assessments,
                        standing: Standing(.stages(.completed, .reported), asOf: now), vendorWord: "Completed",
                        createdAt: now, lastWriteAt: now)
                }, fromVendor: supply.id)
        }
    }
    print(#"{"invitations": \#(count)}"#)
    try bench.house.close()
}

/// All of their results, page by page, matched, sealed and kept.
func takeResults(address: String, count: Int) throws {
    let bench = try BenchHouse(standing: address)
    let connection = try bench.ledger.read { try $0.connection(named: "answering") }
    guard let connection else { throw BenchError("no connection") }
    let world = bench.world(of: AnsweringVendor(completed: count))
    let start = ContinuousClock.now
    let intake = try ResultTaking(world: world, connection: connection, actor: "bench").pull(in: bench.ledger)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard intake.added + intake.same == count else { throw BenchError("\(intake.added) of \(count) were taken in") }
    print(
        #"{"results_s": \#(Double(count) / seconds), "added": \#(intake.added), "peak_mib": \#(try peakMebibytes())}"#)
    try bench.house.close()
}

/// Callers who each send one webhook after another, kept before it is answered, while one worker judges them.
func hearHooks(address: String, callers: Int, seconds: Double) throws {
    let bench = try BenchHouse(address, connections: 16)
    let connection = try bench.answeringConnection()
    let world = bench.world(of: AnsweringVendor())
    let token = try HookAddresses(world: world).address(of: connection, actor: "bench", in: bench.ledger).token
    let policy = HookPolicy(gathering: .zero, pauseAfterFew: .zero, pauseAfterAll: .zero)
    let receiving = HookReceiving(world: world, policy: policy)
    let taken = Atomic(0)
    let full = Atomic(0)
    let judged = Atomic(0)
    let (start, end) = (ContinuousClock.now, ContinuousClock.now + .seconds(seconds))
    try concurrently(callers + 1) { caller in
        var sent = 0
        while ContinuousClock.now < end {
            guard caller < callers else {
                let step = try HookWorker(world: world, policy: policy).step(bench.ledger)
                judged.add(step?.deliveries ?? 0, ordering: .relaxed)
                if step == nil { Thread.sleep(forTimeInterval: 0.001) }
                continue
            }
            sent += 1
            let body = #"{"event": "completed", "caller": \#(caller), "number": \#(sent), "campaign": "c-1"}"#
            let reception = try receiving.receive(
                connection: connection.id.text, token: token.reveal(),
                headers: [("Content-Type", "application/json")], body: Array(body.utf8), in: bench.ledger)
            switch reception {
            case .taken: taken.add(1, ordering: .relaxed)
            case .full: full.add(1, ordering: .relaxed)
            default: throw BenchError("a webhook was refused: \(reception)")
            }
        }
    }
    let took = (ContinuousClock.now - start) / .seconds(1)
    func rate(_ count: Int) -> Double { Double(count) / took }
    print(
        """
        {"heard_s": \(rate(taken.load(ordering: .relaxed))), "judged_s": \(rate(judged.load(ordering: .relaxed))), \
        "full": \(full.load(ordering: .relaxed)), "peak_mib": \(try peakMebibytes())}
        """)
    try bench.house.close()
}
