import Foundation
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// A connection's invitations by hashes of what a vendor may call them. Made once for all that is taken, in one pass; who is meant is
/// told page by page, from the invitations themselves.
struct ResultIndex: Sendable {
    private struct Row: BitwiseCopyable {
        let id: (UInt64, UInt64, UInt64, UInt64)
    }

    let connection: Connection
    let supplies: SupplyNames
    /// The supply of rows that name none.
    let only: String?
    private let rows: GrainSpool<Row>
    private var byVendorID = PlaceMap()
    private var byAddress = PlaceMap()
    private let hash = SieveHash()
    /// Of rows in memory; more are kept in a file.
    private static let memory = 4 << 20

    init(_ connection: Connection, _ descriptor: Descriptor, only: Supply?, in reader: any LedgerReader) throws {
        let all = try reader.supplies(of: connection.id)
        supplies = SupplyNames(all, descriptor)
        self.only = only?.vendorID ?? (all.count == 1 ? all[0].vendorID : nil)
        self.connection = connection
        rows = GrainSpool(SieveRoom(budget: RowBudget(bytes: ResultIndex.memory)))
        try reader.forEachInvitation(of: connection.id) { try add($0) }
    }

    private mutating func add(_ subject: ReconciliationSubject) throws {
        let place = UInt32(rows.count)
        var (grain, text) = (LedgerGrain(), subject.invitation.id.text)
        try text.withUTF8 { try grain.take(id: UnsafeRawBufferPointer($0)) }
        try rows.append(Row(id: grain.id))
        if let id = subject.invitation.vendorID { byVendorID.add(place, under: hash.of(id)) }
        guard !subject.isSpent else { return }
        for address in subject.words { byAddress.add(place, under: key(address, subject.supplyVendorID)) }
    }

    private func key(_ address: String, _ supply: String) -> UInt64 { hash.pair(hash.of(address), hash.of(supply)) }

    /// Everybody who could be meant by one of these results.
    func page(
        of results: some Sequence<AssessmentResult>, domains: any DomainFolding, in reader: any LedgerReader
    ) throws -> ResultPage {
        var (wanted, places) = (Set<InvitationID>(), Set<UInt32>())
        for result in results {
            if let id = result.reference.flatMap({ InvitationID($0) }) { wanted.insert(id) }
            if let id = result.vendorID { _ = byVendorID.forEach(hash.of(id)) { places.insert($0) } }
            guard let supply = result.supply.map({ supplies[$0] }) ?? only,
                let address = result.address.flatMap({ try? EmailAddress(parsing: $0, domains: domains) })
            else { continue }
            for word in Set([address.address.lowercased(), address.folded.lowercased()]) {
                _ = byAddress.forEach(key(word, supply)) { places.insert($0) }
            }
        }
        for place in places.sorted() { wanted.insert(LedgerGrain.invitation(try rows.grain(at: Int(place)).id)) }
        var page = ResultPage(self)
        try reader.forEachInvitation(wanted.sorted()) { subject in
            if subject.invitation.connection == connection.id { page.add(subject) }
        }
        return page
    }
}
