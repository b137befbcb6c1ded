import Dispatch
import Foundation
import GatehouseForms
import GatehouseModel
import Synchronization

/// Sends the vendors' webhooks, one after the other and once each; what is not taken is lost, as at many vendors. Only to this
/// machine. What was sent is remembered until the sandbox stops.
final class HookPost: Sendable {
    /// A letter and the address that was set for it.
    struct Sending: Sendable {
        var letter: HookLetter
        let address: String
    }

    private let queue = DispatchQueue(label: "vendor-sandbox-hooks")
    /// The lock guards the list.
    private let sent = Mutex<[JSONValue]>([])
    private static let mostRemembered = 1000

    /// - Parameter fault: what goes wrong with the next one, if anything does.
    func send(_ sendings: [Sending], seed: UInt64, fault: @escaping @Sendable () -> Fault?) {
        for sending in sendings {
            queue.async { self.send(sending, seed: seed, fault()) }
        }
    }

    var document: JSONValue { .array(sent.withLock { $0 }) }

    private func send(_ sending: Sending, seed: UInt64, _ fault: Fault?) {
        var sending = sending
        let letter = sending.letter
        switch fault?.kind {
        case .refuse, .unavailable, .cutBefore, .timeoutBefore: return note(sending, "lost")
        case .failBefore:
            sending.letter.headers = letter.headers.map {
                $0.name == HookLetter.signatureHeader ? ($0.name, "sha256=" + String(repeating: "0", count: 64)) : $0
            }
        case .malformed:
            sending.letter = HookLetter(
                letter.account, body: "neither one nor the other", seed: seed, at: letter.sentAt)
        case .wrongEcho:
            sending.letter = HookLetter(
                letter.account, body: ["events": [["reference": "inv_0000000000of0somebody0else"]]], seed: seed,
                at: letter.sentAt)
        case .slow: Thread.sleep(forTimeInterval: fault?.seconds ?? 0.2)
        case .duplicate: note(sending, HookPost.deliver(sending))
        default: break
        }
        note(sending, HookPost.deliver(sending))
    }

    private func note(_ sending: Sending, _ outcome: String) {
        sent.withLock { sent in
            sent.append([
                "account": .string(sending.letter.account), "at": .string(sending.letter.sentAt.description),
                "body": .string(String(decoding: sending.letter.body, as: UTF8.self)), "outcome": .string(outcome),
            ])
            if sent.count > HookPost.mostRemembered { sent.removeFirst() }
        }
    }

    /// Refused where it is not an address of this machine.
    static func check(_ address: String) throws(Problem) {
        guard let url = URLComponents(string: address), url.scheme == "http", url.port != nil,
            ["127.0.0.1", "localhost"].contains(url.host ?? "")
        else { throw .unusable("url is no http address of this machine with its port") }
    }

    /// One POST over a connection of its own, within ten seconds; the status line's number, or why there is none.
    private static func deliver(_ sending: Sending) -> String {
        guard let url = URLComponents(string: sending.address), let port = url.port.flatMap({ UInt16(exactly: $0) })
        else {
            return "no address"
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return "no socket" }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return "nobody answers" }
        let letter = sending.letter
        var head = "POST \(url.percentEncodedPath) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        for (name, value) in letter.headers { head += "\(name): \(value)\r\n" }
        head += "Content-Length: \(letter.body.count)\r\n\r\n"
        var rest = (Array(head.utf8) + letter.body)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return "cut" }
            rest = rest.dropFirst(count)
        }
        var answer = [UInt8](repeating: 0, count: 64)
        let count = answer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_WAITALL)) }
        guard count > 12 else { return "no answer" }
        return String(decoding: answer[9..<12], as: UTF8.self)
    }
}
