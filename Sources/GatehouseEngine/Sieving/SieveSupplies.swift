import GatehouseLedger
import GatehouseModel

/// A connection's supplies by small numbers.
struct SieveSupplies: Sendable {
    /// Of a record whose supply is not known.
    static let unknown = UInt32.max

    let all: [Supply]
    private let byVendorID: [String: UInt32]
    private let byID: [SupplyID: UInt32]
    private let counted: [Bool]
    private let shared: [Bool]

    init(_ supplies: [Supply]) {
        all = Array(supplies.prefix(Int(SieveSupplies.unknown)))
        byVendorID = Dictionary(
            all.enumerated().map { ($1.vendorID, UInt32($0)) }, uniquingKeysWith: { first, _ in first })
        counted = all.map { Reconciling.isCounted($0.stock) }
        shared = all.map { $0.usage == .multi }
        byID = Dictionary(all.enumerated().map { ($1.id, UInt32($0)) }, uniquingKeysWith: { first, _ in first })
    }

    func index(of vendorID: String) -> UInt32 { byVendorID[vendorID] ?? SieveSupplies.unknown }
    func index(of id: SupplyID) -> UInt32? { byID[id] }

    subscript(index: UInt32) -> Supply? { Int(index) < all.count ? all[Int(index)] : nil }

    /// The same by the vendor's ids.
    func named<Value>(_ values: [UInt32: Value]) -> [String: Value] {
        Dictionary(
            values.compactMap { index, value in self[index].map { ($0.vendorID, value) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// An invitation's unit counts where each is one of a stock.
    func isCounted(_ index: UInt32) -> Bool { isKnown(index) && counted[Int(index)] }

    /// A shared code names nobody.
    func hasOwnCredentials(_ index: UInt32) -> Bool { !isKnown(index) || !shared[Int(index)] }

    func isKnown(_ index: UInt32) -> Bool { Int(index) < counted.count }
}
