package import GatehouseForms
package import GatehouseModel
package import GatehouseProviderKit
package import GatehouseTables

/// A list of supplies that the vendor's portal exported: names, kinds and counts, row by row (CB-21). Rows that cannot be read
/// are set aside with their place.
package struct SupplyListFile: Sendable {
    /// One supply as its row shows it; what a row leaves out stays as the ledger has it.
    package struct Row: Hashable, Sendable {
        /// Of the file; of a workbook the row.
        package let line: Int
        package let name: String
        /// The vendor's id of it; nil where the list shows none.
        package let vendorID: String?
        package let category: String?
        package let usage: Usage?
        package let assessment: String?
        package let isArchived: Bool?
        /// By the vendor's own words.
        package let counters: [String: Int64]
        package let attributes: [String: JSONValue]
    }

    package let name: String
    package var rows: [Row] = []
    package var setAside: [TableProblem] = []
    package var doubts: [String] = []
    /// Rows read, with those that were set aside.
    package var count = 0

    /// Nil where the provider describes no such file, or the file's header is not of one, or cannot be read. Throws
    /// `TableError` for a file that breaks off.
    package init?(path: String, name: String? = nil, descriptor: Descriptor, settings: Table.Settings = .init()) throws
    {
        func table(_ format: FileFormat) -> Table? {
            try? Table(path: path, name: name, columns: format.columns.map(TableColumn.init), settings: settings)
        }
        let lists = descriptor.files.filter { $0.purpose == .supplies }
        // A file with a status in it is one of people or codes.
        if lists.isEmpty || descriptor.files.contains(where: { $0.purpose == .status && table($0) != nil }) {
            return nil
        }
        var opened: (FileFormat, Table)?
        for format in lists where opened == nil {
            guard let table = table(format) else { continue }
            // A name alone is in every list of people; what makes a list of supplies is what it says of them.
            let telling: [FileFormat.Role] = [.counter, .usage, .category]
            let tells = format.columns.contains {
                telling.contains($0.role) && table.header.index($0.name) != nil
            }
            if tells { opened = (format, table) }
        }
        guard let (format, table) = opened else { return nil }
        self.name = table.name
        doubts = table.doubts + table.header.unreadWords
        try table.forEachRow { row in
            count += 1
            if let problem = row.problems.first { return setAside.append(problem) }
            do throws(TableProblem) { rows.append(try format.supply(in: row, descriptor)) } catch {
                setAside.append(error)
            }
        }
    }
}

extension FileFormat {
    fileprivate func supply(in row: borrowing TableRow, _ descriptor: Descriptor) throws(TableProblem)
        -> SupplyListFile.Row
    {
        guard let name = value(of: .supply, in: row).flatMap(PersonName.folded) else {
            throw row.problem(nil, reason: "the row has no name", remedy: "export the list again with its name column")
        }
        var counters: [String: Int64] = [:]
        var attributes: [String: JSONValue] = [:]
        var (category, usage, assessment, isArchived): (String?, Usage?, String?, Bool?)
        for column in columns {
            guard let value = row.value(column.name) else { continue }
            let detail = column.detail ?? column.name
            switch column.role {
            case .counter:
                guard let number = Int64(value), number >= 0 else {
                    throw row.problem(
                        column.name, reason: "no number", remedy: "write figures only, without blanks or points")
                }
                counters[detail] = number
            case .usage:
                usage = Usage.allCases.first { Vocabulary.folded(value).hasPrefix($0.rawValue) }
                guard usage != nil else {
                    throw row.problem(column.name, reason: "no usage", remedy: "write single or multi")
                }
            case .category:
                category = descriptor.category(named: value)
                guard category != nil else {
                    let known = Set(descriptor.supplyKinds.map(\.category)).sorted().joined(separator: ", ")
                    throw row.problem(
                        column.name, reason: "no category of this vendor", remedy: "write one of \(known)")
                }
            case .assessment:
                assessment = AssessmentName.id(value)
                attributes[detail] = .string(AssessmentName.id(value))
            case .attribute where detail == "archived":
                isArchived = try truth(value, column, in: row)
            case .attribute: attributes[detail] = FileFormat.truth(value).map { .bool($0) } ?? .string(value)
            default: continue
            }
        }
        return SupplyListFile.Row(
            line: row.line ?? row.number, name: name, vendorID: self.value(of: .vendorID, in: row), category: category,
            usage: usage, assessment: assessment, isArchived: isArchived, counters: counters, attributes: attributes)
    }

    private func truth(_ value: String, _ column: Column, in row: borrowing TableRow) throws(TableProblem) -> Bool {
        guard let truth = FileFormat.truth(value) else {
            throw row.problem(column.name, reason: "neither yes nor no", remedy: "write yes or no")
        }
        return truth
    }

    private static func truth(_ value: String) -> Bool? {
        switch value.lowercased() {
        case "yes", "true", "x": true
        case "no", "false": false
        default: nil
        }
    }
}

extension Descriptor {
    /// By its id or by the label of its kinds, compared like the vendor's words.
    fileprivate func category(named name: String) -> String? {
        let key = Vocabulary.folded(name)
        let byID = supplyKinds.first { Vocabulary.folded($0.category) == key || $0.category == AssessmentName.id(name) }
        return (byID ?? supplyKinds.first { Vocabulary.folded($0.label) == key })?.category
    }
}
