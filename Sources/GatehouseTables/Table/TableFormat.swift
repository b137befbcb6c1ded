/// What kind of file a table comes in, by its first bytes.
package enum TableFormat: String, Sendable {
    case csv, xlsx

    /// Throws `TableError` `.unreadable`, or `.unknownFormat` for files that people take for tables but that are not.
    package static func detect(path: String, name: String? = nil) throws -> TableFormat {
        let source = try FileBytes(path: path)
        var beginning = [UInt8](repeating: 0, count: 8)
        let count = try beginning.withUnsafeMutableBytes { try source.read(into: $0) }
        return try detect(Array(beginning.prefix(count)), name: name ?? path)
    }

    static func detect(_ beginning: [UInt8], name: String?) throws -> TableFormat {
        if beginning.starts(with: [0x50, 0x4B, 3, 4]) || beginning.starts(with: [0x50, 0x4B, 5, 6]) { return .xlsx }
        if beginning.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw foreign(name, "an old Excel file (.xls), or a workbook protected by a password")
        }
        if beginning.starts(with: "%PDF".utf8) { throw foreign(name, "a PDF") }
        if beginning.starts(with: "{\\rtf".utf8) { throw foreign(name, "a text document (.rtf)") }
        if beginning.starts(with: [0x1F, 0x8B]) { throw foreign(name, "a compressed file (.gz)") }
        return .csv
    }

    private static func foreign(_ name: String?, _ kind: String) -> TableError {
        TableError(
            .unknownFormat, file: name, reason: "this is \(kind)",
            remedy: "save the sheet as .xlsx without a password, or as CSV")
    }
}
