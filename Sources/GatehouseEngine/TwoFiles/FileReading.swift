import Foundation
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTables

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
    /// When the file was made: what it says of a later day cannot be.
    private var asOf = Instant(milliseconds: 0)
    private var packed: [UInt8] = []
    private let isVendors: Bool

    init(isVendors: Bool) { self.isVendors = isVendors }

    /// Reads the whole file. Throws `TableError` where it cannot be read at all, or the rows cannot be kept.
    mutating func read(_ table: Table, as side: FileSide, carrying: Carrying, into store: RowStore) throws {
        self.name = table.name
        asOf = FileSide.time(of: table)
        let places = Places(side, table.header)
        carried = CarriedColumns(carrying, table.header, besides: places.used)
        let key = RowKey()
        defer { key.free() }
        let asOf = asOf
        var words = FileWords { text in FileReading.said(text, side, asOf) }
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
        if isVendors, let problem = places.strangeness(of: row, code, address) {
            isIncomplete = true
            return aside(problem)
        }
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
            aside(places.problem(in: row, asOf))
        }
        if !carried.isEmpty { carried.pack(row, into: &packed) }
        try FileRow.write(
            key: found, address: address, word: index ?? 0, isOpaque: index == nil, carried: packed, into: store)
    }

    /// A cell's word; a blank or a date where the format says what that stands for.
    private static func said(_ text: String, _ side: FileSide, _ asOf: Instant) -> (word: String, meaning: Meaning)? {
        for column in side.word {
            var word = text
            if text.isEmpty {
                guard let blank = column.blankMeans else { continue }
                word = blank
            } else if let date = column.dateMeans, DateWords.isDate(text), DayFlaw(text, asOf: asOf) == nil {
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
}
