import NIOCore

/// How far an internet address reaches, as far as it matters for whom a connection may call.
enum AddressReach: String, Hashable, Sendable {
    /// A host of the public internet.
    case global
    /// Loopback or a private network: only where the connection says so.
    case `private`
    /// Unspecified, link-local (cloud metadata lives there), multicast, reserved: never.
    case never

    init(_ address: SocketAddress) {
        switch address {
        // The address within a `sockaddr_in` and a `sockaddr_in6`.
        case .v4(let v4): self.init(v4: withUnsafeBytes(of: v4.address) { Array($0[4..<8]) })
        case .v6(let v6): self.init(v6: withUnsafeBytes(of: v6.address) { Array($0[8..<24]) })
        case .unixDomainSocket: self = .never
        }
    }

    /// Four bytes in network order (IANA's special-purpose registry).
    init(v4 bytes: [UInt8]) {
        switch (bytes[0], bytes[1], bytes[2]) {
        case (10, _, _), (127, _, _), (172, 16...31, _), (192, 168, _), (100, 64...127, _): self = .private
        case (0, _, _), (169, 254, _), (224...255, _, _): self = .never
        case (192, 0, 0), (192, 0, 2), (198, 18...19, _), (198, 51, 100), (203, 0, 113): self = .never
        default: self = .global
        }
    }

    /// Sixteen bytes in network order. An address that carries an IPv4 address reaches as far as that one.
    init(v6 bytes: [UInt8]) {
        let leadingZeros = bytes.prefix { $0 == 0 }.count
        if bytes == [UInt8](repeating: 0, count: 15) + [1] {
            self = .private
        } else if leadingZeros == 16 {
            self = .never
        } else if leadingZeros == 10, bytes[10] == 0xFF, bytes[11] == 0xFF {
            self.init(v4: Array(bytes[12...]))
        } else if leadingZeros >= 12 {
            self.init(v4: Array(bytes[12...]))
        } else if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B]) {
            self = bytes[4..<12].allSatisfy { $0 == 0 } ? AddressReach(v4: Array(bytes[12...])) : .never
        } else if bytes.starts(with: [0x20, 0x02]) {
            self.init(v4: Array(bytes[2..<6]))
        } else if bytes[0] & 0xFE == 0xFC {
            self = .private
        } else if (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80) || bytes[0] == 0xFF {
            self = .never
        } else if bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) || bytes.starts(with: [0x20, 0x01, 0x00, 0x00])
            || bytes.starts(with: [0x01, 0x00])
        {
            self = .never
        } else {
            self = .global
        }
    }
}
