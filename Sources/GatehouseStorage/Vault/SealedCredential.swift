import Synchronization

/// A credential as it is stored: unreadable, and findable by its keyed hash.
package struct SealedCredential: Sendable, Equatable {
    package let lookup: LookupHash
    package let box: [UInt8]

    package init(lookup: LookupHash, box: [UInt8]) {
        self.lookup = lookup
        self.box = box
    }
}

/// What the threads of one batch made, slice by slice.
final class Outcomes: Sendable {
    private let slices: Mutex<[Result<[SealedCredential], any Error>]>

    init(_ count: Int) { slices = Mutex(Array(repeating: .success([]), count: count)) }

    subscript(_ slice: Int) -> Result<[SealedCredential], any Error> {
        get { slices.withLock { $0[slice] } }
        set { slices.withLock { $0[slice] = newValue } }
    }

    func joined() throws -> [SealedCredential] {
        let all = slices.withLock { $0 }
        if all.count == 1, let only = all.first { return try only.get() }
        return try all.flatMap { try $0.get() }
    }
}
