package import GatehouseModel

/// What a sieve kept back because there is nothing to say of it, in numbers: a run counts it as if it had looked at each row.
package struct Sieved: Hashable, Sendable {
    /// Pairs in plain agreement.
    package var matched: Int64 = 0
    /// By supply, how many records bear a word, in the form in which words are compared.
    package var words: [String: [String: Int64]] = [:]
    /// By supply: how the agreeing rows move our count of its units.
    package var shifts: [String: [UnitState: Int64]] = [:]
    /// By reason and supply: entries that were not shown and of which nothing was concluded.
    package var holds: [Hold: [String: Int]] = [:]

    package init() {}
}
