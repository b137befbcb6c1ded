import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// People by rows, connections by columns; each cell the interval, the vendor's own word and how old that is (GH-2).
struct StatusMatrix {
    struct Row {
        let who: String
        /// By connection, in the order in which they were invited.
        var cells: [String: [InvitationView]]

        var document: JSONValue {
            .members(["person": .string(who), "connections": .object(cells.mapValues { .array($0.map(\.document)) })])
        }
    }

    static let legend = "a…b: certain is a, possible is up to b; this vendor tells no more."

    let rows: [Row]
    private let connections: [String]
    private let now: Instant

    init(_ views: [InvitationView], _ connections: [Connection], now: Instant) {
        self.now = now
        self.connections = connections.filter { !$0.isRemoved }.map(\.name)
        var rows: [Row] = []
        var places: [String: Int] = [:]
        for view in views {
            let who = view.row.address ?? "(no name yet) \(view.row.invitation.id.text.suffix(6))"
            let place = places[who] ?? rows.count
            if place == rows.count {
                places[who] = place
                rows.append(Row(who: who, cells: [:]))
            }
            rows[place].cells[view.row.connectionName, default: []].append(view)
        }
        self.rows = rows
    }

    var columns: [Printer.Column<Row>] {
        [Printer.Column<Row>("PERSON") { $0.who }]
            + connections.map { name in
                Printer.Column<Row>(name.uppercased()) { row in
                    (row.cells[name] ?? []).map { cell($0) }.joined(separator: " · ")
                }
            }
    }

    /// One line a person where that fits, else the parts of a cell below each other.
    func table(_ rows: some Sequence<Row>, width: Int?) -> String {
        let rows = Array(rows)
        let titles = columns.map(\.title)
        let lines = rows.map { row in columns.map { $0.value(row) } }
        let wide = TextTable(titles: titles, rows: lines)
        guard let width, wide.width > width else { return wide.text(width: nil) }
        let room = max(StatusMatrix.leastCell, (width - 2 * connections.count) / (connections.count + 1))
        return TextTable(titles: titles, rows: rows.flatMap { stacked($0, room) }).text(width: width)
    }

    /// An interval takes no more than that.
    private static let leastCell = "registered…reported".count

    /// Each invitation takes two lines or more: the interval, and what the vendor says below it.
    private func stacked(_ row: Row, _ room: Int) -> [[String]] {
        let at = row.who.firstIndex(of: "@") ?? row.who.endIndex
        let who = [String(row.who[..<at]), String(row.who[at...])].filter { !$0.isEmpty }
        let cells =
            [who]
            + connections.map { name in
                (row.cells[name] ?? []).flatMap { view in
                    [view.row.invitation.standing.words]
                        + Prose.fitted(" " + said(view), to: room).split(separator: "\n").map { String($0) }
                }
            }
        return (0..<(cells.map(\.count).max() ?? 0)).map { line in
            cells.map { $0.indices.contains(line) ? $0[line] : "" }
        }
    }

    private func cell(_ view: InvitationView) -> String {
        [view.row.invitation.standing.words, said(view)].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The vendor's own word and how old it is.
    private func said(_ view: InvitationView) -> String {
        let standing = view.row.invitation.standing
        return [
            view.row.invitation.vendorWord.map { "\"\($0)\"" }, view.seenAsOf.map { Age.words(now.since($0)) },
            standing.retort,
        ].compactMap { $0 }.joined(separator: " ")
    }
}
