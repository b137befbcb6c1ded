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

extension Money: CustomStringConvertible {
    /// As people write it, with the decimals that its currency has: `49.90 EUR`.
    public var description: String {
        let decimals = Money.decimals(of: currency)
        guard decimals > 0 else { return "\(minorUnits) \(currency)" }
        let (whole, part) = minorUnits.quotientAndRemainder(dividingBy: Money.scale(decimals))
        let figures = String(part.magnitude)
        let sign = minorUnits < 0 && whole == 0 ? "-" : ""
        return "\(sign)\(whole).\(String(repeating: "0", count: decimals - figures.utf8.count))\(figures) \(currency)"
    }

    package static func scale(_ decimals: Int) -> Int64 { (0..<decimals).reduce(1) { product, _ in product * 10 } }

    /// ISO 4217: two for most.
    package static func decimals(of currency: String) -> Int {
        let none: Set<String> = [
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF",
        ]
        if none.contains(currency) { return 0 }
        return ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].contains(currency) ? 3 : 2
    }
}
