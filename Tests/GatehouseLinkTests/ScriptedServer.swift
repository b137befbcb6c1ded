import Foundation
import Synchronization

/// A vendor's socket that does exactly what a test says, one step per request.
final class ScriptedServer: Sendable {
    enum Step: Sendable {
        /// These bytes, then the connection is closed.
        case send(String)
        /// A head that promises `declared` bytes, then this many are sent.
        case stream(declared: Int?, sent: Int)
        /// The connection is closed without an answer.
        case cut
        /// The request is read; nothing ever comes back.
        case silence
    }

    let port: Int
    private let listener: Int32
    private let requests = Mutex<[String]>([])
    private let kept = Mutex<[Int32]>([])

    init(_ steps: [Step]) throws {
        (listener, port) = try ScriptedServer.bound()
        guard listen(listener, 16) == 0 else { throw POSIXError(.ECONNREFUSED) }
        Thread.detachNewThread { [self] in serve(steps) }
    }

    /// An address where nobody listens: bound, so that nobody else takes it, and never listening.
    static func deafAddress() throws -> (socket: Int32, port: Int) { try bound() }

    var address: String { "http://127.0.0.1:\(port)" }
    /// What arrived so far, head and body.
    var received: [String] { requests.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for socket in kept.withLock({ $0 }) { close(socket) }
    }

    private func serve(_ steps: [Step]) {
        for step in steps {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            let request = ScriptedServer.request(from: client)
            requests.withLock { $0.append(request) }
            switch step {
            case .send(let text): ScriptedServer.write(Array(text.utf8), to: client)
            case .stream(let declared, let sent):
                let length = declared.map { "Content-Length: \($0)\r\n" } ?? ""
                ScriptedServer.write(Array("HTTP/1.1 200 OK\r\n\(length)Connection: close\r\n\r\n".utf8), to: client)
                let block = [UInt8](repeating: 0x20, count: 65_536)
                for _ in 0..<(sent / block.count) where ScriptedServer.write(block, to: client) {}
            case .cut: break
            case .silence:
                kept.withLock { $0.append(client) }
                continue
            }
            close(client)
        }
    }

    private static func bound() throws -> (Int32, Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(listener, raw, length) == 0 && getsockname(listener, raw, &length) == 0
            }
        }
        guard listener >= 0, isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func request(from client: Int32) -> String {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let length = text.lowercased().range(of: "content-length: ")
                    .flatMap { Int(text[$0.upperBound...].prefix { $0.isNumber }) }
                if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
            }
            let count = read(client, &block, block.count)
            guard count > 0 else { return text }
            bytes += block[..<count]
        }
    }

    @discardableResult
    private static func write(_ bytes: [UInt8], to client: Int32) -> Bool {
        var at = 0
        while at < bytes.count {
            let count = bytes[at...].withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            at += count
        }
        return true
    }
}
