import GatehouseLedger
import GatehouseModel

/// Writes one workspace's ledger, inside one transaction.
///
/// Counts, audit and outbox are held back until just before the commit, so that the rows which all writers of a workspace
/// share are locked last and for the shortest time.
final class SQLLedgerWriter: SQLLedgerReader {
    let numbers: NumberSource
    /// Nil where what was given out is not in the way.
    let marks: PoolMarks?
    let knownNumbers: BatchNumbers
    /// Batches for many commands that this transaction wrote.
    var madeBatches: [Batch: Int64] = [:]
    var tallies = Tallies()
    var comparisonChanges = ComparisonChanges()
    /// Invitations that this transaction has changed, and therefore keeps from everybody else.
    var written: Set<InvitationID> = []
    private(set) var notes: [AuditNote] = []
    private(set) var events: [OutboxEvent] = []

    init(
        _ connection: any SQLConnection, _ scope: LedgerScope, _ numbers: NumberSource, _ marks: PoolMarks?,
        _ knownNumbers: BatchNumbers
    ) {
        self.numbers = numbers
        self.marks = marks
        self.knownNumbers = knownNumbers
        super.init(connection, scope)
    }

    override func settlePending() throws {
        try writeTallies()
        try writeChain(notes, events)
        notes = []
        events = []
    }

    /// To be called last. A transaction in which the database refused something is never committed, even where the caller
    /// did not mind.
    func finish() throws {
        if let failure { throw failure }
        try writeComparisonChanges()
        try settlePending()
    }
}

extension SQLLedgerWriter: LedgerWriter {
    func audit(_ notes: [AuditNote]) throws {
        for note in notes where note.actor.holdsNUL || note.act.holdsNUL || note.object.holdsNUL {
            throw LedgerError.textWithNUL
        }
        self.notes += notes
    }

    func publish(_ events: [OutboxEvent]) throws {
        for event in events where event.type.holdsNUL || event.object.holdsNUL { throw LedgerError.textWithNUL }
        self.events += events
    }
}

extension SQLLedgerWriter {
    /// Runs one statement; the number of rows it changed.
    @discardableResult
    func run(_ sql: String, _ parameters: [SQLValue] = [], unique: @autoclosure () -> LedgerError? = nil) throws -> Int
    {
        if parameters.contains(where: \.holdsNUL) { throw LedgerError.textWithNUL }
        return try translated(unique: unique()) { try connection.execute(sql, bound(parameters)) }
    }

    /// Runs one statement for each element; the rows that each changed.
    @discardableResult
    func runEach<Element>(
        _ sql: String, _ elements: [Element], unique: @autoclosure () -> LedgerError? = nil,
        _ parameters: (Element) throws -> [SQLValue]
    ) throws -> [Int] {
        if elements.isEmpty { return [] }
        var rest = elements[...]
        return try translated(unique: unique()) {
            try connection.executeMany(sql) {
                guard let element = rest.popFirst() else { return nil }
                let values = try parameters(element)
                if values.contains(where: \.holdsNUL) { throw LedgerError.textWithNUL }
                return bound(values)
            }
        }
    }

    /// Changes one row for each element, by a key whose first column is the workspace; how many were found.
    @discardableResult
    func changeEach<Element>(
        _ change: BulkChange, _ elements: [Element], _ values: (Element) throws -> [SQLValue]
    ) throws -> Int {
        if elements.isEmpty { return 0 }
        var rest = elements[...]
        return try translated {
            try connection.change(change) {
                guard let element = rest.popFirst() else { return nil }
                let values = try values(element)
                if values.contains(where: \.holdsNUL) { throw LedgerError.textWithNUL }
                return bound(values)
            }
        }
    }

    /// Runs one statement whose answer is of no interest; its failure may show itself in a later one or in the commit.
    func runLater(_ sql: String, _ parameters: [SQLValue]) throws {
        if parameters.contains(where: \.holdsNUL) { throw LedgerError.textWithNUL }
        try translated {
            try connection.executeLater(sql, bound(parameters)) { self.noted($0, unique: nil) }
        }
    }

    /// Inserts rows, whose workspace is the first column. What is wrong with them may show itself in a later statement.
    func insert(
        into table: String, _ columns: [String], count: Int, onConflict: BulkInsert.OnConflict = .fail,
        unique: @autoclosure () -> LedgerError? = nil, _ fill: (Int, inout BulkRow) throws -> Void
    ) throws {
        let unique = unique()
        let target = BulkInsert(into: table, ["workspace"] + columns, onConflict: onConflict)
        _ = try load(target, count: count, unique: unique, fill)
    }

    /// As `insert`, but rows that break a unique constraint are left out: their places.
    /// - Parameter columns: the first is fresh in every row.
    func insertNew(
        into table: String, _ columns: [String], count: Int, _ fill: (Int, inout BulkRow) throws -> Void
    ) throws -> Set<Int> {
        let target = BulkInsert(
            into: table, ["workspace"] + columns, onConflict: .refuse(identity: Array(columns.prefix(1))))
        return try load(target, count: count, unique: nil, fill)
    }

    private func load(
        _ target: BulkInsert, count: Int, unique: LedgerError?, _ fill: (Int, inout BulkRow) throws -> Void
    ) throws -> Set<Int> {
        if count == 0 { return [] }
        var next = 0
        var refused = Set<Int>()
        try translated(unique: unique) {
            _ = try connection.bulkInsert(target, failing: { self.noted($0, unique: unique) }) { row in
                guard next < count else { return false }
                row.add(scope.number)
                try fill(next, &row)
                if row.holdsNUL { throw LedgerError.textWithNUL }
                next += 1
                return true
            } refused: {
                refused.insert($0)
            }
        }
        return refused
    }

    /// A text by which rows are found: PostgreSQL's indexes take it only up to a length.
    func key(_ text: String, _ what: String) throws -> String {
        guard text.utf8.count <= SQLLedgerWriter.longestKey else {
            throw LedgerError(
                .invalid,
                "The \(what) '\(text.prefix(40))…' is longer than \(SQLLedgerWriter.longestKey) bytes: shorten it and try again."
            )
        }
        return text
    }

    private static let longestKey = 600

    /// Refuses identifiers that the workspace does not have.
    func require<Kind>(_ ids: some Collection<ID<Kind>>, in table: String, _ what: String) throws {
        let wanted = Set(ids)
        if wanted.isEmpty { return }
        let found = Set(
            try rows("SELECT id FROM \(table) WHERE workspace = ?1 AND id {in list ?2}", [.ids(wanted)]) {
                try $0.id(0) as ID<Kind>
            })
        if let absent = wanted.subtracting(found).min() { throw LedgerError.absent(what, absent) }
    }
}
