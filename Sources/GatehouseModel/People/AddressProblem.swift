/// Why a text is not an address that mail can be sent to.
public struct AddressProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Stable, such as `no_at_sign`.
    public let code: String
    /// Said of the address, such as "domain has no dot".
    public let reason: String
    public let remedy: String

    public init(code: String, reason: String, remedy: String) {
        self.code = code
        self.reason = reason
        self.remedy = remedy
    }

    public var description: String { "\(reason); \(remedy)" }
}

extension AddressProblem {
    static let empty = AddressProblem(code: "empty", reason: "is empty", remedy: "give one like name@example.org")
    static let tooLong = AddressProblem(
        code: "too_long", reason: "is longer than 254 bytes", remedy: "no mail server takes it; ask for another address"
    )

    static let noAtSign = AddressProblem(
        code: "no_at_sign", reason: "has no @", remedy: "write it like name@example.org")
    static let severalAtSigns = AddressProblem(
        code: "several_at_signs", reason: "has more than one @", remedy: "give one address, with one @")
    static let nothingBeforeAt = AddressProblem(
        code: "nothing_before_at", reason: "has nothing before the @", remedy: "write it like name@example.org")
    static let nothingAfterAt = AddressProblem(
        code: "nothing_after_at", reason: "has nothing after the @", remedy: "write it like name@example.org")

    static let localTooLong = AddressProblem(
        code: "local_too_long", reason: "has more than 64 bytes before the @",
        remedy: "no mail server takes it; ask for another address")
    static let strayDot = AddressProblem(
        code: "stray_dot", reason: "has a dot at the start or the end of the part before the @, or two in a row",
        remedy: "remove the dot")
    static let quotes = AddressProblem(
        code: "quotes", reason: "has quotation marks",
        remedy: "remove them; if they belong to it, ask for another address")
    static let comment = AddressProblem(
        code: "comment", reason: "has brackets", remedy: "remove them and what stands in them")
    static let notOnlyAnAddress = AddressProblem(
        code: "not_only_an_address", reason: "has < or >", remedy: "give only what stands between < and >")

    static let strayDotInDomain = AddressProblem(
        code: "stray_dot_in_domain", reason: "domain begins with a dot or has two in a row", remedy: "remove the dot")
    static let trailingDot = AddressProblem(code: "trailing_dot", reason: "ends in a dot", remedy: "remove the dot")
    static let domainHasNoDot = AddressProblem(
        code: "domain_has_no_dot", reason: "domain has no dot", remedy: "add its ending, such as .com or .org")
    static let endsInNumber = AddressProblem(
        code: "ends_in_number", reason: "domain ends in a number",
        remedy: "give the name of the mail domain, not its IP address")
    static let addressLiteral = AddressProblem(
        code: "address_literal", reason: "has an IP address in place of the domain",
        remedy: "give the name of the mail domain")

    static let space = AddressProblem(
        code: "space", reason: "has a space in it", remedy: "remove the space; give one address")

    static func separator(_ scalar: Unicode.Scalar) -> AddressProblem {
        AddressProblem(
            code: "separator", reason: "has a \(scalar == "," ? "comma" : "semicolon") in it",
            remedy: "give one address; before the ending stands a dot")
    }

    static func controlCharacter(_ scalar: Unicode.Scalar) -> AddressProblem {
        AddressProblem(
            code: "control_character", reason: "has a line break or control character in it (\(name(of: scalar)))",
            remedy: "remove it; give one address on one line")
    }

    static func invisible(_ scalar: Unicode.Scalar) -> AddressProblem {
        AddressProblem(
            code: "invisible_character", reason: "has an invisible character in it (\(name(of: scalar)))",
            remedy: "delete the address and type it again")
    }

    static func notAllowed(_ scalar: Unicode.Scalar) -> AddressProblem {
        let isPlain = (0x21...0x7E).contains(scalar.value)
        return AddressProblem(
            code: "character_not_allowed",
            reason:
                "has a character that does not belong in an address (\(isPlain ? String(scalar) : name(of: scalar)))",
            remedy: "type the address again without it")
    }

    static func notADomain(_ domain: Substring) -> AddressProblem {
        AddressProblem(
            code: "not_a_domain",
            reason: "\"\(String(String.UnicodeScalarView(domain.unicodeScalars.prefix(80))))\" is not a domain name",
            remedy: "a domain has letters, figures and inner hyphens, at most 63 between two dots")
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        let figures = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - figures.count)) + figures
    }
}
