extension EmailAddress {
    /// Reads one address as a person wrote it; the policy is docs/decisions/0003.
    ///
    /// White space around it is dropped. Refused are, besides what RFC 5322 refuses: quoted local parts, comments, folded
    /// lines, address literals, domains of one label or ending in a dot or in a number, and invisible characters.
    /// A local part may be UTF-8 (RFC 6531). At most 64 bytes before the `@`, 254 in all with the domain folded.
    public init(parsing text: String, domains: any DomainFolding) throws(AddressProblem) {
        let written = EmailAddress.trimmed(text)
        let check = AddressCheck(written: written)
        try check.characters()
        let (local, domain) = try check.halves()
        try check.local(local)
        let address = "\(local)@\(try check.domain(domain, by: domains))"
        guard address.utf8.count <= 254 else { throw .tooLong }
        self.init(stored: written, address: address, folded: EmailAddress.folded(address))
    }

    /// Lower case, and the plus-tag dropped where something that may end a local part stands before it.
    private static func folded(_ address: String) -> String {
        let lower = address.lowercased()
        let at = lower.utf8.lastIndex(of: UInt8(ascii: "@")) ?? lower.endIndex
        guard let plus = lower[..<at].utf8.firstIndex(of: UInt8(ascii: "+")), plus > lower.startIndex,
            lower.utf8[lower.utf8.index(before: plus)] != UInt8(ascii: ".")
        else { return lower }
        return String(lower[..<plus] + lower[at...])
    }

    /// Spaces of any width and tabs at the ends dropped, and the marks that editors leave there; line breaks are kept.
    private static func trimmed(_ text: String) -> String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.generalCategory == .spaceSeparator || scalar == "\t" || scalar == "\u{200B}"
                || scalar == "\u{FEFF}"
        }
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}

/// The steps of reading an address, in the order in which a person would want to hear of a mistake.
private struct AddressCheck {
    let written: String

    /// Characters that no part of an address may hold, wherever they stand.
    func characters() throws(AddressProblem) {
        guard !written.isEmpty else { throw .empty }
        // Far above what any folding of the domain could bring under the limit.
        guard written.utf8.count <= 1024 else { throw .tooLong }
        for scalar in written.unicodeScalars {
            switch scalar {
            case "<", ">": throw .notOnlyAnAddress
            case ",", ";": throw .separator(scalar)
            case "(", ")": throw .comment
            case "\"": throw .quotes
            case "\\": throw .notAllowed(scalar)
            case "!"..."~": continue
            default: try AddressCheck.unusual(scalar)
            }
        }
    }

    private static func unusual(_ scalar: Unicode.Scalar) throws(AddressProblem) {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: throw .controlCharacter(scalar)
        case .spaceSeparator: throw .space
        case .format where scalar != "\u{200C}" && scalar != "\u{200D}": throw .invisible(scalar)
        case .privateUse, .unassigned, .surrogate: throw .notAllowed(scalar)
        default: return
        }
    }

    func halves() throws(AddressProblem) -> (local: Substring, domain: Substring) {
        let bytes = written.utf8
        guard let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { throw .noAtSign }
        let (local, domain) = (written[..<at], written[bytes.index(after: at)...])
        guard !local.isEmpty else { throw .nothingBeforeAt }
        guard !domain.isEmpty else { throw .nothingAfterAt }
        guard !domain.utf8.contains(UInt8(ascii: "@")) else { throw .severalAtSigns }
        return (local, domain)
    }

    func local(_ local: Substring) throws(AddressProblem) {
        guard local.utf8.count <= 64 else { throw .localTooLong }
        var previous: Unicode.Scalar = "."
        for scalar in local.unicodeScalars {
            switch scalar {
            case "." where previous == ".": throw .strayDot
            case "[", "]", ":": throw .notAllowed(scalar)
            case _ where scalar.properties.generalCategory == .format: throw .invisible(scalar)
            case _ where previous == "." && AddressCheck.isMark(scalar): throw .notAllowed(scalar)
            default: previous = scalar
            }
        }
        guard previous != "." else { throw .strayDot }
    }

    /// The domain as it is compared, if mail can be sent to it.
    func domain(_ domain: Substring, by domains: any DomainFolding) throws(AddressProblem) -> String {
        guard !domain.utf8.starts(with: "[".utf8) else { throw .addressLiteral }
        guard !domain.utf8.reversed().starts(with: ".".utf8) else { throw .trailingDot }
        let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard !labels.contains(where: \.isEmpty) else { throw .strayDotInDomain }
        guard let folded = domains.folded(String(domain)) else { throw .notADomain(domain) }
        guard let dot = folded.utf8.lastIndex(of: UInt8(ascii: ".")) else { throw .domainHasNoDot }
        guard !folded[dot...].utf8.dropFirst().allSatisfy({ (48...57).contains($0) }) else { throw .endsInNumber }
        return folded
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
