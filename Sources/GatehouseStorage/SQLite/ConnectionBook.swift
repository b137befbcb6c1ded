import Foundation
import GRDB
import Synchronization

/// The driver's side of each of GRDB's connections: written down when a connection opens, looked up when it is lent.
final class ConnectionBook: Sendable {
    private let entries = Mutex<[ObjectIdentifier: SQLiteConnection]>([:])

    subscript(_ connection: GRDB.Database) -> SQLiteConnection {
        get throws {
            guard let own = entries.withLock({ $0[ObjectIdentifier(connection)] }) else {
                throw StorageError.misuse("a connection that was never opened")
            }
            return own
        }
    }

    func forgetStatements() {
        entries.withLock { entries in
            for own in entries.values { own.forgetStatements() }
            entries.removeAll()
        }
    }

    func configuration(_ options: SQLiteDatabase.Options, name: String) -> Configuration {
        var configuration = Configuration()
        configuration.label = "gatehouse"
        configuration.foreignKeysEnabled = true
        configuration.readonly = options.isReadOnly
        configuration.maximumReaderCount = options.readers
        let patience = options.patience.components
        configuration.busyMode = .timeout(Double(patience.seconds) + Double(patience.attoseconds) * 1e-18)
        configuration.prepareDatabase { [self] connection in
            let isReader = connection.configuration.readonly
            let cache = isReader ? options.readerCacheKibibytes : options.writerCacheKibibytes
            // What a reader sorts may be everything: beyond its cache it goes to files without names. A writer
            // keeps what a statement could take back, which costs an eighth of the time in a file.
            try connection.execute(
                sql: """
                    PRAGMA cache_size = -\(cache);
                    PRAGMA temp_store = \(isReader ? "FILE" : "MEMORY");
                    PRAGMA trusted_schema = OFF;
                    """)
            guard let handle = connection.sqliteConnection else { throw StorageError.misuse("a closed connection") }
            let own = SQLiteConnection(handle, database: name)
            entries.withLock { $0[ObjectIdentifier(connection)] = own }
        }
        return configuration
    }
}
