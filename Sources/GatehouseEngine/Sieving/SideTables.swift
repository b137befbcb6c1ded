import GatehouseLedger
import GatehouseModel
import Synchronization

/// What stands beside a large connection's invitations, read by whichever thread is free: the ledger's own, or the one that has
/// read the vendor's side, by a connection of its own.
final class SideTables: Sendable {
    private enum Table: CaseIterable { case codes, addresses }

    private struct State {
        var left = Table.allCases
        var codes: CodeGrains?
        var addresses: AddressGrains?
    }

    private let supplies: [SupplyID]
    private let hash: SieveHash
    private let room: SieveRoom
    /// Codes are read by the ledger's own thread alone.
    private let keepsCodes: Bool
    private let state: Mutex<State>

    /// - Parameter codesToo: also codes may be read by another connection: nothing of this run has written any.
    init(of supplies: [SupplyID], _ hash: SieveHash, in room: SieveRoom, codesToo: Bool) {
        (self.supplies, self.hash, self.room) = (supplies, hash, room)
        keepsCodes = !codesToo
        state = Mutex(State())
    }

    /// What another connection can read while there is anything left. Where none is to be had, the asker of `rest` reads it.
    func read(aside house: any Ledger) {
        while let table = next(aside: true) {
            if (try? house.read { try read(table, in: $0) }) == nil { return give(back: table) }
        }
    }

    /// Whatever is left now.
    func read(in reader: any LedgerReader) throws {
        while let table = next(aside: false) { try read(table, in: reader) }
    }

    /// All of it; the other thread is through.
    func all(in reader: any LedgerReader) throws -> (codes: CodeGrains, addresses: AddressGrains) {
        try read(in: reader)
        let (codes, addresses) = state.withLock { ($0.codes, $0.addresses) }
        return (codes ?? CodeGrains(in: room), addresses ?? AddressGrains(hash, in: room))
    }

    private func next(aside: Bool) -> Table? {
        state.withLock { state in
            let place = state.left.firstIndex { !aside || !keepsCodes || $0 == .addresses }
            return place.map { state.left.remove(at: $0) }
        }
    }

    private func give(back table: Table) { state.withLock { $0.left.append(table) } }

    private func read(_ table: Table, in reader: any LedgerReader) throws {
        switch table {
        case .codes:
            let codes = CodeGrains(in: room)
            try reader.scanCredentials(of: supplies, into: codes)
            state.withLock { $0.codes = codes }
        case .addresses:
            let addresses = AddressGrains(hash, in: room)
            try reader.scanAddresses(into: addresses)
            state.withLock { $0.addresses = addresses }
        }
    }
}
