import Foundation
import GatehouseTesting
import Synchronization
import Testing

@testable import GatehouseStorage

@Suite(.serialized) struct SQLiteFailureTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        try body(folder.appending(path: "ledger.db").path)
    }

    private func failure(_ body: () throws -> Void) throws -> StorageError {
        do { try body() } catch { return try #require(error as? StorageError) }
        throw Refusal()
    }

    @Test("A disk without any room is told as full, where SQLite calls it broken; one with room is broken")
    func noRoom() {
        func kind(_ code: Int32, room: UInt64?) -> StorageError.Kind {
            SQLiteError.translate(code, words: "disk I/O error", database: "/data/ledger.db") { _ in room }.kind
        }
        for sharedMemory: Int32 in [18, 19, 21] {
            #expect(kind(10 | sharedMemory << 8, room: 4096) == .full)
            #expect(kind(10 | sharedMemory << 8, room: 1 << 30) == .fatal)
            #expect(kind(10 | sharedMemory << 8, room: nil) == .fatal)
        }
        // What a failed flush has lost nobody knows, however much room there is.
        #expect(kind(10 | 4 << 8, room: 0) == .fatal)
    }

    @Test(
        "A database locked by another program is named, with what to do, after the patience and not before the lock ends"
    )
    func locked() throws {
        try inFolder { path in
            let holder = try SQLiteDatabase(path: path)
            try holder.makeThings()
            var options = SQLiteDatabase.Options()
            options.patience = .milliseconds(30)
            let waiter = try SQLiteDatabase(path: path, options: options)
            try holder.write { connection in
                try connection.insert(1, "held")
                let error = try failure { try waiter.insert(2, "refused") }
                #expect(error.kind == .locked && error.message.contains(path) && error.nothingHappened)
                #expect(try waiter.names() == [])
            }
            try waiter.insert(2, "now")
            #expect(try waiter.names() == ["held", "now"])
        }
    }

    @Test("A database opened for reading refuses to be written and still reads")
    func readOnly() throws {
        try inFolder { path in
            let writer = try SQLiteDatabase(path: path)
            try writer.makeThings()
            try writer.insert(1, "one")
            var options = SQLiteDatabase.Options()
            options.isReadOnly = true
            let reader = try SQLiteDatabase(path: path, options: options)
            #expect(try reader.names() == ["one"])
            #expect(try failure { try reader.insert(2, "two") }.kind == .readOnly)
            #expect(try reader.names() == ["one"])
        }
    }

    @Test("When there is no room left nothing is half-written, and the database serves on")
    func full() throws {
        try inFolder { path in
            var options = SQLiteDatabase.Options()
            options.pageLimit = 40
            let database = try SQLiteDatabase(path: path, options: options)
            try database.makeThings()
            try database.insert(1, "before")
            let error = try failure {
                try database.write { connection in
                    for id in 2...2000 {
                        try connection.insert(Int64(id), String(repeating: "x", count: 200) + "\(id)")
                    }
                }
            }
            #expect(error.kind == .full && error.nothingHappened)
            #expect(try database.names() == ["before"])
            try database.insert(2, "after")
            #expect(try database.names() == ["before", "after"])
        }
    }

    @Test("A full disk under one of several grouped writers loses nothing that was acknowledged")
    func fullInAGroup() throws {
        try inFolder { path in
            var options = SQLiteDatabase.Options()
            options.pageLimit = 60
            let database = try SQLiteDatabase(path: path, options: options)
            try database.makeThings()
            let acknowledged = try concurrently(8) { worker in
                (0..<60).compactMap { round -> String? in
                    let name = String(repeating: "x", count: 300) + "\(worker)-\(round)"
                    let error = kind { try database.writeGrouped { try $0.insert(Int64(worker * 100 + round), name) } }
                    #expect(error == nil || error == .full)
                    return error == nil ? name : nil
                }
            }.flatMap { $0 }
            #expect(acknowledged.count > 100 && acknowledged.count < 480)
            #expect(Set(try database.names()) == Set(acknowledged))
        }
    }

    @Test("A file that is no database, and a damaged one, are called damaged")
    func corrupt() throws {
        try inFolder { path in
            try Data(repeating: 65, count: 9000).write(to: URL(filePath: path))
            #expect(try failure { _ = try SQLiteDatabase(path: path) }.kind == .corrupt)
        }
        try inFolder { path in
            let database = try SQLiteDatabase(path: path)
            try database.makeThings()
            try database.write {
                _ = try $0.executeMany("INSERT INTO things (id, name) VALUES (?1, ?2)", rows(1...3000))
            }
            try database.close()
            let file = try FileHandle(forUpdating: URL(filePath: path))
            try file.seek(toOffset: 4096 * 3)
            try file.write(contentsOf: Data(repeating: 0xee, count: 4096 * 8))
            try file.close()
            let damaged = try SQLiteDatabase(path: path)
            #expect(try failure { _ = try damaged.names() }.kind == .corrupt)
        }
    }

    @Test("A folder that is not there is said, with the path")
    func missingFolder() throws {
        let error = try failure { _ = try SQLiteDatabase(path: "/nonexistent/folder/ledger.db") }
        #expect(error.kind == .unavailable && error.message.contains("/nonexistent/folder/ledger.db"))
    }

    @Test("A failed flush is fatal: it is not acknowledged, and everything after it is refused")
    func failedFlush() throws {
        try inFolder { path in
            let database = try SQLiteDatabase(path: FailingDisk.address(path))
            try database.makeThings()
            try database.insert(1, "durable")
            FailingDisk.failsToFlush.store(true, ordering: .sequentiallyConsistent)
            let error = try failure { try database.insert(2, "never acknowledged") }
            FailingDisk.failsToFlush.store(false, ordering: .sequentiallyConsistent)
            #expect(error.kind == .fatal && !error.nothingHappened)
            #expect(try failure { try database.insert(3, "refused") }.kind == .fatal)
            #expect(try failure { _ = try database.names() }.kind == .fatal)
            // The next start serves what was acknowledged.
            try database.close()
            #expect(try SQLiteDatabase(path: path).names().contains("durable"))
        }
    }

    @Test("The file and its companions are readable for their owner only")
    func rights() throws {
        try inFolder { path in
            let database = try SQLiteDatabase(path: path)
            try database.makeThings()
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
        }
    }

    @Test("Who closes last leaves one file, a copy of which holds everything")
    func oneFile() throws {
        try inFolder { path in
            let (first, last) = (try SQLiteDatabase(path: path), try SQLiteDatabase(path: path))
            try first.makeThings()
            try first.insert(1, "one")
            #expect(try first.names() == ["one"] && last.names() == ["one"])
            try first.close()
            #expect(try last.names() == ["one"])
            try last.insert(2, "two")
            try last.close()
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            let name = URL(fileURLWithPath: path).lastPathComponent
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
            try FileManager.default.copyItem(atPath: path, toPath: path + ".copy")
            let copy = try SQLiteDatabase(path: path + ".copy")
            #expect(try copy.names() == ["one", "two"])
            try copy.close()
        }
    }

    @Test("Every commit is flushed: synchronous stays FULL, foreign keys are on, the journal is WAL")
    func settings() throws {
        try inFolder { path in
            let database = try SQLiteDatabase(path: path)
            let settings = try database.write { connection in
                (
                    try connection.integer("PRAGMA synchronous"), try connection.integer("PRAGMA foreign_keys"),
                    try connection.first("PRAGMA journal_mode") { try $0.text(0) }
                )
            }
            #expect(settings == (2, 1, "wal"))
            let caches = (
                try database.write { try $0.integer("PRAGMA cache_size") },
                try database.read { try $0.integer("PRAGMA cache_size") }
            )
            #expect(caches == (-32 * 1024, -8 * 1024), "what reads whole tables needs little of them at a time")
        }
    }

    @Test("Where the log's index has no room nothing is opened: mapped, it would end the process")
    func roomToOpen() throws {
        let folder = try Scratch.folder()
        defer { Scratch.remove(folder) }
        let path = folder.appending(path: "a.db").path
        #expect(throws: (any Error).self) { try SQLiteError.requireRoom(beside: path) { _ in 32 << 10 } }
        try SQLiteError.requireRoom(beside: path) { _ in 64 << 10 }
        try SQLiteError.requireRoom(beside: path) { _ in nil }
        // Somebody has it open already: it is there.
        try Data().write(to: URL(filePath: path + "-shm"))
        try SQLiteError.requireRoom(beside: path) { _ in 0 }
    }
}
