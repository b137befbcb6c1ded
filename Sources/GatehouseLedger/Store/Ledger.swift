package import GatehouseModel

/// One workspace's ledger. Every read and write through it sees that workspace only: what belongs to another looks absent.
///
/// Calls block. Writers that come at the same time are committed together; each is answered when it is durable.
package protocol Ledger: Sendable {
    var workspace: WorkspaceID { get }
    /// How many writers at the same time get more done than one after the other.
    var writersAtOnce: Int { get }
    /// One consistent view for the length of the body.
    func read<Value>(_ body: (any LedgerReader) throws -> Value) throws -> Value
    /// One transaction: all of the body's changes or, when it throws, none; also when it threw inside and the body minded
    /// not. The body may run again when the database gave its transaction up for another's sake: let it have no effect but
    /// through the writer and its value. `@Sendable` holds it to that: it cannot change what it captured. It must not call
    /// this ledger itself.
    func write<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value
    /// As `write`, for long work that shares its transaction with nobody. What another thread's `read` shows meanwhile is, but for
    /// what the body itself wrote, what the body sees; on PostgreSQL others may have written in between.
    func writeAlone<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value
    /// Brings a pool's credentials in, streamed and in bounded memory; all of them or, when it throws, none.
    ///
    /// `rows` is called until it gives nil. A code that the workspace has already, in this supply or another, is refused
    /// and reported by its row's index over the whole stream; but one that was moved here and awaits a file that shows it
    /// (`moveFreeUnits`), or that was set apart before `exportedAt`, is confirmed and free. What an open difference is about
    /// stays as it is, and a code that the vendor shows with somebody whom the ledger does not know is refused. Adds the purchase entry, less what a move announced, and the audit note (its
    /// details get `accepted`, `refused` and `confirmed`) in the same transaction. `agree` sees the outcome before it is made
    /// durable and gives what is to be kept of the file beside it; what it throws undoes all of it.
    /// - Parameter exportedAt: when the vendor made the file; nil where nobody said so.
    func importCredentials(
        into supply: SupplyID, exportedAt: Instant?, note: AuditNote, rows: () throws -> [NewCredential]?,
        agree: (CredentialImport) throws -> ImportRecord?
    ) throws -> CredentialImport
}

extension Ledger {
    package var writersAtOnce: Int { 1 }

    package func writeAlone<Value>(_ body: @Sendable (any LedgerWriter) throws -> Value) throws -> Value {
        try write(body)
    }

    /// Takes the good rows, whatever the others are.
    package func importCredentials(
        into supply: SupplyID, exportedAt: Instant? = nil, note: AuditNote, rows: () throws -> [NewCredential]?
    ) throws -> CredentialImport {
        try importCredentials(into: supply, exportedAt: exportedAt, note: note, rows: rows, agree: { _ in nil })
    }
}

package struct CredentialImport: Hashable, Sendable {
    package var accepted: Int64
    /// Indices of rows whose code was known before; the same code twice in the stream counts its second coming.
    package var refused: [Int64]
    /// Known codes that waited for a file and are free now; neither accepted nor refused.
    package var confirmed: Int64
    package init(accepted: Int64, refused: [Int64], confirmed: Int64 = 0) {
        (self.accepted, self.refused, self.confirmed) = (accepted, refused, confirmed)
    }
}

/// All workspaces: only for setting up, opening and moving the database.
package protocol LedgerHouse: Sendable {
    func workspaces() throws -> [Workspace]
    func add(_ workspace: Workspace) throws
    func ledger(of workspace: WorkspaceID) -> any Ledger
    /// The version that the database is at, and the one this program wants.
    func schemaVersion() throws -> (current: Int, wanted: Int)
    func migrate() throws
    /// One line for `doctor`: which database, where, which version.
    func health() throws -> String
}
