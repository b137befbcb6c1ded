import GatehouseModel

/// What a simulated participant does next, and after how long: a function of the seed, the person and the step.
struct Behaviour {
    enum Step: String {
        case register, start, complete
    }

    private static let hour: Double = 3_600_000

    let chance: Chance
    /// The supply and the person: the same pair behaves the same in every run.
    let identity: String

    /// Milliseconds of the participants' time until the step; nil when the person goes silent before it.
    func delay(to step: Step) -> Int64? {
        guard chance.fraction(identity, step.rawValue, "goes on") < likelihood(of: step) else { return nil }
        let (shortest, longest) = span(of: step)
        return Int64(
            Behaviour.hour * (shortest + (longest - shortest) * chance.fraction(identity, step.rawValue, "delay")))
    }

    /// The same for a silent person after the n-th reminder: about half of the reminders move somebody.
    func delay(to step: Step, afterReminder count: Int) -> Int64? {
        guard chance.fraction(identity, step.rawValue, "moved by \(count)") < 0.5 else { return nil }
        return Int64(Behaviour.hour * (2 + 46 * chance.fraction(identity, step.rawValue, "pause \(count)")))
    }

    private func likelihood(of step: Step) -> Double {
        switch step {
        case .register: 0.85
        case .start: 0.9
        case .complete: 0.85
        }
    }

    /// In hours.
    private func span(of step: Step) -> (Double, Double) {
        switch step {
        case .register: (2, 120)
        case .start: (1, 72)
        case .complete: (1, 96)
        }
    }
}

/// Things that are due, earliest first; at equal times in the order of their numbers.
struct Agenda {
    private var heap: [(due: Int64, item: Int)] = []

    init(_ items: [(due: Int64, item: Int)]) {
        heap = items
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    mutating func push(_ item: Int, due: Int64) {
        heap.append((due, item))
        var index = heap.count - 1
        while index > 0, Agenda.isEarlier(heap[index], heap[(index - 1) / 2]) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    /// The next one that is due by then, and when it was; nil when nothing is.
    mutating func pop(by limit: Int64) -> (due: Int64, item: Int)? {
        guard let first = heap.first, first.due <= limit else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        sink(0)
        return first
    }

    /// Does what is due up to an offset, each thing at its own time; what becomes due because of it is done as well.
    mutating func run(
        to offset: Int64, _ turn: inout Turn, _ act: (Int, inout Turn) -> [(due: Int64, item: Int)]
    ) {
        let (start, now) = (turn.offset, turn.now)
        while let (due, item) = pop(by: offset) {
            turn.offset = due
            turn.now = now.advanced(by: .milliseconds(due - start))
            for (due, item) in act(item, &turn) { push(item, due: due) }
        }
        turn.offset = offset
        turn.now = now.advanced(by: .milliseconds(offset - start))
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            let children = [2 * index + 1, 2 * index + 2].filter { $0 < heap.count }
            guard let child = children.min(by: { Agenda.isEarlier(heap[$0], heap[$1]) }),
                Agenda.isEarlier(heap[child], heap[index])
            else { return }
            heap.swapAt(index, child)
            index = child
        }
    }

    private static func isEarlier(_ a: (due: Int64, item: Int), _ b: (due: Int64, item: Int)) -> Bool { a < b }
}
