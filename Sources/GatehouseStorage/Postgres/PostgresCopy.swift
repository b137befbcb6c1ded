import CPQ

/// Rows on their way into a table by `COPY … FROM STDIN (FORMAT binary)`.
final class PostgresCopy {
    private let connection: PostgresConnection
    private var hasEnded = false
    static let portion = 1 << 16

    init(_ connection: PostgresConnection, into table: String, _ columns: [String]) throws {
        self.connection = connection
        try connection.settle()
        let list = columns.joined(separator: ", ")
        let result = connection.simple("COPY \(table) (\(list)) FROM STDIN (FORMAT binary)")
        guard let result, PQresultStatus(result.raw) == PGRES_COPY_IN else {
            hasEnded = true
            try connection.check(result)
            throw StorageError.misuse("COPY into \(table) did not begin")
        }
        try send(Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + [UInt8](repeating: 0, count: 8))
    }

    /// In portions, so that the server takes in one while the next is on its way.
    /// - Parameter rows: as `PostgresRows` has them.
    func send(_ rows: some Collection<UInt8>) throws {
        let isSent = rows.withContiguousStorageIfAvailable { bytes in
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                stride(from: 0, to: bytes.count, by: PostgresCopy.portion).allSatisfy { start in
                    let portion = bytes[start..<min(bytes.count, start + PostgresCopy.portion)]
                    let part = UnsafeBufferPointer(rebasing: portion)
                    return PQputCopyData(connection.raw, part.baseAddress, Int32(part.count)) == 1
                }
            }
        }
        guard isSent == true else { throw lost }
    }

    /// The number of rows that went in.
    func finish() throws -> Int {
        try send([0xff, 0xff])
        hasEnded = true
        guard PQputCopyEnd(connection.raw, nil) == 1 else { throw lost }
        return try drain().affected
    }

    /// Gives the copy up; the server then refuses the rest of the transaction. Does nothing after `finish`.
    func abandon() {
        guard !hasEnded else { return }
        hasEnded = true
        if PQputCopyEnd(connection.raw, "given up") == 1 { _ = try? drain() }
    }

    private func drain() throws -> PostgresResult {
        let first = PQgetResult(connection.raw).map(PostgresResult.init)
        while let more = PQgetResult(connection.raw) { PQclear(more) }
        try connection.check(first)
        guard let first else { throw lost }
        return first
    }

    private var lost: StorageError { PostgresError.lost(connection.database, words: connection.errorWords) }
}
