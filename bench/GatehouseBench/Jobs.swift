import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import Synchronization

/// Codes from a file into a new database, as `gatehouse supply import` does it. Prints `accepted N` and the rejects' counts.
func importCodes(csv: String, address: String, rejects: String) throws {
    let bench = try BenchHouse(address)
    var options = CodesImport.Options()
    options.rules.pattern = try CodePattern("GLP-[0-9A-HJKMNP-TV-Z]{5}")
    options.rules.assessments = ["glp-core", "glp-plus", "drive"]
    options.rules.expiryIsRequired = true
    options.rejects = rejects
    let report = try CodesImport(world: bench.world).run(
        path: csv, into: BenchHouse.pool, options, actor: "bench", in: bench.ledger)
    for line in report.lines { print(line) }
    try bench.house.close()
}

/// One command that gives a code to each of many known people.
func allocateMany(address: String, people count: Int) throws {
    let bench = try BenchHouse(address)
    let people = try bench.people(count)
    try bench.fill(count + 1000)
    var request = InviteRequest(supplies: [BenchHouse.pool])
    request.persons = people
    let (start, cpu) = (ContinuousClock.now, processorSeconds())
    let (_, receipt) = try Recorder(world: bench.world).record(.invite(request), actor: "bench", in: bench.ledger)
    let (seconds, worked) = ((ContinuousClock.now - start) / .seconds(1), processorSeconds() - cpu)
    guard receipt.invitations.count == count else { throw BenchError("\(receipt.invitations.count) invitations") }
    try proveOnce(bench, count)
    print(#"{"alloc_s": \#(Double(count) / seconds), "seconds": \#(seconds), "cpu_s": \#(worked), "codes": \#(count)}"#)
    try bench.house.close()
}

/// Callers who each ask for one code for one person, one after another, for some seconds or until no code is left.
func oneByOne(address: String, callers: Int, seconds: Double, codes: Int) throws {
    let bench = try BenchHouse(address, connections: 16)
    let people = try bench.people(codes + callers)
    try bench.fill(codes)
    let allocator = Allocator(world: bench.world, ledger: bench.ledger)
    let next = Atomic(0)
    let served = Mutex<[(count: Int, refused: Int, waits: [Double])]>([])
    let (start, cpu) = (ContinuousClock.now, processorSeconds())
    let end = start + .seconds(seconds)
    try concurrently(callers) { caller in
        var (count, refused, waits): (Int, Int, [Double]) = (0, 0, [])
        while refused == 0, ContinuousClock.now < end {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < people.count else { break }
            var request = InviteRequest(supplies: [BenchHouse.pool])
            request.persons = [people[index]]
            let asked = ContinuousClock.now
            do {
                _ = try allocator.allocate(request, actor: "caller", key: "k-\(caller)-\(count)")
                count += 1
                waits.append((ContinuousClock.now - asked) / .milliseconds(1))
            } catch let error as EngineError where error.code == .refused {
                guard next.load(ordering: .relaxed) > codes else { throw BenchError("refused too early: \(error)") }
                refused += 1
            }
        }
        let all = (count, refused, waits)
        served.withLock { $0.append(all) }
    }
    let (elapsed, worked) = ((ContinuousClock.now - start) / .seconds(1), processorSeconds() - cpu)
    let all = served.withLock { $0 }
    let total = all.map(\.count).reduce(0, +)
    try proveOnce(bench, total)
    if all.contains(where: { $0.refused > 0 }), total != codes {
        throw BenchError("refused with \(codes - total) codes left")
    }
    let waits = all.flatMap(\.waits).sorted()
    let (least, most) = (all.map(\.count).min() ?? 0, all.map(\.count).max() ?? 0)
    print(
        """
        {"alloc_s": \(Double(total) / elapsed), "txn_s": \(Double(total) / elapsed), "cpu_s": \(worked), "codes": \(total), "least": \(least), "most": \(most), \
        "p50_ms": \(waits[waits.count / 2]), "p99_ms": \(waits[waits.count * 99 / 100]), "max_ms": \(waits.last ?? 0)}
        """)
    try bench.house.close()
}

/// Only the statement that takes a code, each in a transaction of its own, by as many connections as callers.
func pickOnly(address: String, callers: Int, seconds: Double, codes: Int) throws {
    let bench = try BenchHouse(address, connections: callers)
    try bench.fill(codes)
    let taking = try CodeTaking(address, connections: callers, pool: bench.supply.id)
    let start = ContinuousClock.now
    let end = start + .seconds(seconds)
    let total = Mutex(0)
    try concurrently(callers) { _ in
        var count = 0
        while ContinuousClock.now < end, try taking.takeOne() { count += 1 }
        let taken = count
        total.withLock { $0 += taken }
    }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    print(#"{"alloc_s": \#(Double(total.withLock { $0 }) / elapsed), "codes": \#(total.withLock { $0 })}"#)
    try bench.house.close()
}

/// The ledger says that as many codes are out as answers were given, and no code is with two.
private func proveOnce(_ bench: BenchHouse, _ given: Int) throws {
    let supply = try bench.supply
    try bench.ledger.read { reader in
        guard let counts = try reader.counts(of: [supply.id])[supply.id], counts.isConserved,
            counts[.reserved] == Int64(given)
        else {
            throw BenchError("the pool's counts do not agree with \(given) answers")
        }
        var seen = Set<CredentialID>()
        var held = 0
        try reader.forEachInvitation(of: supply.connection) { subject in
            held += 1
            if let code = subject.invitation.credential, !seen.insert(code).inserted {
                throw BenchError("a code went twice")
            }
        }
        guard held == given, seen.count == given else {
            throw BenchError("\(held) invitations with \(seen.count) codes for \(given) answers")
        }
    }
}

/// What this process has used of the processors so far: told beside the time, because other work on the machine takes no part in it.
func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

func concurrently(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
    let failure = Mutex<(any Error)?>(nil)
    let group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        let thread = Thread {
            do { try body(index) } catch { failure.withLock { $0 = $0 ?? error } }
            group.leave()
        }
        thread.start()
    }
    group.wait()
    if let error = failure.withLock({ $0 }) { throw error }
}
