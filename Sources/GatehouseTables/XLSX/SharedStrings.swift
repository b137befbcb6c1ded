/// The strings that cells of a workbook name by number, in one block of bytes.
struct SharedStrings {
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []

    var count: Int { ends.count }

    /// Nil when there is no such string.
    func range(_ index: Int) -> Range<Int>? {
        guard ends.indices.contains(index) else { return nil }
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    mutating func append(_ text: some Sequence<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    /// Reads `xl/sharedStrings.xml`; a workbook without one has no shared strings.
    static func read(_ archive: WorkbookArchive, part name: String?) throws -> SharedStrings {
        guard let name, archive.index(of: name) != nil else { return SharedStrings() }
        let parser = Parser(file: archive.file, limit: archive.limits.sharedStringBytes)
        try parser.run(archive.open(name))
        return parser.strings
    }

    private final class Parser: PartParser {
        var strings = SharedStrings()
        private let limit: Int
        private var current = ""
        private var isText = false
        /// Inside a reading aid for East Asian text, which is not part of the cell.
        private var phonetic = 0

        init(file: String, limit: Int) {
            self.limit = limit
            super.init(file: file)
        }

        override func start(_ element: String, _ attributes: [String: String]) {
            switch element {
            case "si": current = ""
            case "t": isText = phonetic == 0
            case "rPh": phonetic += 1
            default: break
            }
        }

        override func end(_ element: String) throws {
            switch element {
            case "t": isText = false
            case "rPh": phonetic -= 1
            case "si":
                strings.append(EscapedText.decoded(current).utf8)
                try check(0)
            default: break
            }
        }

        override func text(_ text: String) throws {
            guard isText else { return }
            current += text
            try check(current.utf8.count)
        }

        private func check(_ more: Int) throws {
            guard strings.bytes.count + 8 * strings.count + more > limit else { return }
            throw TableError(
                .workbookTooLarge, file: file, reason: "the workbook holds more text than can be read at once",
                remedy: "save the first sheet as CSV and use that", detail: "shared strings over \(limit) bytes")
        }
    }
}
