import Foundation
import GatehouseEngine
import GatehouseHTTP
import GatehouseModel
import GatehouseTesting
import Synchronization
import Testing

/// Over real sockets: what the door does with strangers, giants and sluggards.
@Suite("The open door over HTTP")
struct HookServerTests {
    /// Keeps what was received; knows one address.
    private final class House: Sendable {
        let received = Mutex<[HookRequest]>([])
        let failing = Mutex(false)

        @Sendable func receive(_ hook: HookRequest) throws -> HookReceiving.Reception {
            if failing.withLock({ $0 }) { throw CancellationError() }
            guard hook.connection == "cnn_1", hook.token == "secret" else { return .nobody }
            received.withLock { $0.append(hook) }
            return .taken(WebhookID(unique: "1"))
        }
    }

    private func serving(
        _ limits: HookLimits = .standard, _ body: @escaping @Sendable (House, HookServer) throws -> Void
    ) async throws {
        let house = House()
        let server = try await HookServer.start(port: 0, limits: limits, receive: house.receive)
        let result = await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: Result { try body(house, server) }) }.start()
        }
        await server.stop()
        try result.get()
    }

    /// What is answered to these bytes, until the connection is closed or enough has come.
    private func talk(
        _ server: HookServer, _ text: String, endless: [UInt8]? = nil, atMost limit: Int = Int.max
    ) throws -> (answer: String, sent: Int) {
        let line = try Wire(port: server.port)
        defer { line.close() }
        var sent = line.send(Array(text.utf8))
        if let endless {
            while sent < limit {
                let count = line.send(endless)
                guard count == endless.count else { break }
                sent += count
            }
        }
        return (line.read(), sent)
    }

    private func post(_ path: String, _ body: String = "news", _ more: String = "") -> String {
        "POST \(path) HTTP/1.1\r\nHost: door\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\(more)\r\n\(body)"
    }

    @Test("A webhook is kept as it came and answered with 202; the port is chosen and told")
    func taken() async throws {
        try await serving { house, server in
            #expect(server.port > 0 && server.address == "http://127.0.0.1:\(server.port)")
            let (answer, _) = try talk(server, post("/hooks/cnn_1/secret", "{\"a\":1}", "X-Signature: s1\r\n"))
            #expect(answer.hasPrefix("HTTP/1.1 202") && answer.contains("whk_1"), "\(answer)")
            let hook = try #require(house.received.withLock { $0 }.first)
            #expect(String(decoding: hook.body, as: UTF8.self) == "{\"a\":1}")
            #expect(hook.headers.contains { $0.name.lowercased() == "x-signature" && $0.value == "s1" })
        }
    }

    @Test("Everything else is 404, and nothing tells which part of it is wrong")
    func nobody() async throws {
        try await serving { house, server in
            var answers = Set<String>()
            for text in [
                post("/hooks/cnn_1/wrong"), post("/hooks/cnn_2/secret"), post("/hooks/cnn_1"), post("/hooks"),
                post("/"),
                post("/hooks/cnn_1/secret/more"), post("/api/cnn_1/secret"), post("/hooks/cnn_1/secret%20"),
                "GET /hooks/cnn_1/secret HTTP/1.1\r\nHost: door\r\nConnection: close\r\n\r\n",
                "PUT /hooks/cnn_1/secret HTTP/1.1\r\nHost: door\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            ] {
                let (answer, _) = try talk(server, text)
                #expect(answer.hasPrefix("HTTP/1.1 404"), "\(answer)")
                answers.insert(answer.components(separatedBy: "\r\n\r\n").last ?? "")
            }
            #expect(answers.count == 1)
            #expect(house.received.withLock { $0.isEmpty })
        }
    }

    @Test("A body of a gigabyte is refused before it is read, announced or not")
    func giant() async throws {
        var limits = HookLimits.standard
        limits.grace = .milliseconds(50)
        try await serving(limits) { house, server in
            let head = "POST /hooks/cnn_1/secret HTTP/1.1\r\nHost: door\r\n"
            let (told, _) = try talk(server, head + "Content-Length: 1073741824\r\n\r\n")
            #expect(told.hasPrefix("HTTP/1.1 413"), "\(told)")
            let part = Array("10000\r\n".utf8) + [UInt8](repeating: 97, count: 0x10000) + Array("\r\n".utf8)
            let (_, sent) = try talk(
                server, head + "Transfer-Encoding: chunked\r\n\r\n", endless: part, atMost: 1 << 40)
            // Whoever goes on is cut off, however fast the machine is; the limit only ends a hang.
            #expect(sent < 1 << 40)
            #expect(house.received.withLock { $0.isEmpty })
            #expect(try talk(server, post("/hooks/cnn_1/secret")).answer.hasPrefix("HTTP/1.1 202"))
        }
    }

    @Test("A body that does not come is waited for up to the deadline, and others are served meanwhile")
    func sluggard() async throws {
        var limits = HookLimits.standard
        limits.deadline = .milliseconds(300)
        try await serving(limits) { house, server in
            let slow = try Wire(port: server.port)
            defer { slow.close() }
            _ = slow.send(
                Array("POST /hooks/cnn_1/secret HTTP/1.1\r\nHost: door\r\nContent-Length: 100\r\n\r\nslow".utf8))
            #expect(try talk(server, post("/hooks/cnn_1/secret")).answer.hasPrefix("HTTP/1.1 202"))
            #expect(slow.read().hasPrefix("HTTP/1.1 408"))
            #expect(house.received.withLock { $0.count } == 1)
        }
    }

    @Test("Garbage ends its connection and nothing else; a house that fails asks the vendor to come again")
    func garbage() async throws {
        try await serving { house, server in
            for text in ["\u{0}\u{1}\u{2}\r\n\r\n", "POST\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"] {
                let (answer, _) = try talk(server, text)
                #expect(!answer.contains(" 202"), "\(answer)")
            }
            house.failing.withLock { $0 = true }
            let (answer, _) = try talk(server, post("/hooks/cnn_1/secret"))
            #expect(answer.hasPrefix("HTTP/1.1 503") && answer.lowercased().contains("retry-after"), "\(answer)")
            house.failing.withLock { $0 = false }
            #expect(try talk(server, post("/hooks/cnn_1/secret")).answer.hasPrefix("HTTP/1.1 202"))
        }
    }

    @Test("A place that is taken is an error that names it")
    func takenPlace() async throws {
        let server = try await HookServer.start(port: 0) { _ in .nobody }
        let error = await #expect(throws: AddressUnusable.self) {
            _ = try await HookServer.start(port: server.port) { _ in .nobody }
        }
        #expect(error?.description.contains("it is taken") == true)
        await server.stop()
    }
}

/// One connection to this machine.
private final class Wire {
    private let descriptor: Int32

    struct Unreachable: Error {}

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // Only there to end a hang.
        var limit = timeval(tv_sec: 90, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = UInt16(port).bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Unreachable() }
    }

    /// How many bytes were taken; fewer than given where the connection is cut.
    func send(_ bytes: [UInt8]) -> Int {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        return bytes.count - rest.count
    }

    /// Until the other side closes.
    func read() -> String {
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = part.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += part[..<count]
        }
    }

    func close() { Foundation.close(descriptor) }
}
