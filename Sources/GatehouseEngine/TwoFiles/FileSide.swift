import Foundation
import GatehouseModel
package import GatehouseProviderKit
import GatehouseReconciliation
package import GatehouseTables

/// What the columns of one of the two files are called, and what its words mean.
package struct FileSide: Sendable {
    private(set) var columns: [TableColumn]
    private(set) var code: [String]
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
        var code = named(.credential)
        // Without its codes a file of codes would be known by addresses, which are not theirs alone.
        var columns = format.columns.map { column in
            TableColumn(
                column.name, names: column.aliases, required: column.isRequired || column.role == .credential)
        }
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
        var settings = Table.Settings()
        settings.setsAside = true
        return try Table(
            path: path, name: URL(filePath: path).lastPathComponent,
            columns: columns + carrying.columns(besides: columns), settings: settings)
    }

    /// Its kind has references, by which rows are known.
    var hasReference: Bool { !code.isEmpty }

    /// Rows are known by their addresses alone, whatever other columns there are.
    var byAddress: FileSide {
        var side = self
        side.columns.removeAll { code.contains($0.key) }
        side.code = []
        return side
    }

    func hasAddress(in table: Table) -> Bool { address.contains { table.header.index($0) != nil } }

    /// When a file was last written, which is no sooner than when it was made.
    static func time(of table: Table) -> Instant {
        let made = (try? FileManager.default.attributesOfItem(atPath: table.path))?[.modificationDate] as? Date
        return Instant(milliseconds: Int64((made ?? Date()).timeIntervalSince1970 * 1000))
    }

    /// Whether a file names codes; where it does not, rows are known by their addresses alone.
    func hasCode(in table: Table) -> Bool { code.contains { table.header.index($0) != nil } }
}
