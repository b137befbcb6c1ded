import GRDB
import GRDBSQLite
import Glibc

/// SQLite's result codes in the words of `StorageError`.
enum SQLiteError {
    /// - Parameters:
    ///   - code: the extended result code.
    ///   - words: SQLite's own message; it names tables and columns, never values.
    ///   - database: the path of its file.
    ///   - room: bytes that are free beside that file; nil where nobody can say.
    static func translate(
        _ code: Int32, words: String, database: String, room: (String) -> UInt64? = roomBeside
    ) -> StorageError {
        let detail = "SQLite \(code): \(words)"
        func error(_ kind: StorageError.Kind, _ message: String) -> StorageError {
            StorageError(kind, message, detail: detail)
        }
        if let constraint = constraint(code, words: words, detail: detail) { return constraint }
        switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED:
            return error(
                .locked,
                "The database \(database) is locked by another program. Close what uses it (`fuser \(database)` names it) and try again."
            )
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
            return error(
                .readOnly,
                "The database \(database) cannot be written. Give this user the right to write the file and its folder."
            )
        case SQLITE_FULL,
            SQLITE_IOERR where isOutOfRoom(code, room(database)):
            return error(
                .full,
                "There is no room left for the database \(database). Free some space and try again; nothing was half-written."
            )
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT:
            return error(
                .corrupt,
                "The file \(database) is damaged or is not a Gatehouse database. Check the path, or restore the newest backup."
            )
        case SQLITE_IOERR where code != SQLITE_IOERR | (12 << 8):
            return error(
                .fatal,
                "The disk failed under the database \(database). Gatehouse stops; check the disk before starting it again."
            )
        case SQLITE_CANTOPEN:
            return error(
                .unavailable,
                "The database \(database) cannot be opened. Check that its folder exists and that this user may write in it."
            )
        case SQLITE_NOMEM, SQLITE_IOERR:
            return error(.unavailable, "There is not enough memory for the database \(database).")
        default:
            return StorageError.misuse(detail)
        }
    }

    /// On a disk that is quite full the index of the log, some pages, cannot be made; SQLite tells that as a failure of the disk.
    private static func isOutOfRoom(_ code: Int32, _ room: UInt64?) -> Bool {
        if code & 0xff == SQLITE_FULL { return true }
        let sharedMemory: Set<Int32> = [18, 19, 21]  // SHMOPEN, SHMSIZE, SHMMAP
        return sharedMemory.contains(code >> 8) && room.map { $0 < 64 << 10 } ?? false
    }

    /// So much has to be free before a database is opened: the index of the log is mapped into memory, and on a disk that cannot
    /// hold it the process would end in the middle of a page.
    private static let roomToOpen: UInt64 = 64 << 10

    /// Throws `full` where the files beside a database that nobody has open cannot be made.
    static func requireRoom(beside database: String, room: (String) -> UInt64? = roomBeside) throws {
        guard access(database + "-shm", F_OK) != 0, let room = room(database), room < roomToOpen else { return }
        throw translate(SQLITE_FULL, words: "", database: database)
    }

    private static func roomBeside(_ database: String) -> UInt64? {
        var facts = statvfs()
        let folder = database.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let place = folder.isEmpty ? (database.hasPrefix("/") ? "/" : ".") : folder
        return statvfs(place, &facts) == 0 ? UInt64(facts.f_bavail) * UInt64(facts.f_frsize) : nil
    }

    static func translate(_ error: any Error, database: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return translate(error.extendedResultCode.rawValue, words: error.message ?? "", database: database)
    }

    private static func constraint(_ code: Int32, words: String, detail: String) -> StorageError? {
        guard code & 0xff == SQLITE_CONSTRAINT else { return nil }
        let subject = words.split(separator: ":", maxSplits: 1).dropFirst().first.map { $0.drop { $0 == " " } } ?? ""
        switch code >> 8 {
        case 6, 8, 10:  // PRIMARYKEY, UNIQUE, ROWID
            return StorageError(
                .unique, "This is already in the database.", detail: detail, violation: columns(subject))
        case 3:
            return StorageError(
                .foreignKey, "This refers to something that is not in the database, or is still referred to.",
                detail: detail, violation: .init(table: nil, columns: [], name: nil))
        case 5:
            return StorageError(
                .notNull, "A required value is missing.", detail: detail, violation: columns(subject))
        default:  // CHECK, TRIGGER and the rest
            return StorageError(
                .check, "A value breaks a rule of the database.", detail: detail,
                violation: .init(table: nil, columns: [], name: String(subject)))
        }
    }

    /// `units.workspace, units.lookup` or `index 'name'`.
    private static func columns(_ subject: Substring) -> StorageError.Violation {
        if subject.hasPrefix("index '") {
            return .init(table: nil, columns: [], name: String(subject.dropFirst(7).dropLast()))
        }
        let parts = subject.split(separator: ",").map { $0.drop { $0 == " " } }
        let table = parts.first?.split(separator: ".").first.map(String.init)
        return .init(table: table, columns: parts.map { String($0.split(separator: ".").last ?? $0) }, name: nil)
    }
}
