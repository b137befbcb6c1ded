/// Which of a workbook's cell formats show a number as a date or a time.
struct CellFormats {
    enum Kind: Sendable { case number, date, dateAndTime, time, duration }

    private var kinds: [Kind] = []

    func kind(_ style: Int) -> Kind { kinds.indices.contains(style) ? kinds[style] : .number }

    /// Reads `xl/styles.xml`; a workbook without one shows numbers only.
    static func read(_ archive: WorkbookArchive, part name: String?) throws -> CellFormats {
        guard let name, archive.index(of: name) != nil else { return CellFormats() }
        let parser = Parser(file: archive.file)
        try parser.run(archive.open(name))
        var formats = CellFormats()
        formats.kinds = parser.cellFormats.map { id in parser.codes[id].map(kind(code:)) ?? builtIn(id) }
        return formats
    }

    /// ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are East Asian dates.
    private static func builtIn(_ id: Int) -> Kind {
        switch id {
        case 14...17, 27...31, 36, 50...58: .date
        case 18...21, 32...35, 45, 47: .time
        case 22: .dateAndTime
        case 46: .duration
        default: .number
        }
    }

    /// A format code as a person writes it, such as `dd/mm/yyyy hh:mm`.
    static func kind(code: String) -> Kind {
        var hasDay = false
        var hasClock = false
        var minutesOrMonths = false
        var characters = Substring(code.split(separator: ";", omittingEmptySubsequences: false).first ?? "")
            .lowercased()[...]
        while let character = characters.popFirst() {
            switch character {
            case "\"": characters = characters.drop { $0 != "\"" }.dropFirst()
            case "\\", "_", "*": characters = characters.dropFirst()
            case "[":
                let inside = characters.prefix { $0 != "]" }
                characters = characters.dropFirst(inside.count + 1)
                if !inside.isEmpty, inside.allSatisfy({ "hms".contains($0) }) { return .duration }
            case "y", "d", "e": hasDay = true
            case "h", "s": hasClock = true
            case "m": minutesOrMonths = true
            // The rest of General and of numbers such as 0.00E+00.
            case "g", "n", "r", "a", "l", "0", "#", "?": if !hasDay, !hasClock, !minutesOrMonths { return .number }
            default: break
            }
        }
        if minutesOrMonths, !hasClock { hasDay = true }
        return hasDay ? (hasClock ? .dateAndTime : .date) : hasClock ? .time : .number
    }

    private final class Parser: PartParser {
        var codes: [Int: String] = [:]
        var cellFormats: [Int] = []
        private var isCellFormats = false

        override func start(_ element: String, _ attributes: [String: String]) {
            switch element {
            case "numFmt":
                if let id = attributes["numFmtId"].flatMap({ Int($0) }) { codes[id] = attributes["formatCode"] ?? "" }
            case "cellXfs": isCellFormats = true
            case "xf" where isCellFormats:
                cellFormats.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0)
            default: break
            }
        }

        override func end(_ element: String) { if element == "cellXfs" { isCellFormats = false } }
    }
}
