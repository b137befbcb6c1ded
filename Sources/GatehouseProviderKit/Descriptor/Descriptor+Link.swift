public import GatehouseForms
public import GatehouseModel

extension Descriptor {
    /// The address that a person opens to use a code, where the vendor gave only the code (CB-14): the value of the
    /// setting `traits.linkBaseSetting` with the code, percent-encoded, at its end. Nil where the vendor has no such
    /// address or the setting is empty.
    public func link(for code: Secret, settings: [String: JSONValue]) -> Secret? {
        guard let name = traits.linkBaseSetting,
            let base = settings[name]?.string ?? self.settings[name]?.fallback?.string, !base.isEmpty
        else { return nil }
        let isOpen = base.hasSuffix("/") || base.hasSuffix("=") || base.hasSuffix("#")
        return Secret(base + (isOpen ? "" : "/") + Descriptor.percentEncoded(code.reveal()))
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
