/// The state of one unit of a supply; each unit is in exactly one.
public enum UnitState: String, CaseIterable, Hashable, Sendable, Codable {
    case available
    /// Set aside for a person or a slot that has not been shown it.
    case reserved
    /// Its fate is unknown: a vendor was asked and the answer was lost, or it was retracted and is not yet seen free.
    case quarantined
    case handedOut = "handed_out"
    case used
    case lost
}

/// The money's rule of one supply: what came in equals what is there, whatever its state.
public struct UnitCounts: Hashable, Sendable {
    public var purchased: Int64 = 0
    public var movedIn: Int64 = 0
    public var movedOut: Int64 = 0
    public var states: [UnitState: Int64] = [:]

    public init() {}

    public subscript(state: UnitState) -> Int64 {
        get { states[state] ?? 0 }
        set { states[state] = newValue }
    }

    public var owned: Int64 { Int64(clamping: exactlyOwned) }
    public var accountedFor: Int64 { Int64(clamping: exactlyAccountedFor) }

    /// `purchased + moved in − moved out = available + reserved + quarantined + handed out + used + lost`, none negative.
    public var isConserved: Bool {
        exactlyOwned == exactlyAccountedFor && purchased >= 0 && movedIn >= 0 && movedOut >= 0
            && UnitState.allCases.allSatisfy { self[$0] >= 0 }
    }

    // A vendor may claim any number: the sums of such numbers need more than 64 bits.
    private var exactlyOwned: Int128 { Int128(purchased) + Int128(movedIn) - Int128(movedOut) }
    private var exactlyAccountedFor: Int128 { UnitState.allCases.reduce(0) { $0 + Int128(self[$1]) } }
}
