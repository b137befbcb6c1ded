import Synchronization

/// Up to where the codes of each pool were given out, so that PostgreSQL need not look for the next free one from the beginning.
///
/// Its index keeps what was given out until its housekeeping comes by, and each search from the beginning walks past all of
/// that. A mark is a guess: what came back below it waits until the next search from the beginning, which is made every so many
/// times and whenever too few are found behind the mark.
final class PoolMarks: Sendable {
    private struct Mark {
        let number: Int64
        /// How many more searches begin here.
        var left: Int
    }

    private static let searches = 64
    private let marks = Mutex<[Int64: Mark]>([:])

    /// Where the next search in a supply (its number) begins; 0 for the beginning.
    func next(in supply: Int64) -> Int64 {
        marks.withLock { marks in
            guard let mark = marks[supply], mark.left > 0 else { return 0 }
            marks[supply]?.left -= 1
            return mark.number
        }
    }

    /// - Parameters:
    ///   - first: the first that was found.
    ///   - start: where the search began.
    func found(_ first: Int64, in supply: Int64, from start: Int64) {
        marks.withLock { marks in
            marks[supply] = Mark(number: first, left: start == 0 ? Self.searches : marks[supply]?.left ?? 0)
        }
    }

    /// Something became free again.
    func forget(_ supply: Int64) { marks.withLock { $0[supply] = nil } }
}
