/// An address as it goes on the wire: the local part as written, the domain as A-labels.
struct WireAddress: Hashable, Sendable {
    let text: String
    /// The local part is not ASCII: only a server with SMTPUTF8 (RFC 6531) may be given it.
    let needsUTF8: Bool

    /// - Parameter field: the header or envelope field, for the error.
    /// - Parameter fold: a domain to its A-labels; nil when it is no domain name.
    init(_ address: String, field: String, fold: (String) -> String?) throws(MailContentError) {
        try HeaderText(field: field).check(address)
        guard let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { throw Self.error(field, "has no @") }
        let local = String(address[..<at])
        let domain = String(address[address.utf8.index(after: at)...])
        guard Self.isLocalPart(local) else { throw Self.error(field, "is wrong before the @") }
        guard let folded = fold(domain), Self.isHostName(folded) else {
            throw Self.error(field, "has no valid domain behind the @")
        }
        text = local + "@" + folded
        needsUTF8 = !local.utf8.allSatisfy { $0 < 0x80 }
        guard text.utf8.count <= 254 else { throw Self.error(field, "is longer than 254 bytes") }
    }

    private static func error(_ field: String, _ reason: String) -> MailContentError {
        MailContentError(
            "mail.address", field: field, "The address in \(field) \(reason): correct it, then send again.")
    }

    /// Dot-atom or quoted string, UTF-8 allowed in both (RFC 6531): nothing that could end the address inside a command.
    private static func isLocalPart(_ local: String) -> Bool {
        let bytes = Array(local.utf8)
        guard !bytes.isEmpty, bytes.count <= 64 else { return false }
        guard bytes[0] == UInt8(ascii: "\"") else {
            return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .allSatisfy { atom in !atom.isEmpty && atom.allSatisfy { $0.isAtomText || $0 >= 0x80 } }
        }
        guard bytes.count > 2, bytes.last == UInt8(ascii: "\"") else { return false }
        var escaped = false
        for byte in bytes[1..<bytes.count - 1] {
            if !escaped, byte == UInt8(ascii: "\"") { return false }
            escaped = !escaped && byte == UInt8(ascii: "\\")
        }
        return !escaped
    }

    /// Letters, digits, hyphens and dots; or an address literal such as `[192.0.2.1]`.
    static func isHostName(_ host: String) -> Bool {
        if host.hasPrefix("["), host.hasSuffix("]") {
            return host.utf8.dropFirst().dropLast().allSatisfy { $0.isHostByte || $0 == UInt8(ascii: ":") }
        }
        return !host.isEmpty && host.utf8.count <= 253
            && host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .allSatisfy { (1...63).contains($0.count) && $0.allSatisfy(\.isHostByte) }
    }
}

extension UInt8 {
    fileprivate var isHostByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
        }
    }
}
