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

    func table(_ rows: some Sequence<Row>, width: Int?) -> String {
        TextTable(titles: columns.map(\.title), rows: rows.map { row in columns.map { $0.value(row) } }).text(
            width: width)
    }

    private func cell(_ view: InvitationView) -> String {
        let standing = view.row.invitation.standing
        let word = view.row.invitation.vendorWord.map { " \"\($0)\"" } ?? ""
        let age = standing.asOf.map { " " + Age.words(now.since($0)) } ?? ""
        return standing.words + word + age + (standing.contradiction.map { " (now says \($0.word))" } ?? "")
    }
}
