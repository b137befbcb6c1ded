import CPQ

extension PostgresConnection {
    private static let cacheLimit = 400

    /// Runs one statement, prepared on first use.
    func run(_ sql: String, _ parameters: [SQLValue]) throws -> PostgresResult {
        try run(sql, types: [], try PostgresParameters(parameters))
    }

    /// - Parameter types: of the parameters; the server finds out by itself where there are none.
    func run(_ sql: String, types: [UInt32], _ values: PostgresParameters) throws -> PostgresResult {
        if !foreseen.isEmpty, !QuestionBook.isQuestion(sql) { foreseen = [:] }
        if pendingBegin == nil, pipeline == nil, let name = statements[sql] {
            let result = values.with { PQexecPrepared(raw, name, $0, $1, $2, $3, 1) }.map(PostgresResult.init)
            do { try check(result) } catch let error as StorageError { throw named(error, sql) }
            guard let result else { throw PostgresError.lost(database, words: errorWords) }
            return result
        }
        try send(sql, types: types, values)
        guard let result = try answers().last else { throw PostgresError.lost(database, words: errorWords) }
        return result
    }

    /// Sends one statement behind those that are not answered yet.
    /// - Parameter failing: what its failure means; thrown by whoever waits for the answers.
    func send(
        _ sql: String, types: [UInt32], _ values: PostgresParameters,
        failing: @escaping (StorageError) -> any Error = { $0 }
    ) throws {
        if !foreseen.isEmpty, !QuestionBook.isQuestion(sql) { foreseen = [:] }
        let known = statements[sql]
        let own = try known == nil ? dialect.translate(sql) : ""
        let name = try known ?? nextName()
        let pipeline = try openPipeline()
        if known == nil {
            pipeline.prepare(sql, own: own, as: name, types: types)
            statements[sql] = name
        }
        pipeline.execute(sql, prepared: name, values, failing: failing)
    }

    /// Waits for the answers to everything that was sent: one for each message.
    /// - Throws: what the first failure means to whoever sent it.
    @discardableResult
    func answers() throws -> [PostgresResult] {
        guard let pipeline else { return [] }
        self.pipeline = nil
        let (messages, results) = (pipeline.messages, pipeline.finish())
        for (index, message) in messages.enumerated() {
            do { try check(index < results.count ? results[index] : nil) } catch let error as StorageError {
                forget(messages[index...])
                throw message.failing(message.kind == .statement ? named(error, message.sql) : error)
            }
        }
        return results
    }

    private func openPipeline() throws -> PostgresPipeline {
        if let pipeline { return pipeline }
        let opened = try PostgresPipeline(self)
        pipeline = opened
        if let begin = pendingBegin { opened.send(.begin, begin) }
        pendingBegin = nil
        return opened
    }

    /// What did not come to pass: statements that are not prepared, a transaction that did not begin.
    private func forget(_ messages: ArraySlice<PostgresPipeline.Message>) {
        for message in messages {
            switch message.kind {
            case .begin: pendingBegin = message.sql
            case .preparation: statements[message.sql] = nil
            case .statement, .commit: break
            }
        }
    }

    /// After a change of the schema a prepared statement may no longer fit; its next use prepares it anew.
    private func named(_ error: StorageError, _ sql: String) -> StorageError {
        guard error.kind == .statement else { return error }
        statements[sql] = nil
        tables.forget()
        var error = error
        error.detail += " in: \(sql)"
        return error
    }

    /// One text without parameters, in the simple protocol; the answer's columns are in text form.
    func simple(_ sql: String) -> PostgresResult? { PQexec(raw, sql).map(PostgresResult.init) }

    func check(_ result: PostgresResult?) throws {
        guard let result else { throw PostgresError.lost(database, words: errorWords) }
        if result.isError { throw isSound ? PostgresError.translate(result, database: database) : lost(result) }
    }

    var errorWords: String { PQerrorMessage(raw).map { String(cString: $0) } ?? "" }

    /// A server that ends a session says so (SQLSTATE 57P01) before it hangs up: that reason is kept.
    private func lost(_ result: PostgresResult) -> StorageError {
        let error = PostgresError.translate(result, database: database)
        return error.kind == .statement ? PostgresError.lost(database, words: errorWords) : error
    }

    private func nextName() throws -> String {
        if statements.count >= Self.cacheLimit {
            try settle()
            try check(simple("DEALLOCATE ALL"))
            statements.removeAll()
        }
        made += 1
        return "gatehouse_\(made)"
    }
}
