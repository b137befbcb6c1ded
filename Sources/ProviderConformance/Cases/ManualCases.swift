import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Verbs that the vendor leaves to a person although it has an interface.
let manualCases: [ConformanceCase] = [
    ConformanceCase(
        "manual.one-answer-each", "What the interface leaves to a person waits for a task; nothing counts as done."
    ) { trial in
        try trial.forEachLeft { left in
            try trial.expect(
                left.answer.outcomes.count == 3, "\(left.what): \(left.answer.outcomes.count) answers for 3 items")
            for outcome in left.answer.outcomes {
                switch outcome {
                case .manual(let task):
                    try trial.expect(
                        left.answer.tasks.indices.contains(task),
                        "\(left.what): an item waits for a task that is not there")
                case .rejected(let refusal): try trial.expectSaid(refusal, left.what)
                default: throw Judged.failed("\(left.what) is left to a person, and an item was \(outcome.words)")
                }
            }
        }
    },
    ConformanceCase("manual.tasks", "Each task has a title, its steps and the items that wait for it, and hides codes.")
    {
        trial in
        try trial.forEachLeft { left in
            for (index, task) in left.answer.tasks.enumerated() {
                try trial.expect(task.title.isOneLine, "\(left.what): a task has no title of one line")
                try trial.expect(
                    !task.steps.isEmpty && task.steps.allSatisfy { !$0.isEmpty },
                    "\(left.what): the task \"\(task.title)\" has no steps, or an empty one")
                try trial.expectNone(task.asks.faults(), "\(left.what): what ticking off asks for")
                let waiting = zip(left.items, left.answer.outcomes).filter { $1.isManual(index) }.map(\.0.reference)
                try trial.expect(
                    !waiting.isEmpty && task.references.sorted() == waiting.sorted(),
                    "\(left.what): the task \"\(task.title)\" names other items than wait for it")
                let secrets = left.items.flatMap { [$0.credential, $0.link].compactMap { $0?.reveal() } }
                let open =
                    ([task.title] + task.steps
                    + task.materials.filter { !$0.isSecret }.map { String(decoding: $0.content, as: UTF8.self) })
                    .joined(separator: "\n")
                try trial.expect(
                    !secrets.contains { open.contains($0) }, "\(left.what): a code stands in the open of a task")
            }
        }
    },
    ConformanceCase(
        "manual.bad-neighbour", "One item that cannot be left to a person is refused by itself; its neighbours wait."
    ) { trial in
        try trial.forEachLeft(middle: { trial.stranger(to: $0) }) { left in
            try trial.expect(
                left.answer.outcomes.count == 3, "\(left.what): \(left.answer.outcomes.count) answers for 3 items")
            for index in [0, 2] where !left.answer.outcomes[index].isManual(nil) {
                throw Judged.failed(
                    "\(left.what): an item beside one that is not there was \(left.answer.outcomes[index].words)")
            }
            if case .rejected(let refusal) = left.answer.outcomes[1] { try trial.expectSaid(refusal, left.what) }
        }
    },
    ConformanceCase("manual.not-yet", "Before anybody has ticked it off the vendor shows what it showed before.") {
        trial in
        try trial.forEachLeft { left in
            for record in try trial.lookUp(left.items.map(\.reference)) {
                guard let before = left.words[record.reference ?? ""] else { continue }
                try trial.expect(
                    record.word == before,
                    "\(left.what): the vendor said \"\(before)\", and now \"\(record.word)\"")
            }
        }
    },
]

/// One verb on three people that the interface left to a person.
private struct LeftToPerson {
    let what: String
    let items: [OrderItem]
    /// What the vendor said of each before, by reference.
    let words: [String: String]
    let answer: ManualAnswer
}

extension ItemOutcome {
    /// Waits for this task, or for any.
    fileprivate func isManual(_ task: Int?) -> Bool {
        if case .manual(let own) = self { task.map { $0 == own } ?? true } else { false }
    }
}

extension Trial {
    /// Somebody whom the vendor does not know by what it knows of others.
    fileprivate func stranger(to item: OrderItem) -> OrderItem {
        item.vendorID == nil && item.credential == nil ? slot() : person()
    }

    fileprivate func forEachLeft(
        middle change: (OrderItem) -> OrderItem = { $0 }, _ judge: (LeftToPerson) throws -> Void
    ) throws {
        let context = try api()
        var seen: Set<String> = []
        for report in try supplies() where !report.isArchived && (run.free(report) ?? .max) >= 3 {
            let supply = SupplyFacts(report, descriptor)
            for channel in Channel.allCases {
                for verb in [Verb.issue, .distribute, .retract, .remind] {
                    let row = descriptor.capability(verb, mode: .api, channel: channel, facet: supply.facet)
                    let fits = row?.conditions.allSatisfy {
                        $0.holds(for: supply, settings: context.settings, channel: channel)
                    }
                    guard row?.support == .manual, fits ?? false else { continue }
                    let what = "\(verb.rawValue) by \(channel.rawValue), \(report.category)"
                    guard seen.insert(what).inserted, var items = try toLeave(verb, report, channel) else { continue }
                    items[1] = change(items[1])
                    let known = verb == .issue ? [] : try lookUp(items.map(\.reference))
                    let words = Dictionary(known.map { ($0.reference ?? "", $0.word) }) { first, _ in first }
                    let order = Order(
                        idempotencyKey: key(), supply: supply, channel: channel, items: items, options: options)
                    let answer: ManualAnswer =
                        switch verb {
                        case .issue: ManualAnswer(try provider.issue(order, context))
                        case .distribute: ManualAnswer(try provider.distribute(order, context))
                        case .retract: ManualAnswer(try provider.retract(order, context))
                        default: ManualAnswer(try provider.remind(order, context))
                        }
                    try judge(
                        LeftToPerson(what: what, items: items, words: words, answer: answer))
                }
            }
        }
        if seen.isEmpty { throw skip("the interface leaves no verb to a person") }
    }

    /// Three people as far as the verb needs them; nil where the vendor does not issue this way.
    private func toLeave(_ verb: Verb, _ report: SupplyReport, _ channel: Channel) throws -> [OrderItem]? {
        if verb == .issue { return people(3) }
        guard let way = Way(report, channel, descriptor, settings: try api().settings) else { return nil }
        return try (verb == .distribute ? issued(3, by: way) : given(3, by: way)).map(\.item)
    }
}
