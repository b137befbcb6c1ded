extension Standing {
    /// Somebody who was to be invited and never was: the issue was refused or given up, and the unit is back. Its end is kept as
    /// that of one taken back, so that it lives no more; at the same time it is known that nothing was ever given out.
    package static func withdrawn(at time: Instant) -> Standing {
        Standing(.stages(.available, .available), asOf: time).observing(.end(.retracted), asOf: time)
    }

    /// Nobody was invited, and nothing was taken back from anybody.
    package var isWithdrawn: Bool { end == .retracted && low == .available && highAsOf == endAsOf }

    /// The contradiction, where it is one: what was taken back and is shown free again is as it was ordered (KP-9).
    package var toldContradiction: Stage? {
        end == .retracted && contradiction == .available ? nil : contradiction
    }

    /// What ended it, as people read it; nil while it lives.
    package var endWord: String? { isWithdrawn ? "withdrawn" : end?.word }
}
