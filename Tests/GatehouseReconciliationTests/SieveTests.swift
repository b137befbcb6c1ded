import GatehouseModel
import GatehouseTesting
import Testing

@testable import GatehouseEngine
@testable import GatehouseReconciliation

@Suite("What need not be looked at")
struct SieveTests {
    @Test(
        "The judges find the same in what is let through as in everything, and count the same",
        arguments: [0, 1 << 20, 1 << 30])
    func same(memory: Int) {
        var kept: (matched: Int64, held: Int, free: Int, seen: Int) = (0, 0, 0, 0)
        forAll(cases: 1500) { generator in
            var world = SieveWorld(generator: generator)
            let input = world.input()
            generator = world.generator
            let whole = Reconciler.reconcile(input.everything)
            let (passed, seen) = try input.passed(memory: memory)
            let rest = Reconciler.reconcile(passed)
            let (found, wanted) = (rest.discrepancies, whole.discrepancies)
            try #require(found.filter { !wanted.contains($0) }.map(\.words) == [])
            try #require(wanted.filter { !found.contains($0) }.map(\.words) == [])
            try #require(found == wanted)
            try #require(rest.absent == whole.absent)
            try #require(SieveTests.steps(rest, passed) == SieveTests.steps(whole, input.everything))
            try #require(Int64(rest.matches.count) + passed.sieved.matched == Int64(whole.matches.count))
            // Nothing of what was kept back is to be written down but when it was seen.
            let shown = Set(rest.matches.map { passed.ledger[$0.ledger].subject })
            for match in whole.matches where !shown.contains(input.everything.ledger[match.ledger].subject) {
                try #require(!match.isOfAnother)
                guard case .invitation(let id) = input.everything.ledger[match.ledger].subject else { continue }
                try #require(match.isNews == (seen[id] != nil))
                if let told = seen[id] { try #require(told.isNews && told.standing == match.standing) }
            }
            kept.seen += seen.count
            kept.matched += passed.sieved.matched
            kept.held += passed.sieved.holds.values.reduce(0) { $0 + $1.values.reduce(0, +) }
            kept.free += input.everything.observed.count - passed.observed.count
        }
        #expect(kept.matched > 1000 && kept.held > 100 && kept.free > Int(kept.matched) && kept.seen > 100)
    }

    /// Steps with their records by source, since places differ.
    private static func steps(_ result: ReconciliationResult, _ input: ReconciliationInput) -> [String] {
        result.steps.map { step in
            var step = step
            func source(_ place: Int?) -> String { place.map { "\(input.observed[$0].record.source)" } ?? "-" }
            let act: String
            switch step.act {
            case .confirm(let id, let subject, let place): act = "confirm \(id) \(subject) \(source(place))"
            case .acceptUse(let subject, let place): act = "acceptUse \(subject) \(source(place))"
            case .advance(let subject, let place): act = "advance \(subject) \(source(place))"
            case .acceptEnd(let subject, let end, let place): act = "acceptEnd \(subject) \(end) \(source(place))"
            case .importRecord(let place): act = "import \(source(place))"
            case .addAddress(let subject, let place): act = "addAddress \(subject) \(source(place))"
            case .attribute(let subject, let place): act = "attribute \(subject) \(source(place))"
            case .adoptCounts(let supply, let counts):
                act = "adoptCounts \(supply) \(counts.sorted { $0.key.rawValue < $1.key.rawValue })"
            default: act = "\(step.act)"
            }
            step.act = .freeze(supply: "")
            return "\(act) \(step)"
        }
    }
}

extension Discrepancy {
    fileprivate var words: String {
        "\(kind) \(subject.text) ours \(ours) theirs \(theirs) \(evidence) \(policy) \(proposal)"
    }
}
