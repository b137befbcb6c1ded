import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    func comparisonState() throws -> ComparisonState {
        let state = try first("SELECT is_filled, as_of FROM comparison_states WHERE workspace = ?1") {
            (isFilled: try $0.bool(0), asOf: try $0.optionalInstant(1))
        }
        guard let state, state.isFilled else {
            let hasAny = try first("SELECT id FROM invitations WHERE workspace = ?1 ORDER BY id LIMIT 1") { _ in true }
            return ComparisonState(asOf: nil, isBehind: hasAny != nil)
        }
        let change = try first(
            "SELECT number FROM comparison_changes WHERE workspace = ?1 ORDER BY number LIMIT 1"
        ) { _ in true }
        return ComparisonState(asOf: state.asOf, isBehind: change != nil)
    }

    static let cellColumns = "supply, programme, client, coach, day, counts"

    func comparison(
        at level: ComparisonLevel, from first: CalendarDate?, to last: CalendarDate?
    ) throws -> [ComparisonCell] {
        let isWhole = first == nil && last == nil
        return try rows(
            """
            SELECT \(Self.cellColumns) FROM comparison_cells WHERE workspace = ?1 AND level = ?2 AND day BETWEEN ?3 AND ?4
            ORDER BY cell
            """,
            [
                .integer(level.rawValue), .integer(isWhole ? -1 : max(0, first?.daysSince1970 ?? 0)),
                .integer(isWhole ? -1 : last?.daysSince1970 ?? .max),
            ], Self.readCell)
    }

    static func readCell(_ row: borrowing SQLRow) throws -> ComparisonCell {
        let day = try row.integer(4)
        let (programme, client, coach) = (try row.text(1), try row.text(2), try row.text(3))
        return ComparisonCell(
            supply: try row.id(0), programme: programme.isEmpty ? nil : ProgrammeID(stored: programme),
            client: client.isEmpty ? nil : ClientID(stored: client), coach: coach.isEmpty ? nil : coach,
            day: day < 0 ? nil : CalendarDate(daysSince1970: day), counts: try row.comparisonCounts(5))
    }
}

extension SQLRow {
    func comparisonCounts(_ column: Int) throws -> ComparisonCounts {
        guard let counts = try withBlobBytes(column, { ComparisonCounts(packed: $0) }) else {
            throw SQLRow.damaged("what was added up cannot be read: it is made anew by 'gatehouse compare --rebuild'")
        }
        return counts
    }
}
