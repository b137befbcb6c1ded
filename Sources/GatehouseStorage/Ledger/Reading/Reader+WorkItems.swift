import Foundation
import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    private static let workItemColumns = """
        id, connection, title, steps, intents, asks, effects, state, created_at, closed_at, closed_by, shown_at
        """

    func workItems(of connection: ConnectionID?, state: WorkItem.State?) throws -> [WorkItem] {
        var filter = Filter()
        if let connection { filter.add("connection = \(filter.bind(SQLValue(connection)))") }
        // The word stands in the statement itself, so that the index over the open ones fits it.
        if let state { filter.add("state = '\(state.rawValue)'") }
        return try workItems(where: "1 = 1 \(filter.sql)", filter.parameters)
    }

    func workItem(_ id: TaskID) throws -> WorkItem? { try workItems(where: "id = ?2", [SQLValue(id)]).first }

    private func workItems(where condition: String, _ parameters: [SQLValue]) throws -> [WorkItem] {
        let found = try rows(
            "SELECT \(Self.workItemColumns) FROM work_items WHERE workspace = ?1 AND \(condition) ORDER BY id",
            parameters
        ) { row in
            let none: [WorkItem.Material] = []
            return WorkItem(
                id: try row.id(0), connection: try row.id(1), title: try row.text(2), steps: try row.words(3),
                materials: none, intents: try row.words(4).map { IntentID(stored: $0) }, asks: try row.json(5),
                effects: try row.json(6), state: try row.word(7), createdAt: try row.instant(8),
                closedAt: try row.optionalInstant(9), closedBy: try row.optionalText(10),
                shownAt: try row.optionalInstant(11))
        }
        let materials = try materials(of: found.map(\.id))
        return found.map { $0.with(materials[$0.id] ?? []) }
    }

    private func materials(of items: [TaskID]) throws -> [TaskID: [WorkItem.Material]] {
        if items.isEmpty { return [:] }
        let all = try rows(
            """
            SELECT item, place, name, media_type, is_secret, content FROM work_materials
            WHERE workspace = ?1 AND item {in list ?2} ORDER BY item, place
            """, [.ids(items)]
        ) { row in
            let item: TaskID = try row.id(0)
            let isSecret = try row.bool(4)
            let stored = try row.blob(5)
            let content = isSecret ? try openMaterial(stored, item, try row.integer(1)) : stored
            return (
                item,
                WorkItem.Material(
                    name: try row.text(2), mediaType: try row.text(3), content: content, isSecret: isSecret)
            )
        }
        return Dictionary(grouping: all, by: \.0).mapValues { $0.map(\.1) }
    }

    private func openMaterial(_ box: [UInt8], _ item: TaskID, _ place: Int64) throws -> [UInt8] {
        let text = try scope.vault.open(scope.workspace, field: Self.materialField(item, place), box).reveal()
        guard let content = Data(base64Encoded: text) else { throw SQLRow.damaged("a sealed material") }
        return Array(content)
    }

    static func materialField(_ item: TaskID, _ place: Int64) -> String { "work item \(item.text) material \(place)" }
}

extension WorkItem {
    fileprivate func with(_ materials: [Material]) -> WorkItem {
        WorkItem(
            id: id, connection: connection, title: title, steps: steps, materials: materials, intents: intents,
            asks: asks,
            effects: effects, state: state, createdAt: createdAt, closedAt: closedAt, closedBy: closedBy,
            shownAt: shownAt)
    }
}
