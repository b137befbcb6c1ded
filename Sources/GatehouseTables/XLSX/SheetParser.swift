/// Walks over a sheet's rows and gives each one with the texts that a person sees.
///
/// Shared, inline and formula strings as they are; numbers as they were typed; dates as ISO 8601; TRUE and FALSE. Rows
/// without any cell are passed over, as in the file itself.
final class SheetParser: PartParser {
    typealias Visit = (_ row: Int, _ cells: CellSpans, _ oddities: [CellOddity]) throws -> Void

    /// A cell whose text is not what a person meant.
    struct CellOddity {
        let column: Int
        let value: String
        let reason: String
        let remedy: String
    }

    private let strings: SharedStrings
    private let formats: CellFormats
    private let from1904: Bool
    private let limits: WorkbookLimits
    private let visit: Visit

    private var row = 0
    private var column = 0
    private var type = ""
    private var style = 0
    private var value = ""
    private var isCollecting = false
    private var hasValue = false
    private var hasFormula = false
    private var phonetic = 0
    private var builder = RowBuilder()
    private var textBytes = 0
    private var oddities: [CellOddity] = []
    /// How many cells of each column are numbers or dates to the spreadsheet program, whatever they look like.
    private(set) var figures: [Int] = []

    init(
        file: String, strings: SharedStrings, formats: CellFormats, from1904: Bool, limits: WorkbookLimits,
        visit: @escaping Visit
    ) {
        self.strings = strings
        self.formats = formats
        self.from1904 = from1904
        self.limits = limits
        self.visit = visit
        super.init(file: file)
    }

    override func start(_ element: String, _ attributes: [String: String]) throws {
        switch element {
        case "row": try startRow(attributes)
        case "c": try startCell(attributes)
        case "v":
            isCollecting = true
            hasValue = true
            value = ""
        case "t":
            isCollecting = phonetic == 0
            hasValue = true
        case "is": value = ""
        case "rPh": phonetic += 1
        case "f": hasFormula = true
        default: break
        }
    }

    override func end(_ element: String) throws {
        switch element {
        case "row":
            textBytes += builder.bytes.count
            if textBytes > limits.textBytes { throw tooLarge("\(textBytes) bytes of text") }
            if !builder.spans.isEmpty { try builder.lend { try visit(row, $0, oddities) } }
        case "c": try endCell()
        case "v", "t": isCollecting = false
        case "rPh": phonetic -= 1
        default: break
        }
    }

    override func text(_ text: String) throws {
        guard isCollecting else { return }
        value += text
        try checkCell(value.utf8.count)
    }

    private func checkCell(_ count: Int) throws {
        if count > limits.cellBytes {
            throw error(.cellTooLong, reason: "the cell is longer than \(limits.cellBytes) bytes", remedy: "shorten it")
        }
        if builder.bytes.count + count > limits.rowBytes { throw tooLarge("row \(row): over \(limits.rowBytes) bytes") }
    }

    private func tooLarge(_ detail: String) -> TableError {
        TableError(
            .workbookTooLarge, file: file, reason: "the sheet holds more text than can be read",
            remedy: "split it, or save it as CSV", detail: detail)
    }

    private func startRow(_ attributes: [String: String]) throws {
        row = attributes["r"].flatMap { Int($0) } ?? row + 1
        column = -1
        builder.removeAll()
        oddities = []
        guard row > 0, row <= limits.rows else {
            throw error(
                .tooManyRows, reason: "the sheet has more than \(limits.rows) rows",
                remedy: "split it, or save it as CSV", place: false)
        }
    }

    private func startCell(_ attributes: [String: String]) throws {
        column = attributes["r"].flatMap { ColumnName.index($0) } ?? column + 1
        type = attributes["t"] ?? "n"
        style = attributes["s"].flatMap { Int($0) } ?? 0
        value = ""
        hasValue = false
        hasFormula = false
        if column >= limits.columns {
            throw error(
                .tooManyColumns, reason: "the sheet has more than \(limits.columns) columns",
                remedy: "delete the columns that are not needed")
        }
    }

    private func endCell() throws {
        guard hasValue || hasFormula else { return }
        if hasFormula, !hasValue || (value.isEmpty && type != "str") {
            note(
                value: "", reason: "this is a formula without a computed value",
                remedy: "open the file in a spreadsheet program, let it calculate, and save it")
            return
        }
        switch type {
        case "s":
            guard let range = Int(value).flatMap({ strings.range($0) }) else {
                throw WorkbookArchive.damaged(file, "cell \(place) names shared string \(value)")
            }
            try checkCell(range.count)
            builder.put(strings.bytes[range], column: column)
        case "inlineStr", "str": builder.put(EscapedText.decoded(value).utf8, column: column)
        case "b": builder.put((value == "1" || value == "true" ? "TRUE" : "FALSE").utf8, column: column)
        case "e":
            builder.put(value.utf8, column: column)
            note(value: value, reason: "the spreadsheet could not compute this cell", remedy: "correct the formula")
        case "d": builder.put(value.utf8, column: column)
        default:
            while figures.count <= column { figures.append(0) }
            figures[column] += 1
            let text = number(value)
            if text.utf8.count > SheetParser.figuresKept, SheetParser.isLong(text) {
                note(
                    value: text,
                    reason:
                        "a spreadsheet keeps \(SheetParser.figuresKept) figures of a number, and this one has more: the last are lost",
                    remedy: "format the column as text and enter it anew, or give the CSV from which it came")
            }
            builder.put(text.utf8, column: column)
        }
    }

    private static let figuresKept = 15

    /// A whole number with more figures than are kept.
    private static func isLong(_ text: String) -> Bool {
        let figures = text.utf8.drop { $0 == UInt8(ascii: "-") }
        return figures.count > figuresKept && figures.allSatisfy { (48...57).contains($0) }
    }

    private func number(_ text: String) -> String {
        let kind = formats.kind(style)
        if kind != .number, let serial = Double(text), let date = SerialDate(serial, from1904: from1904) {
            return date.text(kind, serial: serial)
        }
        return PlainNumber.text(text)
    }

    private func note(value: String, reason: String, remedy: String) {
        oddities.append(CellOddity(column: column, value: value, reason: reason, remedy: remedy))
    }

    private var place: String { "\(ColumnName.letters(column))\(row)" }

    private func error(_ code: TableError.Code, reason: String, remedy: String, place: Bool = true) -> TableError {
        TableError(
            code, file: file, row: place ? row : nil, column: place ? ColumnName.letters(column) : nil, reason: reason,
            remedy: remedy)
    }
}
