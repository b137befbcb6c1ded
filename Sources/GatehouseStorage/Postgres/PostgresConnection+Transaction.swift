import CPQ
import Foundation

extension PostgresConnection {
    /// Whether another statement can be sent at all.
    var isSound: Bool { PQstatus(raw) == CONNECTION_OK }
    var isInTransaction: Bool { PQtransactionStatus(raw) != PQTRANS_IDLE }

    /// Looks, without a round trip, whether the server spoke while nobody asked it: it does so to end a session.
    var isAlive: Bool {
        guard isSound, PQtransactionStatus(raw) == PQTRANS_IDLE else { return false }
        var socket = pollfd(fd: PQsocket(raw), events: Int16(POLLIN), revents: 0)
        return poll(&socket, 1, 0) == 0
    }

    func begin(_ sql: String) {
        pendingBegin = sql
        foreseen = [:]
    }

    /// - Throws: `storage.commit_unknown` when the connection broke meanwhile; what a statement failed with that nobody
    ///   waited for.
    func commit() throws {
        let result: PostgresResult?
        if let pipeline {
            pipeline.send(.commit, "COMMIT")
            let outcome = Result { try answers().last }
            guard isSound else { throw commitUnknown }
            result = try outcome.get()
        } else if pendingBegin != nil {
            pendingBegin = nil
            return
        } else {
            result = simple("COMMIT")
            guard isSound else { throw commitUnknown }
            try check(result)
        }
        if let result, result.command != "COMMIT" {
            throw StorageError.misuse("a statement had failed before the commit: everything was rolled back")
        }
    }

    /// Runs one statement outside any transaction: the server commits it by itself before it answers.
    /// - Throws: as `commit` where the connection broke meanwhile.
    func commitAlone(
        _ sql: String, _ parameters: [SQLValue], _ body: (borrowing SQLRow) throws -> Void
    ) throws {
        let values = try PostgresParameters(parameters)
        let outcome = Result { try run(sql, types: [], values) }
        guard isSound else { throw commitUnknown }
        try show(try outcome.get(), body)
    }

    private var commitUnknown: StorageError {
        StorageError(
            .commitUnknown,
            "The connection to the database \(database) broke during a commit; whether it happened must be looked up.",
            detail: errorWords)
    }

    func rollback() {
        _ = try? answers()
        pendingBegin = nil
        added = [:]
        if isSound, isInTransaction { _ = simple("ROLLBACK") }
    }

    func takeAdded() -> [String: Int] {
        defer { added = [:] }
        return added
    }

    /// Begins the transaction where that waits, and has everything answered that was sent.
    func settle() throws {
        try answers()
        guard let begin = pendingBegin else { return }
        try check(simple(begin))
        pendingBegin = nil
    }
}
