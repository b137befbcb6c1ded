import GatehouseModel
import GatehouseProviderKit

/// What is declared is what happens.
let capabilityCases: [ConformanceCase] = [
    ConformanceCase("capability.native-works", "Every way of issuing that is declared as the vendor's own works.") {
        trial in
        let ways = try trial.ways()
        if ways.isEmpty { _ = try trial.way() }
        for way in ways where (trial.run.free(way.report) ?? .max) > 0 {
            let item = trial.person()
            let outcomes = try trial.answers(trial.tryIssuing(trial.order(way, [item])), 1, way.id)
            switch outcomes[0] {
            case .done(let issued): trial.run.keep(Holding(way, item, issued))
            // Only people with an account there can get it that way, and this one has none.
            case .rejected(let refusal) where way.channel == .apply: try trial.expectSaid(refusal, way.id)
            default: throw Judged.failed("\(way.id) is declared as the vendor's own, and was \(outcomes[0].words)")
            }
        }
    },
    ConformanceCase("capability.no-is-no", "What is declared as not possible is refused when somebody asks for it.") {
        trial in
        let context = try trial.api()
        var asked = 0
        for report in try trial.supplies() where !report.isArchived {
            let supply = SupplyFacts(report, trial.descriptor)
            for channel in Channel.allCases {
                for verb in [Verb.issue, .distribute, .retract, .remind] {
                    let row = trial.descriptor.capability(verb, mode: .api, channel: channel, facet: supply.facet)
                    guard row.map({ !$0.support.isPossible }) ?? true else { continue }
                    asked += 1
                    let order = Order(
                        idempotencyKey: trial.key(), supply: supply, channel: channel, items: [trial.person()],
                        options: trial.options)
                    try trial.expectNotDone(verb, order, context, "not possible")
                }
            }
        }
        if asked == 0 { throw trial.skip("everything is possible here") }
    },
    ConformanceCase("capability.gateway-is-ours", "What Gatehouse does itself is not done by the vendor as well.") {
        trial in
        let context = try trial.api()
        var asked = 0
        for report in try trial.supplies() where !report.isArchived {
            let supply = SupplyFacts(report, trial.descriptor)
            for channel in Channel.allCases {
                for verb in [Verb.issue, .distribute] {
                    let row = trial.descriptor.capability(verb, mode: .api, channel: channel, facet: supply.facet)
                    guard row?.support == .gateway else { continue }
                    asked += 1
                    let order = Order(
                        idempotencyKey: trial.key(), supply: supply, channel: channel, items: [trial.person()],
                        options: trial.options)
                    try trial.expectNotDone(verb, order, context, "Gatehouse's own work")
                }
            }
        }
        if asked == 0 { throw trial.skip("the vendor does everything here itself") }
    },
    ConformanceCase(
        "capability.one-act", "Where issuing sends in the same act, the person has it then; else nobody has."
    ) { trial in
        for way in try trial.waysOfEachManner()
        where way.isOneAct || (way.does(.distribute) && way.channel == .vendorMail) {
            let holding = try trial.issued(1, by: way)[0]
            let meaning = try trial.meaning(of: holding)
            if way.isOneAct {
                try trial.expect(
                    meaning.isGiven, "\(way.id) is declared as one act, and afterwards the word means \(meaning)")
            } else {
                try trial.expect(
                    meaning.isWithoutHolder, "\(way.id) only sets aside, and afterwards the word means \(meaning)")
            }
        }
    },
    ConformanceCase("capability.deleted-shown", "Where the snapshot is declared to show what was taken back, it does.")
    { trial in
        guard trial.descriptor.traits.snapshotShowsDeleted else {
            throw trial.skip("the snapshot is not declared to show what was taken back")
        }
        let way = try trial.way(.retract)
        let holding = try trial.given(1, by: way)[0]
        _ = try trial.done(trial.tryRetracting(trial.order(way, [holding.item])).get(), 1, "retract")
        let records = try trial.status(.supply(way.supply.vendorID)).records
        let isShown = records.contains {
            $0.reference == holding.item.reference || $0.vendorID == holding.item.vendorID
        }
        try trial.expect(isShown, "the snapshot does not show what was taken back")
    },
]

extension Trial {
    fileprivate func expectNotDone(_ verb: Verb, _ order: Order, _ context: Context, _ why: String) throws {
        let what = "\(verb.rawValue) by \(order.channel.rawValue) from \(order.supply.name), declared as \(why),"
        switch verb {
        case .issue: try expectRefused(tryIssuing(order, context), what)
        case .distribute: try expectRefused(tryDistributing(order, context), what)
        case .retract: try expectRefused(tryRetracting(order, context), what)
        case .remind: try expectRefused(tryReminding(order, context), what)
        case .status: break
        }
    }
}
