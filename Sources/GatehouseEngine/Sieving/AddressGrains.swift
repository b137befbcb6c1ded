import GatehouseLedger
import GatehouseTables

/// Everybody's addresses, for whoever knows the people: filled by one thread, read by another once that one is through.
final class AddressGrains: AddressScan, Sendable {
    struct Pair: Keyed {
        /// The person's hash.
        let key: UInt64
        let hash: UInt64
    }

    /// By person.
    let pairs: RowStore
    private let hash: SieveHash

    init(_ hash: SieveHash, in room: SieveRoom) { (self.hash, pairs) = (hash, room.store()) }

    func address(_ folded: UnsafeRawBufferPointer, of person: UnsafeRawBufferPointer) throws {
        let person = hash.of(person)
        try pairs.add(Pair(key: person, hash: hash.of(folded)), hash: person)
    }
}
