import GatehouseLedger
import GatehouseModel

/// Which workspace a transaction is for, and what opens its secrets.
struct LedgerScope: Sendable {
    let workspace: WorkspaceID
    /// The workspace's number in every key; one that no row has where the workspace is absent.
    let number: Int64
    let vault: Vault
    let clock: any Clock

    static let nowhere: Int64 = -1
}

/// Reads one workspace's ledger over one connection, inside one transaction.
///
/// Every statement goes through the methods below, which bind the workspace's number as `?1`: no statement can forget it.
class SQLLedgerReader {
    let connection: any SQLConnection
    let scope: LedgerScope
    /// The first error of the database: after it nothing of this transaction may be committed.
    private(set) var failure: LedgerError?
    /// The database gave this transaction up for another's sake: the same work may succeed when repeated.
    private(set) var isContended = false
    var knownSupplies: [SupplyID: SupplyFacts] = [:]
    var knownBatches: [Int64: Batch] = [:]

    init(_ connection: any SQLConnection, _ scope: LedgerScope) {
        self.connection = connection
        self.scope = scope
    }

    /// Makes what a writer still holds back visible to its own reads.
    func settlePending() throws {}
}

extension SQLLedgerReader: LedgerReader {
    func foresee(_ asking: (any LedgerReader) -> Void) throws {
        try translated { try connection.foresee { asking(SQLLedgerReader($0, scope)) } }
    }
}

extension SQLLedgerReader {
    func rows<T>(
        _ sql: String, _ parameters: [SQLValue] = [], _ read: (borrowing SQLRow) throws -> T
    ) throws -> [T] {
        if parameters.contains(where: \.holdsNUL) { return [] }
        return try translated { try connection.rows(sql, bound(parameters), read) }
    }

    func forEachRow(
        _ sql: String, _ parameters: [SQLValue] = [], _ read: (borrowing SQLRow) throws -> Void
    ) throws {
        if parameters.contains(where: \.holdsNUL) { return }
        try translated { try connection.forEachRow(sql, bound(parameters), read) }
    }

    func first<T>(
        _ sql: String, _ parameters: [SQLValue] = [], _ read: (borrowing SQLRow) throws -> T
    ) throws -> T? {
        if parameters.contains(where: \.holdsNUL) { return nil }
        return try translated { try connection.first(sql, bound(parameters), read) }
    }

    func integer(_ sql: String, _ parameters: [SQLValue] = []) throws -> Int64 {
        try translated { try connection.integer(sql, bound(parameters)) }
    }

    /// Rows by their identifiers, however many; those that are absent are left out.
    func keyed<Kind, T>(
        _ sql: String, _ ids: [ID<Kind>], _ read: (borrowing SQLRow) throws -> (ID<Kind>, T)
    ) throws -> [ID<Kind>: T] {
        if ids.isEmpty { return [:] }
        return Dictionary(try rows(sql, [.ids(ids)], read), uniquingKeysWith: { first, _ in first })
    }

    func bound(_ parameters: [SQLValue]) -> [SQLValue] { [.integer(scope.number)] + parameters }

    /// - Parameter unique: what it means when a unique constraint is broken.
    func translated<T>(unique: @autoclosure () -> LedgerError? = nil, _ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as StorageError { throw noted(error, unique: unique()) }
    }

    /// What an error of the database means, written down as this transaction's failure.
    func noted(_ error: StorageError, unique: LedgerError?) -> LedgerError {
        if error.kind == .contended { isContended = true }
        let meaning = (error.kind == .unique ? unique : nil) ?? LedgerError(error)
        failure = failure ?? meaning
        return meaning
    }
}
