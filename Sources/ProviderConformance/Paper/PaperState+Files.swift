import GatehouseModel
import GatehouseProviderKit

extension PaperState {
    /// The files that the descriptor knows and a site would give, with what there is to say in them.
    var files: [PortalFile] {
        descriptor.files.filter { $0.purpose != .upload }.map { format in
            let rows =
                switch format.purpose {
                case .supplies: supplies.map { supply in format.columns.map { cell($0, of: supply) } }
                case .codes, .status: items.prefix(20).map { item in format.columns.map { cell($0, of: item) } }
                case .results, .upload: [[String]]()
                }
            let lines = [format.columns.map(\.name)] + rows
            return PortalFile(format: format.name, text: lines.map { $0.joined(separator: ",") + "\r\n" }.joined())
        }
    }

    private func cell(_ column: FileFormat.Column, of item: PaperItem) -> String {
        switch column.role {
        case .credential: item.code
        case .link: item.link
        case .reference: item.reference
        case .vendorID: item.id
        case .address: item.address ?? ""
        case .supply: supplies[item.supply].id
        case .word: word(item)
        default: ""
        }
    }

    private func cell(_ column: FileFormat.Column, of supply: PaperSupply) -> String {
        switch column.role {
        case .supply: supply.name
        case .vendorID: supply.id
        case .usage: supply.kind.usage.rawValue
        case .category: supply.kind.category
        default: ""
        }
    }
}
