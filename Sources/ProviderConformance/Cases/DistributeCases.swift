import GatehouseModel
import GatehouseProviderKit

/// Getting a credential to its person, where the vendor does that in an act of its own.
let distributeCases: [ConformanceCase] = [
    ConformanceCase(
        "distribute.one-answer-each", "Each item gets one answer in its order, with reference and address repeated."
    ) { trial in
        let way = try trial.way(.distribute)
        let holdings = try trial.issued(3, by: way)
        let answer = try trial.tryDistributing(trial.order(way, holdings.map(\.item))).get()
        for (holding, value) in zip(holdings, try trial.done(answer, 3, "distribute \(way.id)")) {
            let echo = value.echo
            try trial.expect(
                echo.reference == nil || echo.reference == holding.item.reference, "the answers are not in order")
            let address = holding.item.recipient?.address.lowercased()
            try trial.expect(echo.address == nil || echo.address?.lowercased() == address, "it went to another address")
            if let word = value.word {
                let known = trial.descriptor.vocabulary.meaning(of: word, for: way.facet)
                try trial.expect(known != nil, "the vendor's word \"\(word)\" is not in the vocabulary")
            }
        }
    },
    ConformanceCase("distribute.shown", "What was handed out is shown so.") { trial in
        let way = try trial.way(.distribute, where: { !$0.isOneAct })
        let holding = try trial.issued(1, by: way)[0]
        try trial.expect(
            trial.meaning(of: holding).isWithoutHolder, "before it is handed out it counts as handed out already")
        _ = try trial.done(trial.tryDistributing(trial.order(way, [holding.item])).get(), 1, "distribute")
        let after = try trial.meaning(of: holding)
        try trial.expect(after.isGiven, "after it was handed out the vendor's word means \(after)")
    },
    ConformanceCase("distribute.same-key", "The same key with the same order is answered as the first time.") { trial in
        try trial.needsKeys()
        let way = try trial.way(.distribute)
        let holding = try trial.issued(1, by: way)[0]
        let order = trial.order(way, [holding.item])
        let first = try trial.done(trial.tryDistributing(order).get(), 1, "distribute")
        let again = try trial.done(trial.tryDistributing(order).get(), 1, "the same order again")
        try trial.expect(first == again, "the same key is answered otherwise")
    },
    ConformanceCase("distribute.one-mail", "However often one order is sent, its person gets one mail.", level: .full) {
        trial in
        try trial.needsKeys()
        let bench = try trial.bench()
        func mails(_ way: Way) -> Bool { way.channel == .vendorMail && (way.isOneAct || way.does(.distribute)) }
        _ = try trial.way(where: mails)
        var seen: Set<Bool> = []
        for way in try trial.ways() where mails(way) && seen.insert(way.isOneAct).inserted {
            let item = trial.person()
            let issuing = trial.order(way, [item])
            let issued = try trial.issued(1, by: way, [item], key: issuing.idempotencyKey)
            _ = try trial.tryIssuing(issuing).get()
            if !way.isOneAct {
                let order = trial.order(way, issued.map(\.item))
                for _ in 0..<2 { _ = try trial.done(trial.tryDistributing(order).get(), 1, "distribute") }
            }
            let mails = try bench.mails(to: item.recipient?.address ?? "")
            try trial.expect(mails == 1, "\(way.id): \(mails) mails were sent for one order")
        }
    },
    ConformanceCase(
        "distribute.bad-neighbour", "One credential that is not there is refused by itself; its neighbours go out."
    ) { trial in
        let way = try trial.way(.distribute)
        let holdings = try trial.issued(2, by: way)
        let items = [holdings[0].item, trial.nobodys(way), holdings[1].item]
        let outcomes = try trial.answers(trial.tryDistributing(trial.order(way, items)), 3, "distribute")
        try trial.expectNeighboursServed(outcomes)
    },
    ConformanceCase(
        "distribute.used", "What was used is not handed out again: its word stays, and nobody gets a mail.",
        level: .full
    ) { trial in
        let bench = try trial.bench()
        let way = try trial.way(.distribute, where: { !$0.isOneAct })
        let holding = try trial.given(1, by: way)[0]
        try bench.move(holding.item.reference, to: .completed)
        let before = try trial.record(of: holding)
        let address = holding.item.recipient?.address ?? ""
        let mails = try? bench.mails(to: address)
        _ = try trial.tryDistributing(trial.order(way, [holding.item]))
        let after = try trial.record(of: holding)
        try trial.expect(
            after.word == before.word, "handing out again changed \"\(before.word)\" to \"\(after.word)\"")
        try trial.expect(mails == (try? bench.mails(to: address)), "somebody who has completed got a mail")
    },
    ConformanceCase(
        "distribute.lost-answer", "An answer that is lost after the act leaves it unknown, and a look-up shows it."
    ) { trial in
        let way = try trial.way(.distribute, where: { !$0.isOneAct })
        let holding = try trial.issued(1, by: way)[0]
        let order = trial.order(way, [holding.item])
        try trial.expectUnknown(
            trial.tampered(.lose(.answerLost)) { try trial.tryDistributing(order) }, "distribute, its answer lost")
        let meaning = try trial.meaning(of: holding)
        try trial.expect(meaning.isGiven, "after it was handed out the vendor's word means \(meaning)")
    },
]

extension Trial {
    /// An invitation under which nothing was ever issued.
    func nobodys(_ way: Way) -> OrderItem {
        let item = person("-nobody")
        return OrderItem(
            reference: item.reference, recipient: item.recipient,
            credential: Secret("NO-SUCH-\(run.name)-\(run.next())"),
            vendorID: "no-such-\(run.name)", channel: way.channel)
    }

    /// The first and the last are done, the one between is refused with a reason.
    func expectNeighboursServed<Value>(_ outcomes: [ItemOutcome<Value>]) throws {
        for index in [0, outcomes.count - 1] {
            guard case .done = outcomes[index] else {
                throw Judged.failed("a good item beside one that is not there was \(outcomes[index].words)")
            }
        }
        guard case .rejected(let refusal) = outcomes[1] else {
            throw Judged.failed("what is not there was \(outcomes[1].words)")
        }
        try expectSaid(refusal, "what is not there")
    }
}
