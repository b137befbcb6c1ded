import GatehouseProviderKit

extension Support {
    /// Who does it, for a person to read; documents for programs bear `word`.
    var who: String {
        switch self {
        case .native: "the vendor"
        case .gateway: "Gatehouse"
        case .manual: "you, by the work list"
        case .no: "nobody"
        }
    }
}
