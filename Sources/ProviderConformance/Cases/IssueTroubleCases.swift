import GatehouseModel
import GatehouseProviderKit

/// Answers that are lost, and what is known then.
let issueTroubleCases: [ConformanceCase] = [
    ConformanceCase(
        "issue.lost-answer", "An answer that is lost after the act leaves it unknown, and a look-up finds it."
    ) { trial in
        for way in try trial.waysOfEachManner() {
            let items = trial.people(1)
            let attempt = try trial.issuing(trial.order(way, items), under: .lose(.answerLost))
            try trial.expectUnknown(attempt, "\(way.id), its answer lost")
            try trial.needsLookUp()
            let found = try trial.lookUp([items[0].reference])
            try trial.expect(found.count == 1, "\(way.id): the look-up finds \(found.count) records of what was done")
            try trial.expect(
                found[0].vendorID != nil || found[0].credential != nil,
                "\(way.id): what is found has neither id nor credential")
        }
    },
    ConformanceCase(
        "issue.lost-answer-repeated", "The same key after a lost answer brings what was issued, and one unit only."
    ) {
        trial in
        try trial.needsKeys()
        for way in try trial.waysOfEachManner() {
            let before = try trial.units(of: way.supply.vendorID)
            let items = trial.people(1)
            let order = trial.order(way, items)
            try trial.expectUnknown(trial.issuing(order, under: .lose(.answerLost)), "\(way.id), its answer lost")
            let holdings = try trial.issued(1, by: way, items, key: order.idempotencyKey)
            let records = try trial.lookUp(holdings)
            try trial.expect(records.count == 1, "\(way.id): \(records.count) records after one act and its repetition")
            let after = try trial.units(of: way.supply.vendorID)
            try trial.expect(
                before.counting(.available) - after.counting(.available) <= 1,
                "\(way.id): the repetition took another unit")
        }
    },
    ConformanceCase("issue.never-sent", "What was never sent is said to have no effect, and a look-up finds nothing.") {
        trial in
        let way = try trial.way()
        let items = trial.people(1)
        let attempt = try trial.issuing(trial.order(way, items), under: .stop(.neverSent))
        try trial.expectRefused(attempt, "issue, never sent")
        try trial.needsLookUp()
        try trial.expect(trial.lookUp([items[0].reference]).isEmpty, "a look-up finds what was never sent")
    },
    ConformanceCase(
        "issue.bad-neighbour", "One address that cannot be used is refused by itself; its neighbours are served."
    ) { trial in
        for way in try trial.waysOfEachManner() {
            var items = trial.people(3)
            items[1] = OrderItem(
                reference: items[1].reference, recipient: Recipient(address: "no address at all", language: "en"))
            let outcomes = try trial.answers(
                trial.tryIssuing(trial.order(way, items)), 3, "\(way.id) with one bad address")
            for index in [0, 2] {
                guard case .done(let issued) = outcomes[index] else {
                    throw Judged.failed("\(way.id): a good address beside a bad one was \(outcomes[index].words)")
                }
                trial.run.keep(Holding(way, items[index], issued))
            }
            if case .rejected(let refusal) = outcomes[1] {
                try trial.expectSaid(refusal, "\(way.id), a bad address")
            } else if way.channel == .vendorMail || way.channel == .apply {
                throw Judged.failed("\(way.id): an address that cannot be mailed was \(outcomes[1].words)")
            }
        }
    },
    ConformanceCase(
        "issue.nameless", "A slot without a name gets a credential of its own or a refusal, never a person's."
    ) { trial in
        for way in try trial.waysOfEachManner() {
            let items = [trial.slot(), trial.slot()]
            let outcomes: [ItemOutcome<IssuedCredential>]
            switch try trial.tryIssuing(trial.order(way, items)) {
            case .success(let answer):
                try trial.expect(answer.items.count == 2, "\(way.id): \(answer.items.count) answers for 2 slots")
                outcomes = answer.items
            case .failure(let error):
                try trial.expect(error.effect == .none, "\(way.id): slots without a name leave it unknown: \(error)")
                continue
            }
            var codes: [Secret] = []
            for (item, outcome) in zip(items, outcomes) {
                switch outcome {
                case .done(let issued):
                    codes += [issued.secret ?? issued.link].compactMap { $0 }
                    try trial.expect(
                        issued.echo.address == nil, "\(way.id): a slot without a name was given to an address")
                    trial.run.keep(Holding(way, item, issued))
                case .rejected(let refusal): try trial.expectSaid(refusal, "\(way.id), a slot")
                default: throw Judged.failed("\(way.id): a slot was \(outcome.words)")
                }
            }
            try trial.expect(Set(codes).count == codes.count, "\(way.id): two slots got the same credential")
        }
    },
]

extension Trial {
    /// Issues while something happens to the call.
    func issuing(_ order: Order, under deed: Tampering.Deed) throws -> Attempt<IssuedCredential> {
        try tampered(deed) { try tryIssuing(order) }
    }

    /// Does something while each changing call (or any) is tampered with; the call must have come that far.
    func tampered<T>(
        _ deed: Tampering.Deed, of calls: Tampering.Calls = .changing, skipping: Int = 0, _ act: () throws -> T
    ) throws -> T {
        let link = try watched()
        link.begin(Tampering(deed, of: calls, skipping: skipping))
        defer { link.begin(nil) }
        let result = try act()
        if link.hadNothing { throw skip("the vendor's answer holds nothing of the kind that could be wrong") }
        guard link.strikes > 0 else { throw Judged.failed("the vendor was not asked at all: \(result)") }
        return result
    }

    /// Only where the vendor can be asked for our reference.
    func needsLookUp() throws {
        guard let declared = descriptor.traits.idempotency[.api], declared != .none, declared != .bySnapshot else {
            throw skip("the vendor cannot be asked for our reference")
        }
    }
}
