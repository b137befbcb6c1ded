import Synchronization

/// The rows of batches that serve many commands, as far as they are known to be committed: they are never changed and never
/// deleted, so that a number once learnt holds.
final class BatchNumbers: Sendable {
    private struct Key: Hashable {
        let workspace: Int64
        let batch: Batch
    }

    /// What was chosen differs from day to day; what is no longer asked for should not stay for ever.
    private static let limit = 1024
    private let numbers = Mutex<[Key: Int64]>([:])

    func number(of batch: Batch, in workspace: Int64) -> Int64? {
        numbers.withLock { $0[Key(workspace: workspace, batch: batch)] }
    }

    /// - Parameter made: by a transaction that is committed.
    func keep(_ made: [Batch: Int64], in workspace: Int64) {
        if made.isEmpty { return }
        numbers.withLock { numbers in
            if numbers.count + made.count > Self.limit { numbers = [:] }
            for (batch, number) in made.prefix(Self.limit) { numbers[Key(workspace: workspace, batch: batch)] = number }
        }
    }
}
