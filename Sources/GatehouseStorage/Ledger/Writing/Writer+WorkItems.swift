import Foundation
import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func add(_ items: [WorkItem]) throws {
        try require(Set(items.flatMap(\.intents)), in: "intents", "act")
        for item in items {
            try run(
                """
                INSERT INTO work_items (workspace, id, connection, title, steps, intents, asks, effects, state, created_at,
                    closed_at, closed_by, shown_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                """,
                [
                    SQLValue(item.id), SQLValue(item.connection), .text(item.title), .words(item.steps),
                    .words(item.intents.map(\.text)), .json(item.asks), .json(item.effects), .text(item.state.rawValue),
                    SQLValue(item.createdAt), SQLValue(item.closedAt), SQLValue(item.closedBy), SQLValue(item.shownAt),
                ], unique: LedgerError(.conflict, "A work item with this identifier is there already."))
            for (place, material) in item.materials.enumerated() { try add(material, Int64(place), of: item.id) }
        }
    }

    private func add(_ material: WorkItem.Material, _ place: Int64, of item: TaskID) throws {
        var content = material.content
        if material.isSecret {
            let text = Secret(Data(content).base64EncodedString())
            content = try scope.vault.seal(scope.workspace, field: SQLLedgerReader.materialField(item, place), text)
        }
        try run(
            """
            INSERT INTO work_materials (workspace, item, place, name, media_type, is_secret, content)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            [
                SQLValue(item), .integer(place), .text(material.name), .text(material.mediaType),
                SQLValue(material.isSecret),
                .blob(content),
            ])
    }

    func redraw(_ item: WorkItem) throws {
        let saved = try run(
            "UPDATE work_items SET title = ?3, steps = ?4 WHERE workspace = ?1 AND id = ?2",
            [SQLValue(item.id), .text(item.title), .words(item.steps)])
        if saved == 0 { throw LedgerError.absent("work item", item.id) }
        try run("DELETE FROM work_materials WHERE workspace = ?1 AND item = ?2", [SQLValue(item.id)])
        for (place, material) in item.materials.enumerated() { try add(material, Int64(place), of: item.id) }
    }

    func save(_ item: WorkItem) throws {
        let saved = try run(
            """
            UPDATE work_items SET state = ?3, closed_at = ?4, closed_by = ?5, shown_at = coalesce(shown_at, ?6)
            WHERE workspace = ?1 AND id = ?2
            """,
            [
                SQLValue(item.id), .text(item.state.rawValue), SQLValue(item.closedAt), SQLValue(item.closedBy),
                SQLValue(item.shownAt),
            ])
        if saved == 0 { throw LedgerError.absent("work item", item.id) }
    }
}
