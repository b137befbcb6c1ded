import GatehouseProviderKit

/// The rows of one upload as the vendor would judge them (CB-7).
struct UploadRows {
    private var seen: Set<String> = []

    /// Why the vendor would refuse the next row; nil when it would not.
    mutating func problem(of recipient: Recipient, language: String) -> String? {
        let parts = recipient.address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }), UploadRows.isOneLine(recipient.address) else {
            return "the address is no email address"
        }
        if let id = recipient.externalID, !UploadRows.isOneLine(id) {
            return "the ID holds a line break or a control character"
        }
        guard UploadRows.isLanguageCode(language) else { return "\"\(language)\" is no language code" }
        return seen.insert(recipient.address.lowercased()).inserted ? nil : "the address stands twice"
    }

    private static func isOneLine(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != "\u{2028}" && $0 != "\u{2029}"
        }
    }

    private static func isLanguageCode(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy(isLetter) else { return false }
        return parts.dropFirst().allSatisfy { part in
            (1...8).contains(part.count) && part.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
