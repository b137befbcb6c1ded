import GatehouseEngine
import GatehouseModel

/// An amount as people write it: `49.90 EUR`, with the decimals that its currency has.
struct Price: CustomStringConvertible {
    let money: Money

    init(money: Money) { self.money = money }

    init(reading text: String) throws(EngineError) {
        let wrong = EngineError(.invalid, "'\(text.prefix(40))' is no price: write it like 49.90 EUR")
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 2, parts[1].utf8.count == 3, parts[1].utf8.allSatisfy({ (65...90).contains($0) }) else {
            throw wrong
        }
        let figures = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let decimals = Money.decimals(of: parts[1])
        guard figures.count <= 2, let whole = Int64(figures[0]), whole >= 0, !figures[0].hasPrefix("+") else {
            throw wrong
        }
        var minor: Int64 = 0
        if figures.count == 2 {
            guard (1...max(1, decimals)).contains(figures[1].count), decimals > 0,
                figures[1].utf8.allSatisfy({ (48...57).contains($0) }),
                let part = Int64(figures[1] + String(repeating: "0", count: decimals - figures[1].count))
            else { throw wrong }
            minor = part
        }
        let (product, tooMuch) = whole.multipliedReportingOverflow(by: Money.scale(decimals))
        let (sum, overflow) = product.addingReportingOverflow(minor)
        guard !tooMuch, !overflow else { throw wrong }
        money = Money(minorUnits: sum, currency: parts[1])
    }

    var description: String { money.description }
}
