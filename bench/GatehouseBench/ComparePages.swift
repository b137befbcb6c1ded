import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// The first pages that people open over very many invitations, and later ones of the matrix: what the product itself takes
/// from asking the database to the words.
struct ComparePages {
    private let application: Application
    private let now = SystemClock().now

    /// - Parameter home: a data folder, made where it is missing, so that the command can be tried on it afterwards.
    init(home: String, address: String) throws {
        var settings = Settings(dataFolder: home)
        settings.databaseURL = address
        application = try Application.open(settings, setsUp: true, works: false)
    }

    func run(_ count: Int, rounds: Int) throws {
        let filled = try clocked { try CompareHouse(application.world, application.ledger, now: now).fill(count) }
        let comparing = Comparing(world: application.world)
        let added = try clocked { try comparing.catchUp(application.ledger) }
        var figures: [String: Any] = ["invitations": count, "fill_s": filled / 1000, "sum_s": added / 1000]
        for side in ComparisonQuestion.Side.allCases {
            figures["compare_\(side)_ms"] = try middle(of: rounds) { try compare(side, count) }
            figures["compare_\(side)_month_ms"] = try middle(of: rounds) { try compare(side, nil, days: 30) }
        }
        let planner = Planner(world: application.world)
        var cursor: MatrixPage.Cursor?
        figures["matrix_ms"] = try middle(of: rounds) { cursor = try matrix(planner, after: nil) }
        let people = try application.ledger.read {
            try $0.invitedPeople(matching: InvitationSearch(), after: nil, limit: max(1, count / 4))
        }
        figures["cursor"] = cursor?.text
        for (name, place) in [("middle", people.count / 2), ("late", people.count - 101)] {
            figures["matrix_\(name)_ms"] = try middle(of: rounds) {
                cursor = try matrix(planner, after: .person(people[place]))
            }
        }
        figures["matrix_end_ms"] = try middle(of: rounds) {
            _ = try matrix(planner, after: people.last.map { .person($0) })
        }
        application.close()
        print(
            String(decoding: try JSONSerialization.data(withJSONObject: figures, options: .sortedKeys), as: UTF8.self))
    }

    private func compare(_ side: ComparisonQuestion.Side, _ count: Int?, days: Int64? = nil) throws {
        let comparing = Comparing(world: application.world)
        var question = ComparisonQuestion(stuckAfter: application.settings.stuckAfter, now: now)
        question.side = side
        question.since = days.map {
            CalendarDate(daysSince1970: CalendarDate(containing: now).daysSince1970 - $0)
        }
        let comparison = try application.ledger.read { [question] in try comparing.compare(question, in: $0) }
        let words = comparison.groups.map { $0.document.canonicalText }.reduce(0) { $0 + $1.utf8.count }
        let invited = comparison.groups.reduce(0) { $0 + $1.invited }
        let wanted = count.map { Int64($0 + CompareHouse.slots) } ?? max(1, invited)
        guard words > 0, invited == wanted, comparison.groups.count >= 4, !comparison.state.isBehind else {
            throw BenchError("\(invited) of \(wanted) by \(side), in \(comparison.groups.count) rows")
        }
    }

    private func matrix(_ planner: Planner, after cursor: MatrixPage.Cursor?) throws -> MatrixPage.Cursor? {
        let page = try application.ledger.read {
            try planner.matrix(matching: InvitationSearch(), after: cursor, limit: 100, in: $0)
        }
        let words = page.views.reduce(0) { $0 + $1.document.canonicalText.utf8.count }
        guard words > 0 else { throw BenchError("a matrix of \(page.views.count)") }
        return page.next
    }

    private func clocked(_ body: () throws -> Void) rethrows -> Double {
        let begin = ContinuousClock.now
        try body()
        return (ContinuousClock.now - begin) / .milliseconds(1)
    }

    /// The middle of so many times, in milliseconds.
    private func middle(of rounds: Int, _ body: () throws -> Void) throws -> Double {
        let times = try (0..<max(1, rounds)).map { _ in try clocked(body) }
        return times.sorted()[times.count / 2]
    }
}
