import Foundation
import GatehouseStorage
import GatehouseTesting
import Synchronization
import Testing

@Suite struct GroupCommitTests {
    @Test("Callers that wait behind one commit share the next, and none is served far less than another")
    func sharing() throws {
        try TestDatabase.sqlite.withDatabase { database in
            try database.makeThings()
            let commits = Mutex<Set<Int64>>([])
            let running = Atomic(true)
            let served = try concurrently(17) { worker -> Int in
                guard worker < 16 else {
                    while running.load(ordering: .relaxed), commits.withLock({ $0.count }) < 40 { usleep(1000) }
                    running.store(false, ordering: .relaxed)
                    return 0
                }
                var count = 0
                while running.load(ordering: .relaxed) {
                    let id = Int64(worker * 1_000_000 + count)
                    // The number of rows before this transaction tells transactions apart.
                    let before = try database.read { try $0.integer("SELECT count(*) FROM things") }
                    try database.writeGrouped { try $0.insert(id, "\(id)") }
                    commits.withLock { _ = $0.insert(before) }
                    count += 1
                }
                return count
            }.dropLast()
            let total = served.reduce(0, +)
            #expect(try database.names().count == total)
            #expect(served.allSatisfy { $0 > 0 })
        }
    }

    @Test("A transaction of its own does not mix with grouped ones, and keeps its turn")
    func alone() throws {
        try TestDatabase.sqlite.withDatabase { database in
            try database.makeThings()
            _ = try concurrently(12) { worker in
                for round in 0..<20 {
                    let id = Int64(worker * 100 + round)
                    if worker % 3 == 0 {
                        try? database.write { connection in
                            try connection.insert(id, "\(id)")
                            if round % 2 == 0 { throw Refusal() }
                        }
                    } else {
                        try database.writeGrouped { try $0.insert(id, "\(id)") }
                    }
                }
            }
            #expect(try database.names().count == 8 * 20 + 4 * 10)
        }
    }
}
