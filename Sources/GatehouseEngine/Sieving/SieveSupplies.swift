import GatehouseLedger
import GatehouseModel

/// A connection's supplies by small numbers.
struct SieveSupplies: Sendable {
    /// Of a record whose supply is not known.
    static let unknown = UInt16.max

    let all: [Supply]
    private let byVendorID: [String: UInt16]
    private let byID: [SupplyID: UInt16]

    init(_ supplies: [Supply]) {
        all = Array(supplies.prefix(Int(SieveSupplies.unknown)))
        byVendorID = Dictionary(
            all.enumerated().map { ($1.vendorID, UInt16($0)) }, uniquingKeysWith: { first, _ in first })
        byID = Dictionary(all.enumerated().map { ($1.id, UInt16($0)) }, uniquingKeysWith: { first, _ in first })
    }

    func index(of vendorID: String) -> UInt16 { byVendorID[vendorID] ?? SieveSupplies.unknown }
    func index(of id: SupplyID) -> UInt16? { byID[id] }

    subscript(index: UInt16) -> Supply? { Int(index) < all.count ? all[Int(index)] : nil }

    /// The same by the vendor's ids.
    func named<Value>(_ values: [UInt16: Value]) -> [String: Value] {
        Dictionary(
            values.compactMap { index, value in self[index].map { ($0.vendorID, value) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// An invitation's unit counts where each is one of a stock.
    func isCounted(_ index: UInt16) -> Bool {
        guard let stock = self[index]?.stock else { return false }
        return stock == .pool || stock == .vendor
    }

    /// A shared code names nobody.
    func hasOwnCredentials(_ index: UInt16) -> Bool { self[index]?.usage != .multi }
}

/// What a few texts stand for, most often the same as the time before.
struct TextMemory<Value> {
    private var bytes: [UInt8] = []
    private var value: Value?

    mutating func value(of text: UnsafeRawBufferPointer, _ make: (String) -> Value) -> Value {
        if let value, bytes.count == text.count, bytes.withUnsafeBytes({ FileRow.areEqual($0, text) }) { return value }
        let made = make(String(decoding: text, as: UTF8.self))
        (bytes, value) = (Array(text), made)
        return made
    }
}
