import Foundation
import GatehouseTables
import GatehouseTesting

/// A record as tests compare it.
struct PlainRecord: Equatable {
    let fields: [String]
    let number: Int
    let line: Int
    let offset: Int
    let ending: String
}

/// Everything a parser says about some bytes, cut into chunks of the given sizes (the last size again and again).
func records(
    _ bytes: [UInt8], dialect: CSVDialect = CSVDialect(), limits: CSVLimits = CSVLimits(), chunks: [Int] = [1 << 20]
) throws -> [PlainRecord] {
    var found: [PlainRecord] = []
    var parser = CSVParser(dialect: dialect, limits: limits)
    let take: CSVParser.Visit = { record in
        found.append(
            PlainRecord(
                fields: record.strings(), number: record.number, line: record.line, offset: record.offset,
                ending: String(decoding: record.ending, as: UTF8.self)))
    }
    var at = 0
    var turn = 0
    while at < bytes.count {
        let size = min(max(chunks[min(turn, chunks.count - 1)], 1), bytes.count - at)
        try bytes[at..<(at + size)].withUnsafeBytes { try parser.push($0, take) }
        at += size
        turn += 1
    }
    try parser.finish(take)
    return found
}

func fields(_ text: String, dialect: CSVDialect = CSVDialect()) throws -> [[String]] {
    try records(Array(text.utf8), dialect: dialect).map(\.fields)
}

/// What a body throws as a `TableError`; nil when it throws nothing or something else.
func tableError(_ body: () throws -> Void) -> TableError? {
    do {
        try body()
        return nil
    } catch { return error as? TableError }
}

/// Puts bytes into a file for the time of a body.
func withFile<Result>(_ bytes: some Sequence<UInt8>, ending: String = "csv", _ body: (String) throws -> Result) throws
    -> Result
{
    let folder = try Scratch.folder()
    defer { Scratch.remove(folder) }
    let file = folder.appending(path: "people.\(ending)")
    try Data(bytes).write(to: file)
    return try body(file.path)
}

/// A file to be written, in a folder that is removed afterwards.
func withPlace<Result>(_ name: String, _ body: (String) throws -> Result) throws -> Result {
    let folder = try Scratch.folder()
    defer { Scratch.remove(folder) }
    return try body(folder.appending(path: name).path)
}

/// All rows of a table as texts.
func rows(_ table: Table) throws -> [[String]] {
    var rows: [[String]] = []
    try table.forEachRow { row in rows.append((0..<max(row.count, table.header.cells.count)).map { row.text($0) }) }
    return rows
}
