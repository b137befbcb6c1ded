/// What went wrong in the database, translated once at the edge of this room.
///
/// Neither `message` nor `detail` ever holds a value of a row: only names of tables, columns and constraints.
package struct StorageError: Error, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Another program holds the write lock longer than we wait.
        case locked
        case readOnly = "read_only"
        case full
        case corrupt
        /// The disk failed to keep what was written: the process must stop, nothing more may be acknowledged.
        case fatal
        /// The server cannot be reached, refused us, or went away before anything was committed.
        case unavailable
        /// All connections were in use until the deadline.
        case busy
        case timeout
        /// A serialization failure or deadlock: nothing happened, the same work may succeed when repeated.
        case contended
        /// The connection broke while the commit was under way: it may or may not have happened.
        case commitUnknown = "commit_unknown"
        case unique
        case foreignKey = "foreign_key"
        case check
        case notNull = "not_null"
        case schemaNewer = "schema_newer"
        case schemaOlder = "schema_older"
        /// A migration that was applied differs from the one in this program.
        case schemaChanged = "schema_changed"
        /// A mistake of this program: wrong SQL, a value of the wrong type, misuse of a connection.
        case statement
        /// A sealed value cannot be opened: wrong key, or altered.
        case sealed
    }

    /// Which constraint refused, as far as the database says.
    package struct Violation: Sendable, Equatable {
        package var table: String?
        package var columns: [String]
        package var name: String?
    }

    package var kind: Kind
    /// For the person: what happened, to which database, and what to do about it.
    package var message: String
    /// For the developer: the library's code and words, without values.
    package var detail: String
    package var violation: Violation?
    package var cause: (any Error)?

    package init(
        _ kind: Kind, _ message: String, detail: String = "", violation: Violation? = nil, cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.message = message
        self.detail = detail
        self.violation = violation
        self.cause = cause
    }

    /// Stable across versions, for exit codes and API problems.
    package var code: String { "storage." + kind.rawValue }

    /// Whether surely nothing was committed by what threw this.
    package var nothingHappened: Bool { kind != .commitUnknown && kind != .fatal }
}

extension StorageError: CustomStringConvertible {
    package var description: String { detail.isEmpty ? message : "\(message) [\(code): \(detail)]" }
}

extension StorageError {
    static func misuse(_ detail: String) -> StorageError {
        StorageError(
            .statement, "Gatehouse asked its database for something impossible; please report this.", detail: detail)
    }
}
