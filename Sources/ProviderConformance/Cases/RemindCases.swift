import GatehouseModel
import GatehouseProviderKit

/// Nudging people who have not moved on.
let remindCases: [ConformanceCase] = [
    ConformanceCase(
        "remind.open", "Whoever has not moved on is reminded, and that changes nothing about where they stand."
    ) { trial in
        let way = try trial.way(.remind)
        let holding = try trial.given(1, by: way)[0]
        let before = try trial.record(of: holding)
        _ = try trial.done(trial.tryReminding(trial.order(way, [holding.item])).get(), 1, "remind")
        let after = try trial.record(of: holding)
        try trial.expect(after.word == before.word, "the reminder changed \"\(before.word)\" to \"\(after.word)\"")
    },
    ConformanceCase("remind.same-key", "The same key with the same order reminds once.") { trial in
        try trial.needsKeys()
        let way = try trial.way(.remind)
        let holding = try trial.given(1, by: way)[0]
        let order = trial.order(way, [holding.item])
        let first = try trial.done(trial.tryReminding(order).get(), 1, "remind")
        let again = try trial.done(trial.tryReminding(order).get(), 1, "the same order again")
        try trial.expect(first == again, "the same key is answered otherwise")
    },
    ConformanceCase(
        "remind.one-mail", "However often one reminder is sent, its person gets one mail of it.", level: .full
    ) { trial in
        try trial.needsKeys()
        let bench = try trial.bench()
        let way = try trial.way(.remind, where: { $0.channel == .vendorMail })
        let holding = try trial.given(1, by: way)[0]
        let address = holding.item.recipient?.address ?? ""
        let before = try bench.mails(to: address)
        let order = trial.order(way, [holding.item])
        for _ in 0..<2 { _ = try trial.done(trial.tryReminding(order).get(), 1, "remind") }
        let mails = try bench.mails(to: address) - before
        try trial.expect(mails == 1, "\(mails) mails were sent for one reminder")
    },
    ConformanceCase(
        "remind.bad-neighbour", "One invitation that is not there is refused by itself; its neighbours are reminded."
    ) { trial in
        let way = try trial.way(.remind)
        let holdings = try trial.given(2, by: way)
        let items = [holdings[0].item, trial.nobodys(way), holdings[1].item]
        let outcomes = try trial.answers(trial.tryReminding(trial.order(way, items)), 3, "remind")
        try trial.expectNeighboursServed(outcomes)
    },
    ConformanceCase("remind.lost-answer", "An answer that is lost after the reminder leaves it unknown.") { trial in
        let way = try trial.way(.remind)
        let holding = try trial.given(1, by: way)[0]
        let order = trial.order(way, [holding.item])
        try trial.expectUnknown(
            trial.tampered(.lose(.answerLost)) { try trial.tryReminding(order) }, "remind, its answer lost")
    },
    ConformanceCase("remind.completed", "Whoever has completed is never reminded.", level: .full) { trial in
        let bench = try trial.bench()
        let way = try trial.way(.remind)
        let holding = try trial.given(1, by: way)[0]
        try bench.move(holding.item.reference, to: .completed)
        let address = holding.item.recipient?.address ?? ""
        let before = try? bench.mails(to: address)
        try trial.expectRefused(trial.tryReminding(trial.order(way, [holding.item])), "remind after completion")
        try trial.expect(before == (try? bench.mails(to: address)), "somebody who has completed got a mail")
    },
]
