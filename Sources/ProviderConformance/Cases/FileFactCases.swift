import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The files that the vendor's portal gives and takes.
let fileFactCases: [ConformanceCase] = [
    ConformanceCase("files.columns", "No two columns of a file answer to the same name, and no two files have one.") {
        trial in
        let files = trial.descriptor.files
        try trial.expect(Set(files.map(\.name)).count == files.count, "two files have the same name")
        let wrong = files.flatMap { file -> [String] in
            var seen: Set<String> = []
            let names = file.columns.flatMap { column in Set(([column.name] + column.aliases).map(\.headerWord)) }
            return names.filter { $0.isEmpty || !seen.insert($0).inserted }.map { "\(file.name): \($0)" }
        }
        try trial.expectNone(wrong, "the name is empty or stands for two columns")
    },
    ConformanceCase("files.purposes", "A file has the columns that its purpose needs.") { trial in
        let wrong = trial.descriptor.files.compactMap { file -> String? in
            let roles = Set(file.columns.map(\.role))
            let identity: Set<FileFormat.Role> = [.credential, .link, .reference, .vendorID, .address]
            let isEnough =
                switch file.purpose {
                case .codes: roles.contains(.credential) || roles.contains(.link)
                case .status: !roles.isDisjoint(with: identity) && !roles.isDisjoint(with: [.word, .assessmentWord])
                case .results: !roles.isDisjoint(with: identity)
                case .supplies: roles.contains(.supply) || roles.contains(.vendorID)
                case .upload: roles.contains(.address)
                }
            if !isEnough {
                return "\(file.name) (\(file.purpose.rawValue)) lacks a column that says what a row is about"
            }
            let bare = file.columns.first {
                ($0.role == .counter || $0.role == .assessmentWord) && ($0.detail ?? "").isEmpty
            }
            return bare.map { "\(file.name): the column \($0.name) does not say of what" }
        }
        try trial.expectNone(wrong, "files")
    },
    ConformanceCase("files.counters", "A column with a counter names one that the counters know.") { trial in
        let descriptor = trial.descriptor
        let wrong = descriptor.files.flatMap { file in
            file.columns.filter { $0.role == .counter }.filter { column in
                Usage.allCases.allSatisfy { descriptor.counter(column.detail ?? "", usage: $0) == nil }
            }.map { "\(file.name): \($0.name)" }
        }
        try trial.expectNone(wrong, "a counter that nobody describes")
    },
    ConformanceCase(
        "files.vendor-files",
        "The files that the vendor's site gives are understood, column by column and word by word.", level: .full
    ) {
        trial in
        let descriptor = trial.descriptor
        // So that there is something to list; what comes of it other cases judge.
        if let way = try? trial.way() { _ = try? trial.given(by: way) }
        let files = try trial.bench().files()
        if !descriptor.files.contains(where: { $0.purpose != .upload }) {
            throw trial.skip("no file of the vendor's site is declared: it is worked by its interface alone")
        }
        try trial.expect(!files.isEmpty, "the vendor's site gives no file at all")
        for file in files {
            let format = try trial.need(descriptor.files.first { $0.name == file.format }, "no format \(file.format)")
            let rows = PlainCSV.rows(of: file.text)
            let header = try trial.need(rows.first, "\(file.format) is empty")
            let columns = header.map { cell in
                format.columns.first { ([$0.name] + $0.aliases).map(\.headerWord).contains(cell.headerWord) }
            }
            // Scores of a results file are columns of the vendor's own choosing.
            let unknown = zip(header, columns).filter { $1 == nil && format.purpose != .results }.map(\.0)
            try trial.expectNone(unknown, "\(file.format): columns that no format knows")
            let lacking = format.columns.filter { $0.isRequired && !columns.contains($0) }.map(\.name)
            try trial.expectNone(lacking, "\(file.format): needed columns are missing")
            let wordAt = columns.firstIndex { $0?.role == .word }
            let words = Set(
                rows.dropFirst().compactMap { row in
                    wordAt.flatMap { $0 < row.count ? columns[$0]?.word(of: row[$0]) : nil }
                })
            let strange = words.filter { word in
                descriptor.supplyKinds.allSatisfy {
                    descriptor.vocabulary.meaning(of: word, for: Facet(usage: $0.usage, category: $0.category)) == nil
                }
            }
            try trial.expectNone(strange.sorted(), "\(file.format): words that no table knows")
        }
    },
]

extension FileFormat.Column {
    /// What a cell says: as it is written, or the word that a blank one or a day stands for.
    fileprivate func word(of cell: String) -> String {
        let text = cell.trimmingPrefix { $0.isWhitespace }
        if text.isEmpty { return blankMeans ?? cell }
        let isDay = text.allSatisfy { $0.isNumber || "-/.: TZ".contains($0) } && text.contains { $0.isNumber }
        return isDay ? dateMeans ?? cell : cell
    }
}

extension String {
    /// As headers are compared: letters and figures alone, without case.
    var headerWord: String { lowercased().filter { $0.isLetter || $0.isNumber } }
}
