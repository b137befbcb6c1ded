import Dispatch
import Synchronization

/// A bounded number of connections, lent to blocking callers in the order in which they asked.
final class ConnectionPool: Sendable {
    private enum Grant {
        case connection(PostgresConnection)
        /// The right to open one.
        case permit
        case closed
    }

    /// `@unchecked Sendable`: `grant` is written and read under the pool's lock only.
    private final class Waiter: @unchecked Sendable {
        let wake = DispatchSemaphore(value: 0)
        var grant: Grant?
    }

    private struct State {
        var idle: [PostgresConnection] = []
        var open = 0
        var waiting: [Waiter] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Int
    private let patience: Duration
    private let database: String
    private let connect: @Sendable () throws -> PostgresConnection

    /// - Parameter patience: how long a caller waits for a connection before `storage.busy`.
    init(
        limit: Int, patience: Duration, database: String, connect: @escaping @Sendable () throws -> PostgresConnection
    ) {
        self.limit = max(1, limit)
        self.patience = patience
        self.database = database
        self.connect = connect
    }

    /// Lends a live connection for as long as `body` runs. A broken one is thrown away, before or after.
    func lend<T>(_ body: (PostgresConnection) throws -> T) throws -> T {
        let connection = try checkOut()
        defer { giveBack(connection.isSound && !connection.isInTransaction ? connection : nil) }
        return try body(connection)
    }

    /// How many callers wait for a connection now.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Closes the idle connections now and the others when they come back.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            state.open -= state.idle.count
            state.idle = []
            for waiter in state.waiting { waiter.grant = .closed }
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.wake.signal() }
    }

    private func checkOut() throws -> PostgresConnection {
        switch try grant() {
        case .connection(let connection) where connection.isAlive: return connection
        case .connection, .permit:
            do { return try connect() } catch {
                giveBack(nil)
                throw error
            }
        case .closed:
            throw StorageError(.unavailable, "The database \(database) was closed.")
        }
    }

    private func grant() throws -> Grant {
        let waiter = Waiter()
        let now = state.withLock { state -> Grant? in
            if state.isClosed { return .closed }
            if state.waiting.isEmpty {
                if let connection = state.idle.popLast() { return .connection(connection) }
                if state.open < limit {
                    state.open += 1
                    return .permit
                }
            }
            state.waiting.append(waiter)
            return nil
        }
        if let now { return now }
        let (seconds, attoseconds) = patience.components
        let deadline = DispatchTime.now() + .seconds(Int(seconds)) + .nanoseconds(Int(attoseconds / 1_000_000_000))
        _ = waiter.wake.wait(timeout: deadline)
        let granted = state.withLock { state in
            if waiter.grant == nil { state.waiting.removeAll { $0 === waiter } }
            return waiter.grant
        }
        guard let granted else {
            throw StorageError(
                .busy,
                "All \(limit) connections to the database \(database) were in use for too long. Try again, or raise `connections`."
            )
        }
        return granted
    }

    /// - Parameter connection: nil when it is of no more use; then the next one may open another.
    private func giveBack(_ connection: PostgresConnection?) {
        let next = state.withLock { state -> Waiter? in
            guard !state.isClosed, !state.waiting.isEmpty else {
                if let connection, !state.isClosed { state.idle.append(connection) } else { state.open -= 1 }
                return nil
            }
            let waiter = state.waiting.removeFirst()
            waiter.grant = connection.map(Grant.connection) ?? .permit
            return waiter
        }
        next?.wake.signal()
    }
}
