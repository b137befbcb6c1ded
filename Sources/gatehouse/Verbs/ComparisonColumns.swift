import GatehouseEngine
import GatehouseModel

/// A comparison for eyes: groups side by side where they are few, below each other where they are many.
struct ComparisonColumns {
    typealias Column = Printer.Column<ComparisonGroup>

    /// One figure: what it is called beside its values, and above them.
    private struct Figure {
        let name: String
        let title: String
        let words: (ComparisonGroup) -> String
    }

    private let side: String
    private var figures: [Figure]

    init(_ question: ComparisonQuestion) {
        let days = question.stuckAfter.components.seconds / 86_400
        let within = question.withinDays == 1 ? "1 day" : "\(question.withinDays) days"
        side = question.side.rawValue.uppercased()
        figures = [
            Figure(name: "invited", title: "INVITED") { String($0.invited) },
            Figure(name: "  taken back, expired", title: "ENDED") { String($0.ended) },
            Figure(name: "registered", title: "REGISTERED") { Self.words($0.stages[.registered]) },
            Figure(name: "started", title: "STARTED") { Self.words($0.stages[.started]) },
            Figure(name: "completed", title: "COMPLETED") { Self.words($0.stages[.completed]) },
            Figure(name: "  of those invited", title: "DONE") { Self.share($0) },
            Figure(name: "registered within", title: "TO REGISTER") { Self.words($0.waits[.registered]) },
            Figure(name: "started within", title: "TO START") { Self.words($0.waits[.started]) },
            Figure(name: "completed within", title: "TO COMPLETE") { Self.words($0.waits[.completed]) },
            Figure(name: "stuck over \(days) days", title: "STUCK >\(days)D") { Self.words($0.stuck) },
            Figure(name: "  could be taken back", title: "IDLE SEATS") {
                $0.canBeTakenBack ? Self.words($0.seats) + Self.valued($0.seatsValue) : Self.none
            },
            Figure(name: "reminders sent", title: "REMINDERS") { String($0.reminders.sent) },
            Figure(name: "  moved within \(within)", title: "MOVED AFTER") { Self.words($0.reminders) },
            Figure(name: "cost each completed", title: "COST EACH") { Self.cost($0) },
        ]
        if question.side == .vendor, !question.isNarrowed {
            figures.append(Figure(name: "free units", title: "FREE") { Self.idle($0) })
        }
    }

    /// Up to this many stand side by side.
    private static let mostAbreast = 6

    var all: [Column] {
        [Column(side) { $0.name }] + figures.map { Column($0.title, $0.words) }
    }

    func table(_ groups: [ComparisonGroup], width: Int?) -> String {
        guard groups.count <= Self.mostAbreast else {
            let columns = all
            return TextTable(
                titles: columns.map(\.title), rows: groups.map { group in columns.map { $0.value(group) } }
            ).text(width: width)
        }
        return TextTable(
            titles: [side] + groups.map(\.name),
            rows: figures.map { figure in [figure.name] + groups.map(figure.words) }
        ).text(width: width)
    }
}

extension ComparisonColumns {
    private static func words(_ range: ComparisonGroup.Range?) -> String {
        let range = range ?? ComparisonGroup.Range()
        return range.isExact ? String(range.atLeast) : "\(range.atLeast)–\(range.atMost)"
    }

    private static func share(_ group: ComparisonGroup) -> String {
        guard group.invited > 0 else { return none }
        let (low, high) = (group.completed.atLeast * 100 / group.invited, group.completed.atMost * 100 / group.invited)
        return low == high ? "\(low) %" : "\(low)–\(high) %"
    }

    private static let none = "–"

    private static func words(_ wait: ComparisonGroup.Wait?) -> String {
        switch wait {
        case .told(let median, let ninetieth, _): "\(time(median)) / \(time(ninetieth))"
        case .notTold: "not told"
        case .nobody, nil: none
        }
    }

    private static func time(_ hours: Int64) -> String { hours < 48 ? "\(hours)h" : "\(hours / 24)d" }

    private static func words(_ reminders: ComparisonGroup.Reminders) -> String {
        if reminders.judged + reminders.tooEarly == 0 { return none }
        let moved = "\(words(reminders.moved)) of \(reminders.judged)"
        return reminders.tooEarly > 0 ? "\(moved), \(reminders.tooEarly) too early" : moved
    }

    private static func cost(_ group: ComparisonGroup) -> String {
        if group.costEach.isEmpty { return group.unpriced > 0 ? "no price known" : none }
        let amounts = group.costEach.map { words($0) }.joined(separator: "; ")
        return group.unpriced > 0 ? "\(amounts), \(group.unpriced) without price" : amounts
    }

    static func words(_ amount: ComparisonGroup.Amount) -> String {
        let least = Money(minorUnits: amount.atLeast, currency: amount.currency)
        guard let atMost = amount.atMost else { return "\(least) or more" }
        let most = Money(minorUnits: atMost, currency: amount.currency)
        // Rounding down and up must not look like a range.
        if atMost - amount.atLeast <= 1 { return "\(most)" }
        return "\(least.description.dropLast(amount.currency.count + 1))–\(most)"
    }

    private static func valued(_ amounts: [ComparisonGroup.Amount]) -> String {
        amounts.isEmpty ? "" : " (\(amounts.map { words($0) }.joined(separator: " + ")))"
    }

    private static func idle(_ group: ComparisonGroup) -> String {
        guard let idle = group.idle else { return none }
        let value = group.idleValue.map(\.description).joined(separator: " + ")
        return "\(idle)\(value.isEmpty ? "" : " (\(value))")"
    }
}
