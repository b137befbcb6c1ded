import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// Takes the credentials of one import into a pool, chunk by chunk, inside one transaction.
struct CredentialLoader {
    private let writer: SQLLedgerWriter
    private let supply: SupplyFacts
    /// Whether codes of the pool wait for a file to show them.
    private let hasQuarantined: Bool
    /// When the vendor exported the file, where that is known.
    private let exportedAt: Instant?
    private let contested: ContestedCodes
    private var taken: Int64 = 0
    private(set) var accepted: Int64 = 0
    private(set) var confirmed: Int64 = 0
    private(set) var refused: [Int64] = []
    /// The first last day of what came in.
    private var firstExpiry: Int64?
    /// What came in so far, so that only what may have come before is looked for.
    private var seen = SeenHashes()
    /// A code turned out to be in the ledger from before: more of the file may be.
    private var metKnown = false

    init(_ writer: SQLLedgerWriter, _ supply: SupplyFacts, exportedAt: Instant?) throws {
        self.writer = writer
        self.supply = supply
        self.exportedAt = exportedAt
        hasQuarantined = try writer.tallied(.quarantined, of: supply) > 0
        contested = try writer.contestedCodes(of: supply.connection)
    }

    mutating func load(_ chunk: SealedChunk) throws {
        for credential in chunk.credentials {
            if let day = credential.expires?.daysSince1970, day < firstExpiry ?? .max { firstExpiry = day }
        }
        var known: [Int] = []
        let (alone, named) = split(chunk, &known)
        let numbers = try numbers(for: chunk)
        let inserted = try insert(chunk, alone, numbers, &known)
        accepted += inserted
        for index in named {
            if try writer.keepUnlessKnown(chunk.credentials[index], supply, .available) == nil {
                known.append(index)
            } else {
                accepted += 1
            }
        }
        let shown = hasQuarantined ? try confirm(known, in: chunk) : []
        confirmed += Int64(shown.count)
        refused += known.filter { !shown.contains($0) }.sorted().map { taken + Int64($0) }
        taken += Int64(chunk.credentials.count)
    }

    /// The numbers of a chunk's rows, by index: in the order of the stream; but those of a full chunk, of which there may be
    /// many, in the order in which the rows are written, so that they lie side by side.
    private func numbers(for chunk: SealedChunk) throws -> [Int64] {
        var numbers = [Int64](repeating: 0, count: chunk.order.count)
        let isFull = numbers.count == SealedChunk.size
        for place in numbers.indices {
            let number = try writer.numbers.next(writer.connection, wanted: numbers.count - place)
            numbers[isFull ? chunk.order[place] : place] = number
        }
        return numbers
    }

    /// Those without other names, in the order of their hashes, which go in together; and those to be looked at one by one.
    /// The second coming of a code that goes in is known already, and so is what the vendor shows with somebody.
    private func split(_ chunk: SealedChunk, _ known: inout [Int]) -> (alone: [Int], named: [Int]) {
        var (alone, named): ([Int], [Int]) = ([], [])
        alone.reserveCapacity(chunk.order.count)
        var last: (lookup: LookupHash, isAlone: Bool)?
        for index in chunk.order {
            let lookup = chunk.sealed[index].lookup
            let isSecond = last?.lookup == lookup
            if isSecond && last?.isAlone == true || contested.isForeign(lookup) {
                known.append(index)
            } else if !isSecond, chunk.credentials[index].aliases.isEmpty {
                alone.append(index)
                last = (lookup, true)
            } else {
                named.append(index)
                last = (lookup, false)
            }
        }
        return (alone, named.sorted())
    }

    private static let columns = [
        "workspace", "number", "supply", "state", "kind", "expires", "lookup", "box", "tail", "link",
    ]

    /// On PostgreSQL those that seem new go in without a look at what is there, until one of them turns out to be there.
    private mutating func insert(
        _ chunk: SealedChunk, _ order: [Int], _ numbers: [Int64], _ known: inout [Int]
    ) throws -> Int64 {
        guard writer.connection.dialect == .postgres else {
            return try insert(chunk, order, numbers, &known, expectsNone: false)
        }
        var (fresh, again): ([Int], [Int]) = ([], [])
        fresh.reserveCapacity(order.count)
        for index in order {
            if seen.mayHold(chunk.sealed[index].lookup) { again.append(index) } else { fresh.append(index) }
        }
        for sealed in chunk.sealed { seen.add(sealed.lookup) }
        let before = known.count
        var inserted = try insert(chunk, fresh, numbers, &known, expectsNone: !metKnown)
        metKnown = metKnown || known.count > before
        inserted += try insert(chunk, again, numbers, &known, expectsNone: false)
        return inserted
    }

    /// - Parameter expectsNone: none of them seems to be in the ledger.
    private func insert(
        _ chunk: SealedChunk, _ order: [Int], _ numbers: [Int64], _ known: inout [Int], expectsNone: Bool
    ) throws -> Int64 {
        var next = 0
        var here: [Int] = []
        let target = BulkInsert(
            into: "credentials", Self.columns,
            onConflict: .refuse(
                identity: ["workspace", "number"], key: ["workspace", "lookup"], expectsNone: expectsNone))
        let inserted = try writer.translated {
            try writer.connection.bulkInsert(target) { row in
                guard next < order.count else { return false }
                let index = order[next]
                let credential = chunk.credentials[index]
                row.add(writer.scope.number)
                row.add(numbers[index])
                row.add(supply.number)
                row.add(UnitState.available.code)
                row.add(credential.kind.code)
                row.add(optional: credential.expires?.daysSince1970)
                chunk.sealed[index].lookup.withBytes { row.add(blob: $0) }
                row.add(blob: chunk.sealed[index].box)
                SQLLedgerReader.withTail(of: credential.secret) { row.add(text: $0) }
                if let link = chunk.link(index) { row.add(blob: link) } else { row.addNull() }
                next += 1
                return true
            } refused: {
                here.append(order[$0])
            }
        }
        known += here
        return Int64(inserted)
    }

    /// Codes that the file shows and that are free by it: those that a move announced, and of those that were set apart, those
    /// that this happened to before the vendor exported them (`Comeback`). What an open case is about stays where it is.
    private func confirm(_ known: [Int], in chunk: SealedChunk) throws -> Set<Int> {
        let shown = try writer.runEach(
            """
            UPDATE credentials SET state = 0, set_apart = NULL
            WHERE workspace = ?1 AND lookup = ?2 AND supply = ?3 AND state = 2 AND alias_of IS NULL
                AND (set_apart IS NULL OR set_apart < ?4) AND NOT number {in integers ?5} AND \(SQLLedgerWriter.isUnheld)
            """, known
        ) {
            [
                .blob(chunk.sealed[$0].lookup.bytes), .integer(supply.number),
                .integer(exportedAt?.milliseconds ?? .min), .integers(contested.own),
            ]
        }
        return Set(zip(known, shown).filter { $1 == 1 }.map(\.0))
    }

    /// Counts what came in. Codes that a move announced are no purchase.
    func finish(_ id: SupplyID, _ note: AuditNote) throws -> CredentialImport {
        // Those that were moved here and are shown now brought their days along.
        if let day = confirmed > 0 ? 0 : firstExpiry { try writer.noteExpiry(day, in: supply) }
        let awaited = min(try writer.tallied(code: awaitedCode, of: supply), accepted)
        writer.tally(accepted, to: .available, of: supply)
        writer.tally(-awaited, toCode: awaitedCode, of: supply)
        writer.move(confirmed, from: .quarantined, to: .available, of: supply)
        if accepted > awaited {
            let entry = SupplyEntry(
                supply: id, kind: .purchase, count: accepted - awaited, at: note.at,
                reason: "\(note.act) \(note.object)")
            try writer.write(entry)
        }
        var details = note.details.object ?? ["details": note.details]
        details["accepted"] = .integer(accepted)
        details["refused"] = .integer(Int64(refused.count))
        if confirmed > 0 { details["confirmed"] = .integer(confirmed) }
        try writer.audit([
            AuditNote(at: note.at, actor: note.actor, act: note.act, object: note.object, details: .object(details))
        ])
        return CredentialImport(accepted: accepted, refused: refused, confirmed: confirmed)
    }
}

extension SQLLedgerWriter {
    func tallied(_ state: UnitState, of supply: SupplyFacts) throws -> Int64 {
        try tallied(code: state.code, of: supply)
    }

    func tallied(code: Int64, of supply: SupplyFacts) throws -> Int64 {
        try writeTallies()
        return try integer(
            "SELECT coalesce(sum(count), 0) FROM tallies WHERE workspace = ?1 AND subject = ?2 AND state = ?3",
            [.integer(supply.number), .integer(code)])
    }
}
