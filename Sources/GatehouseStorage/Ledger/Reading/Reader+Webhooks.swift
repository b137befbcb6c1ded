import Foundation
import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    static func tokenField(_ connection: ConnectionID) -> String { "hook address \(connection.text)" }

    func hookAddress(of connection: ConnectionID) throws -> HookAddress? {
        try first(
            "SELECT token, made_at FROM hook_addresses WHERE workspace = ?1 AND connection = ?2", [SQLValue(connection)]
        ) { row in
            HookAddress(
                connection: connection,
                token: try scope.vault.open(scope.workspace, field: Self.tokenField(connection), try row.blob(0)),
                madeAt: try row.instant(1))
        }
    }

    private static let webhookColumns = """
        id, connection, at, size, digest, headers, state, outcome, run, attempts, due_at, done_at
        """

    private static func readWebhook(_ row: borrowing SQLRow) throws -> WebhookDelivery {
        WebhookDelivery(
            id: try row.id(0), connection: try row.id(1), at: try row.instant(2), size: Int(try row.integer(3)),
            digest: try row.text(4), headers: try row.words(5), state: try row.word(6), outcome: try row.text(7),
            run: try row.optionalID(8), attempts: Int(try row.integer(9)), dueAt: try row.instant(10),
            doneAt: try row.optionalInstant(11))
    }

    func webhooks(
        of connection: ConnectionID?, state: WebhookDelivery.State?, before: WebhookID?, limit: Int
    ) throws -> [WebhookDelivery] {
        var filter = Filter()
        if let connection { filter.add("connection = \(filter.bind(SQLValue(connection)))") }
        if let state { filter.add("state = '\(state.rawValue)'") }
        if let before { filter.add("id < \(filter.bind(SQLValue(before)))") }
        let mark = filter.bind(.integer(Int64(max(0, limit))))
        return try rows(
            """
            SELECT \(Self.webhookColumns) FROM webhooks WHERE workspace = ?1 \(filter.sql) ORDER BY id DESC LIMIT \(mark)
            """, filter.parameters, Self.readWebhook)
    }

    func webhook(_ id: WebhookID) throws -> WebhookDelivery? {
        try first(
            "SELECT \(Self.webhookColumns) FROM webhooks WHERE workspace = ?1 AND id = ?2", [SQLValue(id)],
            Self.readWebhook)
    }

    /// What waits of one connection and is due, the oldest first.
    func dueWebhooks(of connection: ConnectionID, now: Instant, limit: Int) throws -> [WebhookDelivery] {
        try rows(
            """
            SELECT \(Self.webhookColumns) FROM webhooks
            WHERE workspace = ?1 AND connection = ?2 AND state = 'waiting' AND due_at <= ?3 ORDER BY due_at, id LIMIT ?4
            """, [SQLValue(connection), SQLValue(now), .integer(Int64(max(0, limit)))], Self.readWebhook)
    }

    func webhookContents(_ ids: [WebhookID]) throws -> [WebhookID: WebhookContent] {
        try keyed("SELECT id, content FROM webhooks WHERE workspace = ?1 AND id {in list ?2}", ids) { row in
            let id: WebhookID = try row.id(0)
            return (id, try WebhookContent(try row.blob(1), of: id, scope))
        }
    }

    func waitingWebhooks(of connection: ConnectionID) throws -> (count: Int64, bytes: Int64) {
        try first(
            """
            SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM webhooks
            WHERE workspace = ?1 AND connection = ?2 AND state = 'waiting'
            """, [SQLValue(connection)]
        ) { (try $0.integer(0), try $0.integer(1)) } ?? (0, 0)
    }

    func nextWebhookDue() throws -> Instant? {
        try first(
            """
            SELECT {greatest}(min(w.due_at), h.quiet_until, h.claimed_until) FROM hook_addresses h
            JOIN webhooks w ON w.workspace = h.workspace AND w.connection = h.connection AND w.state = 'waiting'
            WHERE h.workspace = ?1 GROUP BY h.connection, h.quiet_until, h.claimed_until ORDER BY 1 LIMIT 1
            """
        ) { try $0.instant(0) }
    }
}

extension WebhookContent {
    private static func field(_ id: WebhookID) -> String { "webhook \(id.text)" }

    func sealed(of id: WebhookID, _ scope: LedgerScope) throws -> [UInt8] {
        let content: JSONValue = [
            "headers": .array(headers.map { [.string($0.name), .string($0.value)] }),
            "body": .string(Data(body).base64EncodedString()),
        ]
        return try scope.vault.seal(
            scope.workspace, field: WebhookContent.field(id), Secret(content.canonicalText))
    }

    fileprivate init(_ box: [UInt8], of id: WebhookID, _ scope: LedgerScope) throws {
        let text = try scope.vault.open(scope.workspace, field: WebhookContent.field(id), box).reveal()
        guard let content = try? JSONValue(text: text), let headers = content["headers"]?.array,
            let body = content["body"]?.string.flatMap({ Data(base64Encoded: $0) })
        else { throw SQLRow.damaged("a webhook is no JSON object") }
        self.init(
            headers: headers.map { pair in
                let words = (pair.array ?? []).compactMap(\.string)
                return (name: words.first ?? "", value: words.last ?? "")
            }, body: Array(body))
    }
}
