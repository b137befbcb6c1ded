/// Where in the archive a workbook keeps the sheet that is read, its strings and its formats.
struct WorkbookParts {
    let sheet: String
    let sheetName: String
    /// The other sheets of cells, in the workbook's order.
    let otherSheets: [String]
    let sharedStrings: String?
    let styles: String?
    /// Days are counted from 1904 (old Mac workbooks) instead of 1900.
    let from1904: Bool

    /// Finds the sheet of that name, compared without case; the first visible sheet of cells where none is named. Throws
    /// `.damagedWorkbook` when the archive is no workbook, `.missingSheet` when it has no such sheet.
    init(_ archive: WorkbookArchive, sheet wanted: String? = nil) throws {
        let root = try Relations.read(archive, of: "")
        guard let book = root.first(kind: "officeDocument")?.target, archive.index(of: book) != nil else {
            throw Self.foreign(archive)
        }
        let relations = try Relations.read(archive, of: book)
        let reader = BookParser(file: archive.file)
        try reader.run(archive.open(book))
        let sheets = reader.sheets.filter { sheet in
            relations.byID[sheet.relation].map { $0.kind == "worksheet" && archive.index(of: $0.target) != nil }
                ?? false
        }
        let named = wanted.map { wanted in sheets.first { $0.name.trimmed.lowercased() == wanted.trimmed.lowercased() }
        }
        if let wanted, case .some(.none) = named {
            throw Self.missing(wanted, among: sheets.map(\.name), archive.file)
        }
        guard let chosen = named.flatMap(\.self) ?? sheets.first(where: { !$0.isHidden }) ?? sheets.first,
            let target = relations.byID[chosen.relation]?.target
        else { throw WorkbookArchive.damaged(archive.file, "no sheet of cells") }
        sheet = target
        sheetName = chosen.name
        otherSheets = sheets.filter { $0.relation != chosen.relation }.map(\.name)
        sharedStrings = relations.first(kind: "sharedStrings")?.target
        styles = relations.first(kind: "styles")?.target
        from1904 = reader.from1904
    }

    private static func missing(_ wanted: String, among names: [String], _ file: String) -> TableError {
        let known = names.map { "\"\(TableProblem.shown($0))\"" }.joined(separator: ", ")
        return TableError(
            .missingSheet, file: file, reason: "the workbook has no sheet \"\(TableProblem.shown(wanted))\"",
            remedy: "name one of \(known)")
    }

    /// A zip archive that is something else: says what, where that is known.
    private static func foreign(_ archive: WorkbookArchive) -> TableError {
        let kind =
            archive.index(of: "content.xml") != nil
            ? "an OpenDocument file (.ods)" : archive.index(of: "Index/Document.iwa") != nil ? "a Numbers file" : nil
        return TableError(
            .unknownFormat, file: archive.file,
            reason: kind.map { "this is \($0)" } ?? "this is a zip archive, but not an Excel workbook",
            remedy: "save the sheet as .xlsx or CSV")
    }

    private final class BookParser: PartParser {
        struct Sheet {
            let name: String
            let relation: String
            let isHidden: Bool
        }
        var sheets: [Sheet] = []
        var from1904 = false

        override func start(_ element: String, _ attributes: [String: String]) {
            if element == "sheet" {
                // The relation's prefix is the writer's choice (r:id, d3p1:id …).
                let relation = attributes.first { $0.key == "id" || $0.key.hasSuffix(":id") }?.value ?? ""
                let state = attributes["state"] ?? "visible"
                sheets.append(
                    Sheet(name: attributes["name"] ?? "", relation: relation, isHidden: state != "visible"))
            } else if element == "workbookPr" {
                from1904 = ["1", "true", "on"].contains(attributes["date1904"] ?? "")
            }
        }
    }
}

/// The relations of one part: what belongs to it, by kind and by id.
struct Relations {
    struct Relation {
        /// Last word of the type's address, such as `worksheet`.
        let kind: String
        let target: String
    }

    private(set) var byID: [String: Relation] = [:]
    private var order: [Relation] = []

    func first(kind: String) -> Relation? { order.first { $0.kind == kind } }

    /// Reads the relations of `part` ("" for the whole archive); none when there is no such list.
    static func read(_ archive: WorkbookArchive, of part: String) throws -> Relations {
        let folder = part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
        let name = "\(folder)_rels/\(part.dropFirst(folder.count)).rels"
        guard archive.index(of: name) != nil else { return Relations() }
        let parser = Parser(file: archive.file)
        try parser.run(archive.open(name))
        var result = Relations()
        for (id, kind, target) in parser.found {
            let relation = Relation(kind: kind, target: resolve(target, in: folder))
            result.byID[id] = relation
            result.order.append(relation)
        }
        return result
    }

    private static func resolve(_ target: String, in folder: String) -> String {
        let whole = target.hasPrefix("/") ? String(target.dropFirst()) : folder + target
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    private final class Parser: PartParser {
        var found: [(id: String, kind: String, target: String)] = []

        override func start(_ element: String, _ attributes: [String: String]) {
            guard element == "Relationship", attributes["TargetMode"] != "External", let id = attributes["Id"],
                let type = attributes["Type"], let target = attributes["Target"]
            else { return }
            found.append((id, type.split(separator: "/").last.map(String.init) ?? type, target))
        }
    }
}
