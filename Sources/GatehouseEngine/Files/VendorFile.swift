import Foundation
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit
package import GatehouseTables

/// What a file that the vendor's portal exported says, row by row; rows that cannot be read are set aside with their place.
package struct VendorFile: Sendable {
    package let name: String
    package let format: FileFormat
    package var records: [ObservedRecord] = []
    package var setAside: [TableProblem] = []
    package var doubts: [String] = []
    package var rows = 0

    /// Reads a status export by the columns that the descriptor names; the format whose required columns are all there is
    /// taken. `asOf` is the time for rows without one of their own. Throws `TableError` when no format fits.
    package init(
        path: String, name: String? = nil, descriptor: Descriptor, purpose: FileFormat.Purpose = .status, asOf: Instant,
        settings: Table.Settings = .init()
    ) throws {
        guard let (format, table) = try descriptor.open(path, name: name, purpose: purpose, settings: settings) else {
            throw EngineError(.refused, "\(descriptor.name) describes no \(purpose.rawValue) file")
        }
        self.format = format
        self.name = table.name
        let fileName = table.name
        try table.forEachRow { row in
            rows += 1
            if let problem = row.problems.first { return setAside.append(problem) }
            guard let word = format.word(in: row) else {
                return setAside.append(
                    row.problem(
                        nil, reason: "the row has no status", remedy: "export the file again with its status column"))
            }
            records.append(format.record(of: row, word: word, asOf: asOf, file: fileName))
        }
        doubts = table.doubts
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

    func record(of row: borrowing TableRow, word: String, asOf: Instant, file: String) -> ObservedRecord {
        var record = ObservedRecord(word: word, asOf: asOf, source: .file(name: file, line: row.line ?? row.number))
        for column in columns {
            guard let value = row.value(column.name) else { continue }
            switch column.role {
            case .credential: record.credential = Secret(value)
            case .reference: record.reference = value
            case .vendorID: record.vendorID = value
            case .address: record.address = value
            case .name: record.name = value
            case .supply: record.supply = value
            case .asOf: if let time = Instant(value) ?? CalendarDate(value)?.start, time <= asOf { record.asOf = time }
            case .assessmentWord: record.assessments[column.detail ?? column.name] = value
            case .assessment: record.assessments[AssessmentName.id(value)] = word
            case .word: if value != word { record.attributes[column.name] = value }
            default: record.attributes[column.name] = value
            }
        }
        return record
    }
}
