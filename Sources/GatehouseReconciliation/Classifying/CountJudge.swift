import GatehouseModel

/// What is to be said of a supply's counters, once every difference of its rows is explained.
struct CountJudge {
    let tally: SupplyTally
    /// How the rows' own differences move our count: what the vendor's counters must show if nothing else is wrong.
    let shifts: [UnitState: Int64]
    /// Why nothing can be concluded from a difference; nil when it can.
    let hold: Hold?
    let evidence: String

    var findings: [Finding] {
        let broken = broken
        if !broken.isEmpty { return broken }
        if tally.isFrozen { return [mended] }
        guard hold == nil, let units = tally.units else { return [] }
        return switch tally.stock {
        case .pool, .vendor: tally.readings.compactMap { differing($0, units) }
        case .shared: overrun + uses(units)
        case .unmetered: []
        }
    }
}

extension CountJudge {
    /// The vendor's own counters do not add up.
    private var broken: [Finding] {
        guard let why = negative ?? wrongTotal ?? wrongSum else { return [] }
        var finding = finding(
            .conservationViolated, .supply(tally.supply),
            ours: tally.units.map { "\($0.owned) owned" } ?? "not counted", theirs: why,
            severity: .high,
            proposal:
                "The vendor's counters contradict each other: nothing is issued from it until somebody has asked the vendor."
        )
        if !tally.isFrozen { finding.steps = [Finding.Step(act: .freeze(supply: tally.supply), isProtective: true)] }
        return [finding]
    }

    /// What froze it is over; a person who knows why lets it go.
    private var mended: Finding {
        finding(
            .conservationViolated, .supply(tally.supply), ours: "frozen", theirs: "the counters add up now",
            severity: .medium,
            proposal: "The vendor's counters add up again: settle this case, and it may be issued from once more.")
    }

    private var negative: String? {
        tally.readings.first { $0.value < 0 }.map { "\($0.name) is \($0.value)" }
    }

    /// The counters of units that overlap nowhere are together what the vendor says there is.
    private var wrongTotal: String? {
        var states: Set<UnitState> = []
        var sum: Int64 = 0
        for reading in tally.readings {
            guard case .units(let counted) = reading.counts else { continue }
            guard counted.allSatisfy({ states.insert($0).inserted }) else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(reading.value)
            if overflow { return "\(reading.name) is \(reading.value)" }
            sum = next
        }
        guard let total = tally.vendorTotal, !states.isEmpty, sum != total else { return nil }
        return "\(parts { if case .units = $0 { true } else { false } }) make \(sum), not \(total)"
    }

    /// A counter of all the words that others count one by one is their sum.
    private var wrongSum: String? {
        let counted = tally.readings.compactMap { reading -> (SupplyTally.Reading, Set<String>)? in
            guard case .records(let words) = reading.counts else { return nil }
            return (reading, Set(words.map(Vocabulary.folded)))
        }
        for (whole, words) in counted {
            let others = counted.filter { $0.1.isStrictSubset(of: words) }
            guard others.count > 1, others.reduce(0, { $0 + $1.1.count }) == words.count else { continue }
            let sum = others.reduce(Int64(0)) { $0 &+ $1.0.value }
            if sum != whole.value {
                return
                    "\(others.map { "\($0.0.name) \($0.0.value)" }.joined(separator: ", ")) make \(sum), not \(whole.name) \(whole.value)"
            }
        }
        return nil
    }

    private func parts(_ fits: (SupplyTally.Counts) -> Bool) -> String {
        tally.readings.filter { fits($0.counts) }.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    }

    private func expected(_ states: [UnitState], _ units: UnitCounts) -> Int64 {
        Set(states).reduce(0) { $0 &+ units[$1] &+ (shifts[$1] ?? 0) }
    }

    /// Of a quarantined unit nobody knows yet where the vendor counts it: it may stand in any of its counters.
    private func isExplained(_ difference: Int64, _ states: [UnitState], _ units: UnitCounts) -> Bool {
        guard difference > 0, !states.contains(.quarantined) else { return false }
        return difference <= units[.quarantined] &+ (shifts[.quarantined] ?? 0)
    }

    private func differing(_ reading: SupplyTally.Reading, _ units: UnitCounts) -> Finding? {
        guard case .units(let states) = reading.counts else { return nil }
        let expected = expected(states, units)
        guard reading.value != expected, !isExplained(reading.value - expected, states, units) else { return nil }
        let isMore = reading.value > expected
        return finding(
            isMore ? .countSurplus : .countShortfall, .counter(reading.name, supply: tally.supply), ours: "\(expected)",
            theirs: "\(reading.name) \(reading.value)", severity: .medium,
            proposal: isMore
                ? "The vendor counts \(reading.value - expected) more than the ledger can explain: find out where they came from, then adjust."
                : "The vendor counts \(expected - reading.value) fewer than the ledger can explain: find out where they went, then adjust."
        )
    }

    /// The uses of a shared code bear no names: more of them is what happens, fewer is not.
    private func uses(_ units: UnitCounts) -> [Finding] {
        var findings: [Finding] = []
        var counts: [UnitState: Int64] = [:]
        var isGrown = false
        for reading in tally.readings {
            guard case .units(let states) = reading.counts, let state = states.first else { continue }
            counts[state] = reading.value
            guard state == .used, reading.value != units[.used] else { continue }
            if reading.value < units[.used] {
                findings += [differing(reading, units)].compactMap { $0 }
            } else {
                isGrown = true
            }
        }
        guard isGrown, let used = counts[.used] else { return findings }
        var finding = finding(
            .unattributedUse, .supply(tally.supply), ours: "\(units[.used]) used", theirs: "\(used) used",
            severity: .info,
            proposal:
                "\(used - units[.used]) more uses of the shared code, without names: take over the vendor's counts.")
        finding.steps = [Finding.Step(act: .adoptCounts(supply: tally.supply, counts))]
        return findings + [finding]
    }

    /// Somebody passes the shared code on to people it was not meant for.
    private var overrun: [Finding] {
        let used = tally.readings.filter { if case .units([.used]) = $0.counts { true } else { false } }.map(\.value)
            .max()
        guard let used, let audience = tally.audience, audience > 0, used > audience else { return [] }
        var finding = finding(
            .multiUseOverrun, .supply(tally.supply), ours: "given to \(audience) people", theirs: "\(used) uses",
            severity: .high,
            proposal:
                "\(used - audience) more uses than people who were given the code: somebody passes it on. Deactivate it, and give out another."
        )
        finding.steps = [
            Finding.Step(
                act: .giveToPerson(
                    .init(
                        title: "\(tally.supply): deactivate the shared code",
                        steps: [
                            "The code was given to \(audience) people and is used \(used) times.",
                            "Deactivate it: 'gatehouse action list CONNECTION' names how, else in the vendor's pages.",
                        ])))
        ]
        return [finding]
    }

    private func finding(
        _ kind: DiscrepancyClass, _ subject: Discrepancy.Subject, ours: String, theirs: String,
        severity: Discrepancy.Severity,
        proposal: String
    ) -> Finding {
        Finding(
            kind: kind, subject: subject, supply: tally.supply, ours: ours, theirs: theirs, evidence: [evidence],
            severity: severity, proposal: proposal)
    }
}
