/// Numbers that look random and are a pure function of the seed and a name: the same question has the same answer in every
/// run, whatever was asked before.
struct Chance: Sendable {
    let seed: UInt64

    func number(_ name: String...) -> UInt64 { Chance.mixed(seed &+ Chance.hash(name.joined(separator: "\u{1F}"))) }

    /// From 0 up to, but not including, 1.
    func fraction(_ name: String...) -> Double {
        Double(Chance.mixed(seed &+ Chance.hash(name.joined(separator: "\u{1F}"))) >> 11) / Double(1 << 53)
    }

    /// FNV-1a, 64 bits.
    static func hash(_ text: String, from start: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
        text.utf8.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The finaliser of SplitMix64.
    static func mixed(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension Chance {
    /// The letters and figures that nobody mistakes for each other.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// The code of a running number: twelve characters, different for different numbers, in no visible order.
    func code(_ running: Int) -> String {
        // Four rounds of a Feistel network over 2 × 30 bits are one-to-one, so that no two numbers share a code.
        var (left, right) = (UInt64(running) >> 30 & 0x3FFF_FFFF, UInt64(running) & 0x3FFF_FFFF)
        for round in 0..<4 as Range<UInt64> {
            (left, right) = (right, left ^ (Chance.mixed(seed ^ (round << 60) ^ right) & 0x3FFF_FFFF))
        }
        let bits = left << 30 | right
        return String(decoding: (0..<12).map { Chance.alphabet[Int(bits >> (5 * UInt64($0)) & 31)] }, as: UTF8.self)
    }

    /// A token of 128 bits for a name, in lower-case hexadecimal figures.
    func token(_ name: String) -> String {
        [number("token", name, "a"), number("token", name, "b")].map { half in
            let figures = String(half, radix: 16)
            return String(repeating: "0", count: 16 - figures.count) + figures
        }.joined()
    }
}
