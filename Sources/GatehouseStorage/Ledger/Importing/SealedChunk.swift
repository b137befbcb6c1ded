import Dispatch
import GatehouseLedger
import GatehouseModel
import Synchronization

/// Some credentials of an import, sealed and in the order of their look-up hashes, in which an index takes them fastest.
struct SealedChunk: Sendable {
    let credentials: [NewCredential]
    let sealed: [SealedCredential]
    /// Indices into both, by hash and then by place.
    let order: [Int]
    /// Sealed links, by index; empty where none has one.
    let links: [[UInt8]?]

    /// So many are in memory at a time.
    static let size = 1 << 16

    init(_ credentials: [NewCredential], _ scope: LedgerScope) throws {
        self.credentials = credentials
        let sealed = try scope.vault.seal(scope.workspace, count: credentials.count) { index, body in
            var text = credentials[index].secret.reveal()
            guard !text.holdsNUL, !(credentials[index].link?.holdsNUL ?? false) else { throw LedgerError.textWithNUL }
            try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
        }
        self.sealed = sealed
        var keys = sealed.indices.map { (sealed[$0].lookup, $0) }
        keys.sort { $0 < $1 }
        order = keys.map(\.1)
        guard credentials.contains(where: { $0.link != nil }) else {
            links = []
            return
        }
        links = try credentials.indices.map { index in
            try credentials[index].link.map {
                try scope.vault.seal(scope.workspace, field: SQLLedgerReader.linkField(sealed[index].lookup), $0)
            }
        }
    }

    func link(_ index: Int) -> [UInt8]? { links.isEmpty ? nil : links[index] }
}

/// Seals one chunk after another on a thread of its own, while the caller writes those before.
final class Sealing: Sendable {
    private let queue = DispatchQueue(label: "gatehouse.sealing")
    private let scope: LedgerScope

    init(_ scope: LedgerScope) { self.scope = scope }

    /// A chunk that is being sealed.
    final class Promise: Sendable {
        private let done = DispatchGroup()
        private let outcome = Mutex<Result<SealedChunk, any Error>?>(nil)

        fileprivate init(_ queue: DispatchQueue, _ work: @escaping @Sendable () throws -> SealedChunk) {
            queue.async(group: done) {
                let result = Result { try work() }
                self.outcome.withLock { $0 = result }
            }
        }

        /// Waits until it is sealed.
        func chunk() throws -> SealedChunk? {
            done.wait()
            return try outcome.withLock { $0 }?.get()
        }
    }

    func begin(_ credentials: [NewCredential]) -> Promise {
        let scope = scope
        return Promise(queue) { try SealedChunk(credentials, scope) }
    }
}
