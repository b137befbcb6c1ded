import Foundation
import GatehouseStorage
import GatehouseTesting
import Synchronization
import Testing

@Suite struct GroupCommitTests {
    @Test("Callers that wait behind one commit share the next")
    func sharing() throws {
        try TestDatabase.sqlite.withDatabase { database in
            try database.makeThings()
            let shared = Atomic(0)
            _ = try concurrently(16) { worker in
                for round in 0..<30 {
                    try database.writeGrouped { connection in
                        // What this transaction sees beyond what is committed, neighbours wrote.
                        let committed = try database.read { try $0.integer("SELECT count(*) FROM things") }
                        let seen = try connection.integer("SELECT count(*) FROM things")
                        if seen > committed { shared.add(1, ordering: .relaxed) }
                        try connection.insert(Int64(worker * 100 + round), "\(worker)-\(round)")
                    }
                }
            }
            #expect(shared.load(ordering: .relaxed) > 0)
            let names = try database.names()
            #expect(names.count == 16 * 30)
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
