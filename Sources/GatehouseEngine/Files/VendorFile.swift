import Foundation
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit
import GatehouseReconciliation
package import GatehouseTables

/// What a file that the vendor's portal exported says, row by row; rows that cannot be read are set aside with their place. It is
/// read anew each time it is asked, in memory that does not grow with it.
package struct VendorFile: Sendable {
    /// What a reading could not use.
    package struct Unread: Sendable {
        /// As many are told one by one; the rest is counted.
        static let mostTold = 1000

        package private(set) var setAside: [TableProblem] = []
        /// Of these something is lost.
        package private(set) var rows = 0
        /// The header once more, by which nothing is lost.
        package private(set) var headers = 0
        package internal(set) var doubts: [String] = []
        /// Codes of rows that name somebody and have no status.
        var wordless: [WordlessCode] = []

        mutating func add(_ problem: TableProblem) {
            rows += 1
            tell(problem)
        }

        /// Of so many rows the first ones.
        mutating func add(_ problems: [TableProblem], of total: Int) {
            rows += total
            problems.forEach { tell($0) }
        }

        mutating func add(header problem: TableProblem) {
            headers += 1
            tell(problem)
        }

        private mutating func tell(_ problem: TableProblem) {
            if setAside.count < Unread.mostTold { setAside.append(problem) }
        }
    }

    package let name: String
    package let format: FileFormat
    /// What is not certain about how the file is read.
    package let doubts: [String]
    /// For rows without a time of their own.
    let asOf: Instant
    private let path: String
    private let givenName: String?
    private let settings: Table.Settings
    private let stamp: Stamp

    /// Opens a status export by the columns that the descriptor names; the format whose required columns are all there is
    /// taken. `asOf` is the time for rows without one of their own. Throws `TableError` when no format fits.
    package init(
        path: String, name: String? = nil, descriptor: Descriptor, purpose: FileFormat.Purpose = .status, asOf: Instant,
        settings: Table.Settings = .init()
    ) throws {
        guard let (format, table) = try descriptor.open(path, name: name, purpose: purpose, settings: settings) else {
            throw EngineError(.refused, "\(descriptor.name) describes no \(purpose.rawValue) file")
        }
        var settings = settings
        settings.setsAside = true
        (self.path, givenName, self.settings, self.asOf) = (path, name, settings, asOf)
        (self.format, self.name, doubts) = (format, table.name, table.doubts + table.header.unreadWords)
        stamp = Stamp(path)
    }

    /// Size and time of the last change: a file that is read twice must be the same both times.
    private struct Stamp: Equatable, Sendable {
        private let size: UInt64?
        private let changed: Date?

        init(_ path: String) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            size = (attributes?[.size] as? NSNumber)?.uint64Value
            changed = attributes?[.modificationDate] as? Date
        }
    }

    /// SHA-256 of its bytes.
    func content() throws -> String? {
        let content = digest(ofFile: path)
        try requireUnchanged()
        return content
    }

    private func requireUnchanged() throws {
        guard Stamp(path) == stamp else {
            throw EngineError(.failed, "\(name) was changed while it was read: nothing of it was used; give it again")
        }
    }

    private func open() throws -> Table {
        try requireUnchanged()
        return try Table(path: path, name: givenName, columns: format.columns.map(TableColumn.init), settings: settings)
    }

    /// Shows all rows that can be read.
    /// - Parameter take: false where the row has no word.
    func forEachRow(_ take: (borrowing TableRow) throws -> Bool) throws -> Unread {
        try forEachRow(of: try open(), flaw: { _ in nil }, take)
    }

    /// - Parameter flaw: why a row is not used, beside what its shape says.
    private func forEachRow(
        of table: Table, flaw: (borrowing TableRow) -> TableProblem?, _ take: (borrowing TableRow) throws -> Bool
    ) throws -> Unread {
        var unread = Unread()
        let (again, tellsTime) = (HeaderAgain(table.header), format.tellsTime)
        let end = try VendorFile.walk(table) { row in
            if let problem = row.problems.first { return unread.add(problem) }
            if again.isHeader(row) { return unread.add(header: HeaderAgain.problem(in: row, column: nil)) }
            if tellsTime, let problem = format.flaw(of: row, asOf: asOf) { return unread.add(problem) }
            if let problem = flaw(row) { return unread.add(problem) }
            if try !take(row) {
                unread.add(
                    row.problem(
                        nil, reason: "the row has no status", remedy: "export the file again with its status column"))
            }
        }
        if let end { unread.add(end) }
        unread.doubts = table.doubts
        return unread
    }

    /// Gives what keeps the rest from being read where no end of a row comes any more; the rows before it are used.
    private static func walk(_ table: Table, _ visit: Table.Visit) throws -> TableProblem? {
        var rows = 0
        do {
            try table.forEachRow { row in
                try visit(row)
                rows += 1
            }
        } catch let error as TableError where error.code == .unterminatedQuote && rows > 0 {
            return TableProblem(error)
        }
        return nil
    }

    /// Makes grains of all rows that can be read.
    func read(into grains: VendorGrains, _ recognition: Recognition) throws -> Unread {
        let table = try open()
        var rows = FileGrains(self, table.header, recognition, into: grains)
        defer { rows.free() }
        var wordless: [WordlessCode] = []
        var unread = try forEachRow(of: table, flaw: { cut($0, recognition) }) { row in
            if try rows.take(row) { return true }
            if let code = self.wordless(row, recognition) { wordless.append(code) }
            return false
        }
        unread.wordless = wordless
        return unread
    }

    /// Nil where the row has no code, or names nobody.
    private func wordless(_ row: borrowing TableRow, _ recognition: Recognition) -> WordlessCode? {
        guard format.value(of: .address, in: row) != nil || format.value(of: .name, in: row) != nil else { return nil }
        return WordlessCode(recognition.entry(format.record(of: row, word: "", asOf: asOf, file: name)), recognition)
    }

    /// The last row, where it may break off in its word.
    private func cut(_ row: borrowing TableRow, _ recognition: Recognition) -> TableProblem? {
        guard row.isUnended, let word = format.word(in: row) else { return nil }
        let record = format.record(of: row, word: word, asOf: asOf, file: name)
        guard recognition.entry(record).meaning == nil else { return nil }
        return UnknownWord.problem(in: row, column: format.columns.first { $0.role == .word }?.name)
    }

    /// Rows that cannot be read have no place.
    /// - Parameter next: the place of the record that is wanted next; they ascend.
    func forEach(at next: () -> Int?, _ body: (ObservedRecord) throws -> Void) throws {
        var place = 0
        let table = try open()
        let (again, tellsTime) = (HeaderAgain(table.header), format.tellsTime)
        let words = format.columns.filter { $0.role == .word }.compactMap { table.header.index($0.name) }
        _ = try VendorFile.walk(table) { row in
            guard let wanted = next(), row.problems.isEmpty, !again.isHeader(row),
                !tellsTime || format.flaw(of: row, asOf: asOf) == nil
            else { return }
            // Only what is not wanted may be left unread: every row with a word has a place.
            guard VendorFile.isWord(in: row, at: words) || format.word(in: row) != nil else { return }
            if place == wanted, let word = format.word(in: row) {
                try body(format.record(of: row, word: word, asOf: asOf, file: name))
            }
            place += 1
        }
    }

    /// Whether one of these cells surely holds a word, mostly without making it.
    private static func isWord(in row: borrowing TableRow, at places: [Int]) -> Bool {
        for place in places {
            if let first = row.bytes(place)?.first, first > 32, first < 127 { return true }
        }
        return false
    }
}

extension Descriptor {
    /// Opens a vendor's file by the first of the provider's formats whose required columns are all there; nil where it describes
    /// none of that purpose. Throws what kept the first format from fitting.
    func open(
        _ path: String, name: String?, purpose: FileFormat.Purpose, settings: Table.Settings
    ) throws -> (FileFormat, Table)? {
        var failure: (any Error)?
        for format in files where format.purpose == purpose {
            do {
                let columns = format.columns.map(TableColumn.init)
                return (format, try Table(path: path, name: name, columns: columns, settings: settings))
            } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return nil
    }
}

extension TableColumn {
    init(_ column: FileFormat.Column) { self.init(column.name, names: column.aliases, required: column.isRequired) }
}

extension FileFormat {
    func value(of role: Role, in row: borrowing TableRow) -> String? {
        for column in columns where column.role == role {
            if let value = row.value(column.name) { return value }
        }
        return nil
    }

    /// The row's word: as the vendor writes it, or the one that its blank cell or date stands for.
    func word(in row: borrowing TableRow) -> String? {
        for column in columns where column.role == .word {
            if let value = row.value(column.name) {
                return column.dateMeans.flatMap { DateWords.isDate(value) ? $0 : nil } ?? value
            }
            if let word = column.blankMeans, row.isBlank(column.name) { return word }
        }
        return nil
    }

    /// Only then can a row have a flaw.
    var tellsTime: Bool { columns.contains { $0.role == .asOf || $0.dateMeans != nil } }

    /// A time that cannot be told: the row's news might be older, or newer, than it would be taken for. Or a day that stands for
    /// a word and cannot have been.
    /// - Parameter asOf: of the file.
    func flaw(of row: borrowing TableRow, asOf: Instant) -> TableProblem? {
        for column in columns where column.role == .asOf || column.dateMeans != nil {
            if column.dateMeans != nil {
                guard let flaw = row.value(column.name).flatMap({ DayFlaw($0, asOf: asOf) }) else { continue }
                return row.problem(column.name, reason: flaw.reason, remedy: flaw.remedy)
            }
            guard let value = row.value(column.name), DateWords.time(value) == nil else { continue }
            return row.problem(
                column.name,
                reason: DateWords.isDate(value)
                    ? "day and month might change places, or it is no time that can be told" : "this is no date",
                remedy: "write it like 2026-03-31 or 2026-03-31T09:00:00Z, or export the file with such dates")
        }
        return nil
    }

    func record(of row: borrowing TableRow, word: String, asOf: Instant, file: String) -> ObservedRecord {
        var record = ObservedRecord(word: word, asOf: asOf, source: .file(name: file, line: row.line ?? row.number))
        for column in columns {
            guard let value = row.value(column.name) else { continue }
            switch column.role {
            case .credential: record.credential = Secret(value)
            case .link: record.link = Secret(value)
            case .reference: record.reference = value
            case .vendorID: record.vendorID = value
            case .address: record.address = value
            case .name: record.name = value
            case .supply: record.supply = value
            case .asOf:
                // The row says what is so since then, and the file what is so now: of a day the latest moment counts, so that
                // nothing of the same day is taken for newer.
                if let time = DateWords.time(value), time.earliest <= asOf { record.asOf = min(time.latest, asOf) }
            case .assessmentWord: record.assessments[column.detail ?? column.name] = value
            case .assessment: record.assessments[AssessmentName.id(value)] = word
            case .word: if value != word { record.attributes[column.name] = value }
            default: record.attributes[column.name] = value
            }
        }
        return record
    }
}
