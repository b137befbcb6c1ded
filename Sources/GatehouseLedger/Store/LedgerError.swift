/// Why the ledger did not do what was asked; whatever it says, nothing was half-written.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        /// Another command came first: the plan is stale, or a constraint stood in the way.
        case conflict
        /// Another worker has claimed the act since, or has settled it.
        case takenOver = "taken_over"
        case notFound = "not_found"
        /// The name or id is taken.
        case taken
        /// The same idempotency key came with other input.
        case keyReused = "key_reused"
        case locked, readOnly = "read_only", diskFull = "disk_full", damaged, unreachable
        /// The database is newer than this program, or not migrated yet.
        case schema
        /// The disk failed while committing: the process must stop.
        case failedCommit = "failed_commit"
        /// A value that no ledger can keep, such as a text with a NUL.
        case invalid
        case mistake
    }

    package let code: Code
    /// For the person, with the remedy.
    package let message: String
    /// For the developer; never holds a secret.
    package let detail: String?

    package init(_ code: Code, _ message: String, detail: String? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
    }

    /// It passes by itself: the same transaction may go through later.
    package var isPassing: Bool { code == .locked || code == .unreachable }

    package var description: String {
        detail.map { "\(message) [\(code.rawValue): \($0)]" } ?? "\(message) [\(code.rawValue)]"
    }
}
