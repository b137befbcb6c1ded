import Foundation

/// Whether a mail server answers at its address: a connection is made and ended, nothing is sent.
enum MailProbe {
    /// Nil when it answers; else why not.
    static func trouble(host: String, port: Int, deadline: Duration = .seconds(5)) -> String? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &found)
        guard code == 0 else { return String(cString: gai_strerror(code)) }
        defer { freeaddrinfo(found) }
        var reason = "it has no address"
        var next = found
        while let address = next {
            guard let trouble = refusal(address.pointee, Int32(deadline.components.seconds) * 1000) else { return nil }
            reason = trouble
            next = address.pointee.ai_next
        }
        return reason
    }

    private static func refusal(_ address: addrinfo, _ milliseconds: Int32) -> String? {
        let descriptor = socket(
            address.ai_family, address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return String(cString: strerror(errno)) }
        defer { close(descriptor) }
        if connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return nil }
        guard errno == EINPROGRESS else { return String(cString: strerror(errno)) }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, milliseconds) == 1 else { return "nobody answered in time" }
        var problem: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &length)
        return problem == 0 ? nil : String(cString: strerror(problem))
    }
}
