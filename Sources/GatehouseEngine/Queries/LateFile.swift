package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit

/// A connection that nobody can ask, whose newest file is older than somebody wished: a person has to bring one.
package struct LateFile: Hashable, Sendable {
    package let connection: String
    package let wished: Duration
    /// When the newest file was exported; nil where none was taken in.
    package let lastAsOf: Instant?

    package init(connection: String, wished: Duration, lastAsOf: Instant?) {
        (self.connection, self.wished, self.lastAsOf) = (connection, wished, lastAsOf)
    }

    package static func all(in reader: any LedgerReader, now: Instant) throws -> [LateFile] {
        let wishes = try reader.schedules().reduce(into: [ConnectionID: Duration]()) { wishes, schedule in
            if case .every(let wished) = schedule.wish { wishes[schedule.connection] = wished }
        }
        if wishes.isEmpty { return [] }
        return try reader.connections().compactMap { connection in
            guard !connection.isRemoved, connection.mode == Mode.portal.rawValue, let wished = wishes[connection.id]
            else { return nil }
            let last = try reader.newestSnapshot(of: connection.id)
            if let last, now.since(last) <= wished { return nil }
            return LateFile(connection: connection.name, wished: wished, lastAsOf: last)
        }
    }
}
