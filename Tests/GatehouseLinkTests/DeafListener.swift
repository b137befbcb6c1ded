import Foundation

/// A socket on which connections arrive and are never answered. Whether any did is asked of the system itself: a connection
/// that was made waits in its queue, whoever closed it since.
final class DeafListener {
    let port: Int
    private let listener: Int32

    init() throws {
        (listener, port) = try ScriptedServer.deafAddress()
        guard listen(listener, 16) == 0 else { throw POSIXError(.ECONNREFUSED) }
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
    }

    deinit { close(listener) }

    /// Whether anybody connected since it was asked last.
    func wasDialled() -> Bool {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return false }
        close(client)
        return true
    }
}
