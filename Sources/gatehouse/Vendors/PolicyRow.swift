import GatehouseEngine
import GatehouseForms
import GatehouseReconciliation

/// What is done about one class of differences of a connection, and who wished it so.
struct PolicyRow {
    let kind: DiscrepancyClass
    let policy: String
    let source: String

    static func all(_ book: PolicyBook, of connection: String) -> [PolicyRow] {
        let table = book.table(of: connection)
        return DiscrepancyClass.allCases.map { kind in
            let (first, later) = (table.policy(of: kind, wasOpen: false), table.policy(of: kind, wasOpen: true))
            return PolicyRow(
                kind: kind, policy: first == later ? first.rawValue : "\(first.rawValue), then \(later.rawValue)",
                source: book.source(of: kind, for: connection))
        }
    }

    static var columns: [Printer.Column<PolicyRow>] {
        [
            .init("CLASS") { $0.kind.rawValue }, .init("POLICY") { $0.policy }, .init("WISHED BY") { $0.source },
            .init("MAY BE") { $0.kind.choices.map(\.rawValue).joined(separator: ", ") },
            .init("WHY NOT LESS CAREFUL") { $0.kind.reasonForCare ?? "" },
        ]
    }

    static func table(_ rows: [PolicyRow]) -> String {
        TextTable(titles: columns.map(\.title), rows: rows.map { row in columns.map { $0.value(row) } }).text(
            width: Terminal.width)
    }

    var document: JSONValue {
        .members([
            "class": .string(kind.rawValue), "policy": .string(policy), "source": .string(source),
            "choices": .array(kind.choices.map { .string($0.rawValue) }),
            "why": kind.reasonForCare.map { .string($0) },
        ])
    }
}
