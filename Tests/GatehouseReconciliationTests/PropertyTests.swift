import GatehouseModel
import GatehouseTesting
import Testing

@testable import GatehouseReconciliation

@Suite struct PropertyTests {
    @Test("Equal inputs give equal results, and the order of the lists plays no part in what is found")
    func deterministic() {
        forAll(cases: 600) { generator in
            var world = RandomWorld(generator: generator)
            let input = world.input()
            generator = world.generator
            let result = Reconciler.reconcile(input)
            let isSame = Reconciler.reconcile(input) == result
            try #require(isSame)
            var shuffled = input
            shuffled.ledger = generator.shuffled(input.ledger)
            shuffled.observed = generator.shuffled(input.observed)
            let again = Reconciler.reconcile(shuffled)
            try #require(difference(again.discrepancies, result.discrepancies) == [])
            try #require(again.absent == result.absent)
            try #require(again.steps.map(\.reason).sorted() == result.steps.map(\.reason).sorted())
        }
    }

    @Test("Every row is explained exactly once")
    func explained() {
        forAll(cases: 600) { generator in
            var world = RandomWorld(generator: generator)
            let input = world.input()
            let result = Reconciler.reconcile(input)
            try #require(
                result.ledgerVerdicts.count == input.ledger.count
                    && result.observedVerdicts.count == input.observed.count)
            try #require(Set(result.matches.map(\.ledger)).count == result.matches.count)
            try #require(Set(result.matches.map(\.observed)).count == result.matches.count)
            for match in result.matches {
                try #require(result.ledgerVerdicts[match.ledger] == result.observedVerdicts[match.observed])
            }
            let keys = result.discrepancies.map { "\($0.kind.rawValue) \($0.subject.text)" }
            try #require(keys.filter { key in keys.count { $0 == key } > 1 } == [])
            for case .discrepancy(let place) in result.ledgerVerdicts + result.observedVerdicts {
                try #require(result.discrepancies.indices.contains(place))
            }
            // What is about rows is the verdict of at least one; what is about counts or the snapshot of none.
            let told = Set(
                (result.ledgerVerdicts + result.observedVerdicts).compactMap {
                    if case .discrepancy(let place) = $0 { place } else { nil }
                })
            for (place, discrepancy) in result.discrepancies.enumerated() {
                if discrepancy.kind.isBeside { continue }
                // Whose a slot is stands beside its stage; of a stranger's record it is the verdict.
                if discrepancy.kind == .unattributedUse, case .invitation = discrepancy.subject { continue }
                switch discrepancy.subject {
                case .invitation, .unit, .record, .key: try #require(told.contains(place))
                case .supply, .counter, .snapshot, .act: try #require(!told.contains(place))
                case .field: Issue.record("a field is told beside a row's verdict")
                }
            }
            for step in result.steps { try #require([.auto, .plan].contains(step.policy)) }
        }
    }

    @Test("Absence is never concluded from an incomplete, stale or single snapshot")
    func absence() {
        forAll(cases: 800) { generator in
            var world = RandomWorld(generator: generator)
            let input = world.input(observed: 0...4)
            let result = Reconciler.reconcile(input)
            let matched = Set(result.matches.map(\.ledger))
            for (place, entry) in input.ledger.enumerated() where !matched.contains(place) {
                guard case .discrepancy(let index) = result.ledgerVerdicts[place],
                    case .invitation(let id) = entry.subject
                else { continue }
                let kind = result.discrepancies[index].kind
                let isConclusion = [.missingAtVendor, .outcomeNeverHappened, .outcomeConfirmed].contains(kind)
                guard isConclusion || kind == .overdueAtVendor else { continue }
                try #require(input.facts.isComplete && input.unreadRows == 0 && input.covers(entry.supply))
                try #require(input.facts.asOf >= entry.lastWriteAt.advanced(by: input.facts.lag))
                guard isConclusion else { continue }
                let previous = try #require(input.previous)
                try #require(previous.absent.contains(id) && previous.asOf < input.facts.asOf)
            }
            for id in result.absent where input.facts.isComplete == false || input.unreadRows > 0 {
                try #require(input.previous?.absent.contains(id) == true)
            }
        }
    }

    @Test("After the plan was applied, a plan over the same snapshot is empty")
    func convergence() {
        forAll(cases: 800) { generator in
            var world = RandomWorld(generator: generator)
            var vendor = ModelVendor(world.input())
            let first = Reconciler.reconcile(vendor.input)
            vendor.apply(first)
            let second = Reconciler.reconcile(vendor.input)
            try #require(second.steps.map { "\($0.act) \($0.reason)" } == [], "after \(first.steps.map(\.act))")
        }
    }

    @Test("After a run without a tick, a run over the same snapshot does nothing, and tells what waited once more")
    func steady() {
        forAll(cases: 3000) { generator in
            var vendor = ModelVendor(RandomWorld.pool(&generator))
            let first = Reconciler.reconcile(vendor.input)
            vendor.apply(first, isTicked: false)
            let second = Reconciler.reconcile(vendor.input)
            try #require(second.steps.filter { $0.policy == .auto }.map { "\($0.act) \($0.reason)" } == [])
            let isApplied = Set(first.steps.filter { $0.policy == .auto }.map(\.discrepancy))
            let left = first.discrepancies.indices.filter { !isApplied.contains($0) }
            try #require(Set(second.discrepancies.map(\.key)) == Set(left.map { first.discrepancies[$0].key }))
        }
    }

    @Test("A pair in plain agreement is no difference, whatever stands beside it: it may be left out of a run")
    func plainAgreement() {
        forAll(cases: 1500) { generator in
            var world = RandomWorld(generator: generator)
            var input = world.input(ledger: 1...1, observed: 1...1)
            input.tallies = []
            input.summaries = .init()
            let result = Reconciler.reconcile(input)
            generator = world.generator
            guard let match = result.matches.first else { return }
            let (entry, record) = (input.ledger[0], input.observed[0])
            let judge = PairJudge(
                entry: entry, record: record, level: match.level,
                place: .init(ledger: 0, observed: 0, level: match.level), hold: nil, asOf: input.facts.asOf)
            guard judge.isPlainAgreement(input.policy, now: input.now) else { return }
            try #require(result.discrepancies.isEmpty && result.steps.isEmpty && result.absent.isEmpty)
            try #require(result.ledgerVerdicts == [.agrees] && result.observedVerdicts == [.agrees])
            try #require(match.standing.interval == entry.standing.interval && match.standing.end == entry.standing.end)
        }
    }

    @Test("A record or an entry that has nothing to do with the others changes nothing else")
    func irrelevant() {
        forAll(cases: 600) { generator in
            var world = RandomWorld(generator: generator)
            let input = world.input()
            generator = world.generator
            let before = Reconciler.reconcile(input)
            var more = input
            let record = Given.record(
                .unused, vendorID: "elsewhere", address: "zoe@example.org", supply: "s9", line: 99)
            more.observed.insert(record, at: generator.number(in: 0...more.observed.count))
            let entry = Given.entry(
                "zz", Given.standing(.reserved, .reserved), addresses: ["zoe2@example.org"], supply: "s8")
            more.ledger.insert(entry, at: generator.number(in: 0...more.ledger.count))
            let after = Reconciler.reconcile(more)
            try #require(
                difference(after.discrepancies.filter { $0.subject != .record("elsewhere") }, before.discrepancies)
                    == [])
            try #require(after.discrepancies.count == before.discrepancies.count + 1)
            try #require(after.absent == before.absent && after.steps.count == before.steps.count + 1)
        }
    }

    @Test("Mirrors: what is ahead from one side is behind from the other")
    func intervalMirrors() {
        forAll(cases: 300) { generator in
            func interval(_ generator: inout SeededGenerator) -> StageInterval {
                let low = generator.element(of: Stage.allCases.filter { $0 >= .invited })
                return StageInterval(low, generator.element(of: Stage.allCases.filter { $0 >= low }))
            }
            let (ours, theirs) = (interval(&generator), interval(&generator))
            func kinds(_ ours: StageInterval, _ theirs: StageInterval) -> [DiscrepancyClass] {
                let entry = Given.entry("a", Standing(.stages(ours), asOf: Given.start))
                return Reconciler.reconcile(Given.input([entry], [Given.record(.stages(theirs), reference: "a")])).kinds
            }
            try #require(kinds(ours, theirs) == kinds(theirs, ours).map { $0.mirror ?? $0 })
            let expected: [DiscrepancyClass] =
                switch theirs.compared(to: ours) {
                case .ahead: [.vendorAhead]
                case .behind: [.vendorBehind]
                case .level, .cannotBeTold: []
                }
            try #require(kinds(ours, theirs) == expected)
        }
    }

    @Test("Mirrors: what is missing from one side is unknown from the other, and surplus is shortfall")
    func presenceAndCountMirrors() {
        forAll(cases: 200) { generator in
            let names = Set(generator.list(of: 0...8) { "n\($0.number(in: 0...9))" }).sorted()
            let others = Set(generator.list(of: 0...8) { "n\($0.number(in: 0...9))" }).sorted()
            func result(_ ours: [String], _ theirs: [String]) -> ReconciliationResult {
                Reconciler.reconcile(
                    Given.input(
                        ours.map { Given.entry($0) }, theirs.map { Given.record(.unused, reference: $0) },
                        absentBefore: ours))
            }
            func count(_ kind: DiscrepancyClass, _ result: ReconciliationResult) -> Int {
                result.kinds.count { $0 == kind }
            }
            let (here, there) = (result(names, others), result(others, names))
            try #require(count(.missingAtVendor, here) == count(.unknownAtGateway, there))
            try #require(count(.unknownAtGateway, here) == count(.missingAtVendor, there))
            try #require(here.matches.count == there.matches.count)

            let (a, b) = (generator.number(in: Int64(0)...9), generator.number(in: Int64(0)...9))
            func counted(_ ours: Int64, _ theirs: Int64) -> [DiscrepancyClass] {
                var units = UnitCounts()
                units[.available] = ours
                let tally = SupplyTally(
                    supply: "s1", stock: .vendor,
                    readings: [.init("Available", value: theirs, counts: .units([.available]))], units: units)
                return Reconciler.reconcile(Given.input([], [], tallies: [tally])).kinds
            }
            try #require(counted(a, b) == counted(b, a).map { $0.mirror ?? $0 })
        }
    }

    @Test(
        "Mirrors: coaches too many on one side are too few on the other, and a move lacks the other leg once its supplies change"
    )
    func besideMirrors() {
        forAll(cases: 200) { generator in
            func names(_ generator: inout SeededGenerator) -> Set<String> {
                Set(generator.list(of: 0...3) { $0.element(of: ["ada", "ben", "cy"]) })
            }
            func found(_ ours: Set<String>, _ theirs: Set<String>) -> [Discrepancy] {
                let entry = Given.entry("a", details: LedgerDetails(coaches: ours))
                let record = Given.record(.unused, reference: "a", details: ObservedDetails(coaches: theirs))
                return Reconciler.reconcile(Given.input([entry], [record])).discrepancies
            }
            let (one, other) = (names(&generator), names(&generator))
            let (here, there) = (found(one, other), found(other, one))
            try #require(here.map(\.kind) == there.map(\.kind) && here.isEmpty == (one == other))
            for (found, isMore) in [(here, !other.isSubset(of: one)), (there, !one.isSubset(of: other))] {
                try #require(found.allSatisfy { $0.policy == (isMore ? .case : .plan) })
            }
            func legs(_ excess: Int64, _ otherExcess: Int64, isBack: Bool) -> [Discrepancy.Subject] {
                func tally(_ supply: String, _ excess: Int64) -> SupplyTally {
                    var units = UnitCounts()
                    units.purchased = 9
                    units[.available] = 9
                    return SupplyTally(
                        supply: supply, stock: .vendor, readings: [], vendorTotal: 9 + excess, units: units)
                }
                let move = Transfer(count: 2, from: isBack ? "s2" : "s1", to: isBack ? "s1" : "s2", at: Given.start)
                return Reconciler.reconcile(
                    Given.input(
                        [], [], tallies: [tally("s1", excess), tally("s2", otherExcess)],
                        summaries: .init(transfers: [move]))
                ).discrepancies.filter { $0.kind == .transferUnpaired }.map(\.subject)
            }
            let excess = generator.number(in: Int64(-2)...2)
            try #require(legs(0, excess, isBack: false) == (excess == -2 ? [.supply("s2")] : []))
            try #require(legs(excess, 0, isBack: true) == (excess == -2 ? [.supply("s1")] : []))
            try #require(legs(excess, 0, isBack: false) == (excess == 2 ? [.supply("s1")] : []))
        }
    }

    @Test("A class with a mirror is its mirror's mirror")
    func mirrorsOfMirrors() {
        for kind in DiscrepancyClass.allCases { if let mirror = kind.mirror { #expect(mirror.mirror == kind) } }
    }

    private func difference(_ a: [Discrepancy], _ b: [Discrepancy]) -> [Discrepancy] {
        zip(a, b).filter { $0 != $1 }.flatMap { [$0, $1] } + a.dropFirst(b.count) + b.dropFirst(a.count)
    }
}
