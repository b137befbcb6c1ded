public import GatehouseForms
public import GatehouseModel

extension Descriptor {
    /// The address that a person opens to use a code, where the vendor gave only the code (CB-14): the value of the
    /// setting `traits.linkBaseSetting` with the code, percent-encoded, at its end. Nil where the vendor has no such
    /// address, the setting is empty, or `linkLeadsAway`.
    public func link(for code: Secret, settings: [String: JSONValue]) -> Secret? {
        guard let base = linkBase(settings), linkLeadsAway(settings) == nil else { return nil }
        let isOpen = base.hasSuffix("/") || base.hasSuffix("=") || base.hasSuffix("#")
        return Secret(base + (isOpen ? "" : "/") + Descriptor.percentEncoded(code.reveal()))
    }

    /// The site to which a link that is made from a code would lead, and that of the connection, where nobody chose the first and
    /// the two differ: codes of a sandbox, or of somebody between us and the vendor, are none of the real vendor's (CB-14).
    public func linkLeadsAway(_ settings: [String: JSONValue]) -> (link: String, connection: String)? {
        guard let name = traits.linkBaseSetting, let base = linkBase(settings),
            base == self.settings[name]?.fallback?.string,
            let called = settings["base_url"]?.string.flatMap(WebSite.init), let led = WebSite(base),
            !led.isOne(with: called)
        else { return nil }
        return (led.host, called.host)
    }

    /// The address before the code.
    public func linkBase(_ settings: [String: JSONValue]) -> String? {
        guard let name = traits.linkBaseSetting,
            let base = settings[name]?.string ?? self.settings[name]?.fallback?.string, !base.isEmpty
        else { return nil }
        return base
    }

    /// RFC 3986: everything but the unreserved characters is encoded, so that a code can hold no path, query or fragment.
    private static func percentEncoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { out, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let figures = String(byte, radix: 16, uppercase: true)
                out += "%" + (figures.count == 1 ? "0" : "") + figures
            }
        }
    }
}
