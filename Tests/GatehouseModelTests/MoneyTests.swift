import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Money")
struct MoneyTests {
    @Test("sums and products are exact, or nil where they do not fit")
    func exactOrNil() {
        forAll(cases: 1000) { random in
            let (a, b) = (random.number(in: Int64.min...Int64.max), random.number(in: Int64.min...Int64.max))
            let (price, other) = (Money(minorUnits: a, currency: "DKK"), Money(minorUnits: b, currency: "DKK"))
            try #require(price.plus(other)?.minorUnits == Int64(exactly: Int128(a) + Int128(b)))
            try #require(price.times(b)?.minorUnits == Int64(exactly: Int128(a) * Int128(b)))
        }
    }

    @Test("two currencies have no sum")
    func currencies() {
        let (kroner, euros) = (Money(minorUnits: 100, currency: "DKK"), Money(minorUnits: 100, currency: "EUR"))
        #expect(kroner.plus(euros) == nil)
        #expect(kroner != euros)
        #expect(kroner.times(3) == Money(minorUnits: 300, currency: "DKK"))
    }
}
