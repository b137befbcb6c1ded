import Foundation
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Synchronization
import Testing

@Suite(
    .enabled(if: PostgresServer.bin != nil || !ExternalTool.mayBeMissing, "needs PostgreSQL; make setup installs it"))
struct PostgresFailureTests {
    private func onPostgres(
        _ change: (inout PostgresDatabase.Options) -> Void = { _ in },
        _ body: (any Database, PostgresServer) throws -> Void
    ) throws {
        var options = PostgresDatabase.Options()
        change(&options)
        let server = try PostgresServer.shared()
        try TestDatabase.postgres.withDatabase(postgres: options) { database in
            try database.makeThings()
            try body(database, server)
        }
    }

    private func endSession(of connection: any SQLConnection, _ server: PostgresServer) throws {
        let pid = try connection.integer("SELECT pg_backend_pid()")
        try endSession(pid, server)
    }

    private func endSession(_ pid: Int64, _ server: PostgresServer) throws {
        try server.command("SELECT pg_terminate_backend(\(pid), 10000)")
    }

    @Test(
        "A session that ends in the middle of a transaction loses that transaction, and the next gets a new connection")
    func brokenInside() throws {
        try onPostgres { database, server in
            let error = kind {
                try database.write { connection in
                    try connection.insert(1, "lost")
                    try endSession(of: connection, server)
                    try connection.insert(2, "never")
                }
            }
            #expect(error == .unavailable)
            try database.insert(3, "next")
            #expect(try database.names() == ["next"])
        }
    }

    @Test("A server that refuses the connection says itself why: no such database, no such user")
    func refused() throws {
        let server = try PostgresServer.shared()
        let other = Secret(server.address(of: "nowhere"))
        do {
            _ = try PostgresDatabase(other)
            Issue.record("it was opened")
        } catch let error as StorageError {
            #expect(error.kind == .unavailable)
            #expect(error.message.contains("does not exist") && error.message.contains("createdb"), "\(error)")
            #expect(!error.message.contains("Check its address and that its server is running"))
        }
    }

    @Test("A session that ended while nobody used it is replaced before anyone notices")
    func brokenIdle() throws {
        try onPostgres({ $0.connections = 1 }) { database, server in
            let pid = try database.read { try $0.integer("SELECT pg_backend_pid()") }
            try endSession(pid, server)
            try database.insert(1, "unharmed")
            #expect(try database.names() == ["unharmed"])
        }
    }

    @Test("A connection that breaks during the commit leaves the outcome unknown, and says so")
    func brokenAtCommit() throws {
        try onPostgres { database, server in
            let error = kind {
                try database.write { connection in
                    try connection.insert(1, "unknown")
                    try endSession(of: connection, server)
                }
            }
            #expect(error == .commitUnknown)
        }
    }

    @Test("A connection that breaks under a statement alone leaves the outcome unknown, and says so")
    func brokenAlone() throws {
        try onPostgres { database, _ in
            let error = kind {
                try database.statement("SELECT pg_terminate_backend(pg_backend_pid())", []) { _ in }
            }
            #expect(error == .commitUnknown)
            try database.insert(1, "next")
            #expect(try database.names() == ["next"])
        }
    }

    @Test("A failed statement that the caller swallowed cannot be committed as if nothing was")
    func swallowed() throws {
        try onPostgres { database, _ in
            let error = kind {
                try database.write { connection in
                    try connection.insert(1, "rolled back")
                    try? connection.insert(1, "again")
                }
            }
            #expect(error == .statement)
            let names = try database.names()
            #expect(names == [])
        }
    }

    @Test("A deadlock's victim repeats only what was declared safe to repeat")
    func deadlock() throws {
        try onPostgres { database, _ in
            for id in 1...2 { try database.insert(Int64(id), "\(id)") }
            func collide(_ repeating: Repeating) throws -> [StorageError.Kind] {
                let met = Atomic(0)
                let failures = Mutex<[StorageError.Kind]>([])
                _ = try concurrently(2) { worker in
                    let mine = Int64(worker + 1)
                    let failure = kind {
                        try database.write(repeating) { connection in
                            try connection.execute("UPDATE things SET size = 1 WHERE id = ?1", [.integer(mine)])
                            met.add(1, ordering: .sequentiallyConsistent)
                            while met.load(ordering: .sequentiallyConsistent) < 2 { sched_yield() }
                            try connection.execute("UPDATE things SET size = 1 WHERE id = ?1", [.integer(3 - mine)])
                        }
                    }
                    if let failure { failures.withLock { $0.append(failure) } }
                }
                return failures.withLock { $0 }
            }
            #expect(try collide(.never) == [.contended])
            #expect(try collide(.safe()) == [])
        }
    }

    @Test("A statement that runs too long is stopped")
    func timeout() throws {
        try onPostgres({ $0.statementTimeout = .milliseconds(50) }) { database, _ in
            let error = kind { try database.read { try $0.forEachRow("SELECT pg_sleep(30)", []) { _ in } } }
            #expect(error == .timeout)
            try database.insert(1, "usable")
        }
    }

    @Test("Whoever finds all connections in use waits his patience and is told so")
    func busy() throws {
        try onPostgres({
            $0.connections = 2
            $0.patience = .milliseconds(40)
        }) { database, _ in
            try database.read { _ in
                try database.read { _ in
                    #expect(kind { try database.insert(1, "third") } == .busy)
                }
            }
            try database.insert(1, "later")
        }
    }

    @Test("Connections are lent in the order in which callers asked")
    func fairness() throws {
        try onPostgres({ $0.connections = 1 }) { database, _ in
            let postgres = try #require(database as? PostgresDatabase)
            let served = Mutex<[Int]>([])
            let (held, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let callers = DispatchGroup()
            func call(_ body: @escaping @Sendable () -> Void) {
                callers.enter()
                Thread {
                    body()
                    callers.leave()
                }.start()
            }
            call {
                try? postgres.read { _ in
                    held.signal()
                    goOn.wait()
                }
            }
            held.wait()
            for caller in 0..<6 {
                call { try? postgres.read { _ in served.withLock { $0.append(caller) } } }
                while postgres.waitingCallers <= caller { sched_yield() }
            }
            goOn.signal()
            callers.wait()
            #expect(served.withLock { $0 } == Array(0..<6))
        }
    }

    @Test("An address that does not work is named without its password")
    func address() throws {
        do {
            _ = try PostgresDatabase(Secret("host=/nonexistent dbname=ledger password=opensesame"))
            Issue.record("connected to nothing")
        } catch let error as StorageError {
            #expect(error.kind == .unavailable)
            #expect(error.message.contains("ledger on /nonexistent"))
            #expect(!"\(error)".contains("opensesame"))
        }
        let server = try PostgresServer.shared()
        let absent = server.address(of: "absent")
        #expect(kind { try PostgresDatabase(Secret(absent)) } == .unavailable)
    }

    @Test("The server's list of sessions shows the program's name")
    func applicationName() throws {
        try onPostgres { database, _ in
            let name = try database.read {
                try $0.first("SELECT current_setting('application_name')") { try $0.text(0) }
            }
            #expect(name == "gatehouse")
        }
    }
}
