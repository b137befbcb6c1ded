import Foundation

/// Asks a mail server what it offers: a greeting, EHLO and QUIT; nothing is sent.
enum MailProbe {
    enum Answer: Equatable {
        case unreachable(String)
        /// Something answers, and not as a mail server does.
        case strange(String)
        /// Nil where it was not asked, because the connection begins encrypted.
        case answers(offersTLS: Bool?)
    }

    /// - Parameter isImplicit: the connection begins with TLS: that it comes about is all that is looked at.
    static func ask(
        host: String, port: Int, greeting: String, isImplicit: Bool, deadline: Duration = .seconds(5)
    ) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &found)
        guard code == 0 else { return .unreachable(String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(found) }
        var reason = "it has no address"
        var next = found
        while let address = next {
            var talk = MailTalk(until: .now + deadline)
            switch talk.connect(to: address.pointee) {
            case nil:
                defer { talk.end() }
                return isImplicit ? .answers(offersTLS: nil) : talk.offers(to: greeting)
            case let trouble?: reason = trouble
            }
            next = address.pointee.ai_next
        }
        return .unreachable(reason)
    }
}

/// A few lines with a mail server, none of which is waited for past the deadline.
private struct MailTalk {
    private let until: ContinuousClock.Instant
    private var file: Int32 = -1
    private var heard: [UInt8] = []

    init(until: ContinuousClock.Instant) { self.until = until }

    /// Nil when the connection stands; else why not.
    mutating func connect(to address: addrinfo) -> String? {
        file = socket(
            address.ai_family, address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { return String(cString: strerror(errno)) }
        if Foundation.connect(file, address.ai_addr, address.ai_addrlen) == 0 { return nil }
        var problem = errno
        if problem == EINPROGRESS {
            guard waits(for: POLLOUT) else {
                end()
                return "nobody answered in time"
            }
            var length = socklen_t(MemoryLayout<Int32>.size)
            getsockopt(file, SOL_SOCKET, SO_ERROR, &problem, &length)
        }
        if problem == 0 { return nil }
        end()
        return String(cString: strerror(problem))
    }

    mutating func offers(to name: String) -> MailProbe.Answer {
        guard let greeting = reply() else { return .strange("it gave no greeting") }
        guard greeting.code == 220 else { return .strange("its greeting is \(greeting.code)") }
        say("EHLO \(name)\r\n")
        guard let offer = reply(), offer.code == 250 else { return .strange("it does not answer EHLO") }
        say("QUIT\r\n")
        return .answers(offersTLS: offer.lines.contains { $0.uppercased().hasPrefix("STARTTLS") })
    }

    mutating func end() {
        if file >= 0 { close(file) }
        file = -1
    }

    /// The whole reply, its lines without their code; nil where none comes in time, or what comes is none.
    private mutating func reply() -> (code: Int, lines: [String])? {
        var lines: [String] = []
        while lines.count < 200, let line = line(), let code = Int(line.prefix(3)), line.utf8.count >= 3 {
            lines.append(String(line.dropFirst(4)))
            if line.dropFirst(3).first != "-" { return (code, lines) }
        }
        return nil
    }

    private mutating func line() -> String? {
        while true {
            if let end = heard.firstIndex(of: 10) {
                let line = String(decoding: heard[..<end].filter { $0 != 13 }, as: UTF8.self)
                heard.removeSubrange(...end)
                return line
            }
            guard heard.count < 1 << 16, waits(for: POLLIN) else { return nil }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(file, &bytes, bytes.count, 0)
            guard count > 0 else { return nil }
            heard += bytes[..<count]
        }
    }

    private func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    private func waits(for event: Int32) -> Bool {
        let left = until - .now
        guard left > .zero else { return false }
        let (seconds, rest) = left.components
        var waiting = pollfd(fd: file, events: Int16(event), revents: 0)
        return poll(&waiting, 1, Int32(seconds * 1000 + rest / 1_000_000_000_000_000) + 1) == 1
    }
}
