import Foundation
import GatehouseModel
package import GatehouseProviderKit
import GatehouseReconciliation
package import GatehouseTables

/// What the columns of one of the two files are called, and what its words mean.
package struct FileSide: Sendable {
    let columns: [TableColumn]
    let code: [String]
    let address: [String]
    let word: [FileFormat.Column]
    let meaning: @Sendable (String) -> Meaning?

    /// The ledger's export: reference, address and stage.
    package static func ledger(withCode: Bool) -> FileSide {
        let code = TableColumn("ref", names: ["reference", "code", "key", "credential"], required: withCode)
        let address = TableColumn("email", names: ["email address", "e-mail", "address"], required: true)
        let word = FileFormat.Column("status", aliases: ["stage", "state"], .word, required: true)
        return FileSide(
            columns: [code, address, TableColumn(word)], code: withCode ? [code.key] : [], address: [address.key],
            word: [word]
        ) { text in
            let folded = Vocabulary.folded(text)
            if let stage = Stage.allCases.first(where: { $0.word == folded }) { return .stages(stage, stage) }
            return End(word: folded).map { .end($0) }
        }
    }

    /// A vendor's status file, by the columns and words of its provider. Throws `EngineError` `.refused` where it describes none.
    package static func vendor(_ descriptor: Descriptor) throws -> FileSide {
        guard let format = descriptor.files.first(where: { $0.purpose == .status }) else {
            throw EngineError(.refused, "\(descriptor.name) describes no status file")
        }
        func named(_ role: FileFormat.Role) -> [String] { format.columns.filter { $0.role == role }.map(\.name) }
        let kind = descriptor.supplyKinds.first { $0.usage != .multi }
        let facet = Facet(usage: kind?.usage ?? .single, category: nil)
        var (columns, code) = (format.columns.map(TableColumn.init), named(.credential))
        // Not every edition of the vendor's file shows the key itself.
        if code.isEmpty, kind?.credential == .accessKey {
            columns.append(TableColumn("key", names: ["access key", "code"]))
            code = ["key"]
        }
        return FileSide(
            columns: columns, code: code, address: named(.address),
            word: format.columns.filter { $0.role == .word }
        ) { descriptor.vocabulary.meaning(of: $0, for: facet) }
    }

    /// Opens a file and reads its header.
    func open(_ path: String, _ carrying: Carrying) throws -> Table {
        try Table(
            path: path, name: URL(filePath: path).lastPathComponent,
            columns: columns + carrying.columns(besides: columns))
    }

    /// Whether a file names codes; where it does not, rows are known by their addresses alone.
    func hasCode(in table: Table) -> Bool { code.contains { table.header.index($0) != nil } }
}

/// One of the two files, read row by row into a store; what cannot be read is set aside with its place.
struct FileReading {
    /// As many are told one by one; the rest is counted.
    static let mostTold = 1000

    private(set) var rows: Int64 = 0
    private(set) var setAside: [TableProblem] = []
    private(set) var setAsideTotal: Int64 = 0
    /// Rows whose key could not be read: nothing can be concluded from what this file does not show.
    private(set) var isIncomplete = false
    private(set) var doubts: [String] = []
    private(set) var words: [FileWords.Word] = []
    private(set) var carried = CarriedColumns()
    private(set) var name = ""
    private var packed: [UInt8] = []

    /// Reads the whole file. Throws `TableError` where it cannot be read at all, or the rows cannot be kept.
    mutating func read(_ table: Table, as side: FileSide, carrying: Carrying, into store: RowStore) throws {
        self.name = table.name
        let places = Places(side, table.header)
        carried = CarriedColumns(carrying, table.header, besides: places.used)
        let key = RowKey()
        defer { key.free() }
        var words = FileWords { text in FileReading.said(text, side) }
        do {
            try table.forEachRow { row in
                rows += 1
                if let problem = row.problems.first {
                    isIncomplete = true
                    return aside(problem)
                }
                try take(row, places, key, &words, into: store)
            }
        } catch let error as TableError where error.code != .unwritable && rows > 0 {
            // What stands behind is lost; what came before is used.
            isIncomplete = true
            aside(TableProblem(error))
        }
        doubts = table.doubts
        self.words = words.words
    }

    private mutating func take(
        _ row: borrowing TableRow, _ places: Places, _ key: RowKey, _ words: inout FileWords, into store: RowStore
    ) throws {
        let address = FileReading.cell(places.address, row)
        let code = FileReading.cell(places.code, row)
        let found = code.isEmpty ? key.address(address) : key.code(code)
        guard let found, !found.isEmpty else {
            isIncomplete = true
            return aside(
                row.problem(
                    places.addressName,
                    reason: found == nil ? "too long to be one" : "the row has neither code nor address",
                    remedy: "give what it is known by"))
        }
        let cell = FileReading.cell(places.word, row)
        let index = words.index(of: cell)
        if index == nil, places.header.isHeader(row) {
            return aside(HeaderAgain.problem(in: row, column: places.wordName))
        }
        if index == nil {
            if row.isUnended { isIncomplete = true }
            aside(UnknownWord.problem(in: row, column: places.wordName))
        }
        if !carried.isEmpty { carried.pack(row, into: &packed) }
        try FileRow.write(
            key: found, address: address, word: index ?? 0, isOpaque: index == nil, carried: packed, into: store)
    }

    /// A cell's word; a blank or a date where the format says what that stands for.
    private static func said(_ text: String, _ side: FileSide) -> (word: String, meaning: Meaning)? {
        for column in side.word {
            var word = text
            if text.isEmpty {
                guard let blank = column.blankMeans else { continue }
                word = blank
            } else if let date = column.dateMeans, DateWords.isDate(text) {
                word = date
            }
            if let meaning = side.meaning(word) { return (word, meaning) }
        }
        return nil
    }

    private static var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

    private static func cell(_ place: Int?, _ row: borrowing TableRow) -> UnsafeRawBufferPointer {
        guard let place, let bytes = row.bytes(place) else { return nothing }
        return CodesFile.trimmed(bytes)
    }

    private mutating func aside(_ problem: TableProblem) {
        setAsideTotal += 1
        if setAside.count < FileReading.mostTold { setAside.append(problem) }
    }

    /// Where the columns stand in this file.
    private struct Places {
        let code, address, word: Int?
        let addressName, wordName: String?
        let header: HeaderAgain
        var used: [Int] { [code, address, word].compactMap(\.self) }

        init(_ side: FileSide, _ header: TableHeader) {
            func place(_ names: [String]) -> Int? { names.compactMap { header.index($0) }.first }
            code = place(side.code)
            address = place(side.address)
            word = place(side.word.map(\.name))
            addressName = side.address.first { header.index($0) != nil } ?? side.code.first
            wordName = side.word.map(\.name).first { header.index($0) != nil }
            self.header = HeaderAgain(header)
        }
    }
}
