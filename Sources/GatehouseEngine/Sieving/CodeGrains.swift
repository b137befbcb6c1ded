import GatehouseLedger
import GatehouseModel
import GatehouseTables

/// The codes of a connection's supplies, for whoever knows their holders: filled by one thread, read by another once that one is
/// through.
final class CodeGrains: CredentialScan, Sendable {
    struct Code: Keyed {
        /// Of the number that holders tell.
        let key: UInt64
        let hash: UInt64
        /// Its supply's number; `SieveSupplies.unknown` of an alias.
        let supply: UInt32
        let unit: UInt8
    }

    /// By number.
    let codes: RowStore

    init(in room: SieveRoom) { codes = room.store() }

    func credential(_ number: Int64, supply: Int, state: UnitState, key: UnsafeRawBufferPointer) throws {
        let unit = LedgerGrain.code(state, in: LedgerGrain.units)
        try add(number, VendorGrains.key(key), supply: UInt32(supply), unit: unit)
    }

    func alias(of number: Int64, key: UnsafeRawBufferPointer) throws {
        try add(number, VendorGrains.key(key), supply: SieveSupplies.unknown, unit: LedgerGrain.noCode)
    }

    private func add(_ number: Int64, _ hash: UInt64, supply: UInt32, unit: UInt8) throws {
        let key = CodeGrains.key(number)
        try codes.add(Code(key: key, hash: hash, supply: supply, unit: unit), hash: CodeGrains.spread(key))
    }

    /// Zero stands for none.
    static func key(_ number: Int64) -> UInt64 { UInt64(bitPattern: number) &+ 1 }
    static func number(_ key: UInt64) -> Int64 { Int64(bitPattern: key &- 1) }

    /// Numbers follow upon each other; parts go by the first bits.
    static func spread(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 }
}
