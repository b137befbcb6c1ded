import Foundation
import NIOCore
import Synchronization

/// What a host's name leads to, asked of the system's resolver: names, literal addresses, and every spelling of an address
/// that the system takes for one (`2130706433`, `0x7f.1`, `127.1`).
struct HostLookUp: Sendable {
    /// In the resolver's order, each once; throws where the name is not known.
    let addresses: @Sendable (String) throws -> [SocketAddress]

    struct Unknown: Error { let reason: String }
    struct TooSlow: Error {}

    static let system = HostLookUp { host in
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard status == 0 else {
            throw Unknown(reason: gai_strerror(status).map { String(cString: $0) } ?? "\(status)")
        }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee {
            if let raw = entry.ai_addr, let address = SocketAddress(raw, family: entry.ai_family),
                !found.contains(address)
            {
                found.append(address)
            }
            next = entry.ai_next
        }
        return found
    }

    /// The same on a thread of its own, waited for no longer than `limit`: the system's resolver knows no deadline. A slow one
    /// is left to end by itself.
    func addresses(of host: String, within limit: Duration) throws -> [SocketAddress] {
        let answer = Answer()
        let ask = addresses
        Thread.detachNewThread { answer.give(Result { try ask(host) }) }
        return try answer.wait(within: limit)
    }

    private final class Answer: Sendable {
        private let kept = Mutex<Result<[SocketAddress], any Error>?>(nil)
        private let arrived = DispatchSemaphore(value: 0)

        func give(_ result: Result<[SocketAddress], any Error>) {
            kept.withLock { $0 = result }
            arrived.signal()
        }

        func wait(within limit: Duration) throws -> [SocketAddress] {
            let (seconds, attoseconds) = limit.components
            _ = arrived.wait(timeout: .now() + Double(seconds) + Double(attoseconds) / 1e18)
            guard let result = kept.withLock({ $0 }) else { throw TooSlow() }
            return try result.get()
        }
    }
}

extension SocketAddress {
    fileprivate init?(_ raw: UnsafeMutablePointer<sockaddr>, family: Int32) {
        switch family {
        case AF_INET:
            self.init(raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee })
        case AF_INET6:
            self.init(raw.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { $0.pointee })
        default: return nil
        }
    }
}
