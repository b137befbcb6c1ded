package import GatehouseModel

/// How far a row of a file has come, for comparing two spreadsheets: an end stands above every stage, because nothing comes after it.
package struct FileStanding: Hashable, Sendable {
    package let low: UInt8
    package let high: UInt8

    private static let ended = UInt8(Stage.allCases.count)

    package init(_ meaning: Meaning) {
        switch meaning {
        case .stages(let interval): (low, high) = (UInt8(interval.low.rawValue), UInt8(interval.high.rawValue))
        case .end: (low, high) = (Self.ended, Self.ended)
        }
    }
}

/// What is said of one key of two files, both of which show everything that there is: at most one class, the first that applies.
package enum PairVerdict {
    /// By how many rows of each file bear the key: of those that stand twice, or on one side only; nil where both sides have one.
    package static func presence(ledger: Int, vendor: Int) -> DiscrepancyClass? {
        if ledger > 1 || vendor > 1 { return .duplicate }
        if vendor == 0 { return .missingAtVendor }
        return ledger == 0 ? .unknownAtGateway : nil
    }

    /// Of one row on each side, with the same recipient: nil where their intervals meet.
    package static func progress(ledger: FileStanding, vendor: FileStanding) -> DiscrepancyClass? {
        if vendor.low > ledger.high { return .vendorAhead }
        return vendor.high < ledger.low ? .vendorBehind : nil
    }
}
