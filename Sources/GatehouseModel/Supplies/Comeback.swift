/// What makes a free code of a pool that was set apart free again (reliability: one holder for each code); from the least to the most.
package enum Comeback: Int, Comparable, Sendable {
    /// That the vendor exports it to us afterwards: it went back to the vendor, or what was said of it was not understood.
    case export
    /// That the vendor shows it as free, and exports it afterwards: the vendor showed it with somebody.
    case shownFree
    /// Nothing: somebody has used it.
    case never

    package static func < (one: Comeback, other: Comeback) -> Bool { one.rawValue < other.rawValue }
}
