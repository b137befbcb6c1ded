/// An amount in the smallest unit of a currency (cents, øre), never a fraction of it.
public struct Money: Hashable, Sendable, Codable {
    public let minorUnits: Int64
    /// ISO 4217, three capital letters.
    public let currency: String

    public init(minorUnits: Int64, currency: String) {
        self.minorUnits = minorUnits
        self.currency = currency
    }

    /// The price of `count` units; nil when it does not fit into 64 bits.
    public func times(_ count: Int64) -> Money? {
        let (product, overflow) = minorUnits.multipliedReportingOverflow(by: count)
        return overflow ? nil : Money(minorUnits: product, currency: currency)
    }

    /// The sum of two amounts of one currency; nil for two currencies or when it does not fit.
    public func plus(_ other: Money) -> Money? {
        guard currency == other.currency else { return nil }
        let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
        return overflow ? nil : Money(minorUnits: sum, currency: currency)
    }
}
