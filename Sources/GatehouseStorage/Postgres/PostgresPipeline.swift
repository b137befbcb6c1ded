import CPQ

/// Several messages to the server in one round trip; their answers come back in their order.
final class PostgresPipeline {
    private let connection: PostgresConnection

    init(_ connection: PostgresConnection) throws {
        self.connection = connection
        guard PQenterPipelineMode(connection.raw) == 1 else {
            throw PostgresError.lost(connection.database, words: connection.errorWords)
        }
    }

    func send(_ sql: String) { PQsendQueryParams(connection.raw, sql, 0, nil, nil, nil, nil, 1) }

    func prepare(_ sql: String, as name: String) -> String {
        PQsendPrepare(connection.raw, name, sql, 0, nil)
        return name
    }

    func send(_ name: String, _ values: PostgresParameters) {
        _ = values.with { PQsendQueryPrepared(connection.raw, name, $0, $1, $2, $3, 1) }
    }

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
