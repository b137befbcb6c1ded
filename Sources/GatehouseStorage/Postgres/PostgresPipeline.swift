import CPQ

/// Messages to the server that are sent without waiting; their answers come back in their order.
final class PostgresPipeline {
    /// One message whose answer is to come.
    struct Message {
        enum Kind { case begin, preparation, statement, commit }
        let kind: Kind
        let sql: String
        /// What its failure means to whoever sent it.
        let failing: (StorageError) -> any Error
    }

    private let connection: PostgresConnection
    private(set) var messages: [Message] = []

    init(_ connection: PostgresConnection) throws {
        self.connection = connection
        guard PQenterPipelineMode(connection.raw) == 1 else {
            throw PostgresError.lost(connection.database, words: connection.errorWords)
        }
    }

    func send(_ kind: Message.Kind, _ sql: String) {
        PQsendQueryParams(connection.raw, sql, 0, nil, nil, nil, nil, 1)
        messages.append(Message(kind: kind, sql: sql) { $0 })
    }

    /// - Parameters:
    ///   - own: the statement in the server's words; `sql` is what it is known by.
    ///   - types: of its parameters; the server finds out by itself where there are none.
    func prepare(_ sql: String, own: String, as name: String, types: [UInt32]) {
        PQsendPrepare(connection.raw, name, own, Int32(types.count), types)
        messages.append(Message(kind: .preparation, sql: sql) { $0 })
    }

    func execute(
        _ sql: String, prepared name: String, _ values: PostgresParameters,
        failing: @escaping (StorageError) -> any Error
    ) {
        _ = values.with { PQsendQueryPrepared(connection.raw, name, $0, $1, $2, $3, 1) }
        messages.append(Message(kind: .statement, sql: sql, failing: failing))
    }

    /// Lets the server begin with what it was sent.
    func push() { PQflush(connection.raw) }

    /// One result for each message, in their order; those behind a failed one are errors too, so that the first error is the
    /// cause. Fewer when the connection broke.
    func finish() -> [PostgresResult] {
        let raw = connection.raw
        var results: [PostgresResult] = []
        var isSynced = PQpipelineSync(raw) != 1
        while !isSynced {
            guard let next = PQgetResult(raw) else {
                // Between two answers; at a broken connection's end.
                if connection.isSound { continue } else { break }
            }
            if PQresultStatus(next) == PGRES_PIPELINE_SYNC {
                isSynced = true
                PQclear(next)
            } else {
                results.append(PostgresResult(next))
            }
        }
        PQexitPipelineMode(raw)
        return results
    }
}
