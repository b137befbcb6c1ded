/// One record of a CSV, seen through the parser's buffer: no copy, no String.
///
/// It cannot be kept: every pointer it gives is valid only inside the visit that received it.
package struct CSVRecord: ~Copyable {
    /// Something about the way a record is written that RFC 4180 does not know.
    package struct Oddities: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        /// Text follows a closing quote (`"a"b`); it was added to the field.
        package static let textAfterQuote = Oddities(rawValue: 1)
        /// It was larger than is held, and was read over: it has no fields.
        package static let passedOver = Oddities(rawValue: 2)
    }

    /// From 1; blank lines count, as a spreadsheet program counts its rows.
    package let number: Int
    /// Physical line on which the record begins, from 1.
    package let line: Int
    /// Where the record begins, in bytes of the text as UTF-8 (without its byte order mark).
    package let offset: Int
    package let oddities: Oddities
    let cells: CellSpans
    let rawCount: Int
    let endCount: Int

    /// Number of fields; 0 for a blank line.
    package var count: Int { cells.count }
    package var isBlank: Bool { cells.count == 0 }

    /// The field's bytes, quotes taken off and doubled quotes made single.
    /// - Precondition: `index` is below `count`.
    package subscript(index: Int) -> UnsafeRawBufferPointer { cells[index] }

    package func string(_ index: Int) -> String { cells.string(index) }

    package func strings() -> [String] { (0..<count).map { cells.string($0) } }

    /// The record as it stands in the file, without its line break.
    package var raw: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: cells.base, count: rawCount) }

    /// The line break that ended it; empty at the end of the file.
    package var ending: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: cells.base + rawCount, count: endCount)
    }
}
