/// A generator of chance that one number replays (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    package mutating func number<T: FixedWidthInteger>(in range: ClosedRange<T>) -> T {
        .random(in: range, using: &self)
    }

    package mutating func bool() -> Bool { .random(using: &self) }

    /// True once in so many times.
    package mutating func once(in times: Int) -> Bool { number(in: 1...times) == 1 }

    package mutating func element<T>(of values: [T]) -> T { values[number(in: 0...values.count - 1)] }

    package mutating func list<T>(of count: ClosedRange<Int>, _ make: (inout SeededGenerator) throws -> T) rethrows
        -> [T]
    {
        var values: [T] = []
        for _ in 0..<number(in: count) { values.append(try make(&self)) }
        return values
    }
}
