package import GatehouseModel
package import GatehouseProviderKit
import GatehouseTesting
import Testing

/// A small vendor file without quoted cells, its header held against a description.
package struct VendorFixture {
    package let format: FileFormat
    package let header: [String]
    package let rows: [[String]]

    /// - Parameter path: below the checkout, such as `Providers/Campaigns/fixtures/campaign-status.csv`.
    package init(_ path: String, as format: FileFormat) throws {
        self.init(lines: try Checkout.text(of: path).split(whereSeparator: \.isNewline), as: format)
    }

    package init(text: String, as format: FileFormat) {
        self.init(lines: text.split(whereSeparator: \.isNewline), as: format)
    }

    private init(lines: [Substring], as format: FileFormat) {
        let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        self.format = format
        header = cells.first ?? []
        rows = Array(cells.dropFirst())
    }

    /// The described column of each header cell.
    package var roles: [FileFormat.Column?] {
        header.map { cell in
            format.columns.first { ([$0.name] + $0.aliases).map(Vocabulary.folded).contains(Vocabulary.folded(cell)) }
        }
    }

    package var unknown: [String] { zip(header, roles).filter { $1 == nil }.map(\.0) }
    package var missing: [String] {
        format.columns.filter { column in column.isRequired && !roles.contains(column) }.map(\.name)
    }

    package func values(_ role: FileFormat.Role) -> [String] {
        guard let place = roles.firstIndex(where: { $0?.role == role }) else { return [] }
        return rows.map { $0[place] }
    }
}

extension FileFormat {
    /// No two of its columns answer to one name.
    package var hasDistinctNames: Bool {
        let names = columns.flatMap { [$0.name] + $0.aliases }.map(Vocabulary.folded)
        return Set(names).count == names.count
    }
}
