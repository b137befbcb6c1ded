/// The encodings that tables come in. Read: all; written: all, so that a marked file goes back as it came.
package enum TextEncoding: String, Sendable, CaseIterable, Codable {
    case utf8 = "utf-8"
    case utf16LE = "utf-16le"
    case utf16BE = "utf-16be"
    case windows1252 = "windows-1252"
    case windows1250 = "windows-1250"
    case latin2 = "iso-8859-2"
    case latin9 = "iso-8859-15"
    case macRoman = "macintosh"
    case ibm850

    /// By any usual name, case and punctuation apart; nil when unknown. ISO-8859-1 and ASCII are read as Windows-1252
    /// and UTF-8, which contain them.
    package init?(named name: String) {
        let folded = String(
            name.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) })
        switch folded {
        case "utf8", "ascii", "usascii", "utf8sig": self = .utf8
        case "utf16", "utf16le", "ucs2": self = .utf16LE
        case "utf16be": self = .utf16BE
        case "windows1252", "cp1252", "iso88591", "latin1": self = .windows1252
        case "windows1250", "cp1250": self = .windows1250
        case "iso88592", "latin2": self = .latin2
        case "iso885915", "latin9": self = .latin9
        case "macintosh", "macroman": self = .macRoman
        case "ibm850", "cp850": self = .ibm850
        default: return nil
        }
    }

    /// Byte order mark, empty for single-byte encodings.
    var mark: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .utf16LE: [0xFF, 0xFE]
        case .utf16BE: [0xFE, 0xFF]
        default: []
        }
    }

    /// The code page of a single-byte encoding; nil for the Unicode ones.
    var page: CodePage? {
        switch self {
        case .utf8, .utf16LE, .utf16BE: nil
        case .windows1252: .windows1252
        case .windows1250: .windows1250
        case .latin2: .latin2
        case .latin9: .latin9
        case .macRoman: .macRoman
        case .ibm850: .ibm850
        }
    }
}
