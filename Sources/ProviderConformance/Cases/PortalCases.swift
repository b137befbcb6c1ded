import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Work that a person does in the vendor's portal: what is left to them, and whether they can do it.
let portalCases: [ConformanceCase] = [
    ConformanceCase("portal.one-answer-each", "Each item waits for one task or is refused; nothing counts as done.") {
        trial in
        try trial.forEachManualOrder { verb, order, answer in
            try trial.expect(
                answer.outcomes.count == order.items.count,
                "\(verb): \(answer.outcomes.count) answers for \(order.items.count) items")
            for outcome in answer.outcomes {
                switch outcome {
                case .manual(let task):
                    try trial.expect(
                        answer.tasks.indices.contains(task), "\(verb): an item waits for a task that is not there")
                case .rejected(let refusal): try trial.expectSaid(refusal, verb)
                case .done: throw Judged.failed("\(verb): an item counts as done before anybody has ticked it off")
                case .retry, .unknown: throw Judged.failed("\(verb): an item was \(outcome.words)")
                }
            }
        }
    },
    ConformanceCase(
        "portal.steps", "Each task has a title and its steps, one click or entry each, and asks what can be answered."
    ) { trial in
        try trial.forEachManualTask { verb, _, task in
            try trial.expect(task.title.isOneLine, "\(verb): a task has no title of one line")
            try trial.expect(
                !task.steps.isEmpty && task.steps.allSatisfy { !$0.isEmpty },
                "\(verb): the task \"\(task.title)\" has no steps, or an empty one")
            try trial.expectNone(task.asks.faults(), "\(verb): what ticking off asks for")
        }
    },
    ConformanceCase(
        "portal.material",
        "Each task holds the file or text that the site takes, and everybody is in it; one about one person may name it in its steps."
    ) { trial in
        try trial.forEachManualTask { verb, items, task in
            let isNamed = items.count == 1
            try trial.expect(
                isNamed || !task.materials.isEmpty, "\(verb): the task \"\(task.title)\" has neither file nor text")
            for material in task.materials {
                try trial.expect(
                    !material.name.isEmpty && material.mediaType.contains("/"),
                    "\(verb): a material has no name or no type")
                try trial.expect(!material.content.isEmpty, "\(verb): \(material.name) is empty")
            }
            let words = isNamed ? [task.title] + task.steps : []
            let all = (task.materials.map { String(decoding: $0.content, as: UTF8.self) } + words).joined(
                separator: "\n")
            let missing = items.filter { item in
                let known = [item.recipient?.address, item.credential?.reveal(), item.link?.reveal(), item.vendorID]
                    .compactMap { $0 }
                return !known.isEmpty && !known.contains { all.contains($0) }
            }
            try trial.expect(
                missing.isEmpty, "\(verb): \(missing.count) of \(items.count) people are in no file or text of the task"
            )
        }
    },
    ConformanceCase("portal.references", "The tasks name the items that wait for them, each once.") { trial in
        try trial.forEachManualOrder { verb, order, answer in
            for (index, task) in answer.tasks.enumerated() {
                let waiting = zip(order.items, answer.outcomes).filter { $1.waits(for: index) }.map(\.0.reference)
                try trial.expect(!waiting.isEmpty, "\(verb): nobody waits for the task \"\(task.title)\"")
                try trial.expect(
                    task.references.sorted() == waiting.sorted(),
                    "\(verb): the task \"\(task.title)\" names other items than wait for it")
            }
        }
    },
    ConformanceCase(
        "portal.secrets-marked", "A file or text with a code is marked as secret; steps and titles hold none."
    ) { trial in
        try trial.forEachManualTask { verb, items, task in
            let secrets = items.flatMap { [$0.credential, $0.link].compactMap { $0 } }
            for material in task.materials where !material.isSecret {
                let text = String(decoding: material.content, as: UTF8.self)
                try trial.expect(
                    !secrets.contains { trial.holds(text, $0) },
                    "\(verb): \(material.name) holds a code and is not marked as secret")
            }
            let words = ([task.title] + task.steps).joined(separator: "\n")
            try trial.expect(!secrets.contains { trial.holds(words, $0) }, "\(verb): a code stands in the steps")
        }
    },
    ConformanceCase(
        "portal.upload", "An upload has exactly the columns that the site takes, and comes back as it was written."
    ) { trial in
        let exact = trial.descriptor.files.filter { $0.purpose == .upload && $0.isExact }
        guard !exact.isEmpty else { throw trial.skip("no file is declared that the site takes column by column") }
        var seen = 0
        try trial.forEachManualTask { verb, items, task in
            let asked = Set(items.compactMap { $0.recipient?.address })
            for material in task.materials where !material.isSecret {
                guard let written = try trial.addresses(in: material, as: exact, verb) else { continue }
                seen += 1
                try trial.expect(
                    Set(written).count == written.count && asked.isSuperset(of: written),
                    "\(verb): \(material.name) names somebody else, or one twice")
            }
        }
        try trial.expect(seen > 0, "a file is declared that the site takes, and no task ever holds it")
    },
    ConformanceCase(
        "portal.bad-neighbour",
        "A slot without a name is done by itself or refused by itself; its neighbours keep their task."
    ) { trial in
        try trial.forEachManualOrder(middle: { $0.nameless }) { verb, order, answer in
            try trial.expect(
                answer.outcomes.count == order.items.count,
                "\(verb): \(answer.outcomes.count) answers for \(order.items.count) items")
            for index in [0, order.items.count - 1] {
                guard case .manual = answer.outcomes[index] else {
                    throw Judged.failed("\(verb): somebody beside a nameless slot was \(answer.outcomes[index].words)")
                }
            }
        }
    },
    ConformanceCase("portal.no-calls", "In portal mode nobody is called.") { trial in
        let trap = WatchedLink(NoVendor())
        _ = try trial.portal(link: trap)
        if trial.run.subject.isOutside {
            throw trial.skip("the provider stands outside: whom it calls by itself cannot be seen from here")
        }
        try trial.forEachManualOrder(link: trap) { _, _, _ in }
        try trial.expect(trap.sent.isEmpty, "\(trap.sent.count) calls were made in portal mode")
    },
    ConformanceCase("portal.status", "What nobody can be asked in portal mode is refused, and the remedy named.") {
        trial in
        let context = try trial.portal()
        let error = try trial.error { _ = try trial.provider.status(StatusQuery(.everything), context) }
        guard let error else {
            throw Judged.failed("a snapshot was answered in portal mode, where nobody can be asked")
        }
        try trial.expect(
            error.effect == .none && error.code == .notSupported, "it says \(error.code.rawValue), not not_supported")
        try trial.expect(error.message.contains(" "), "it does not say what to do instead")
    },
    ConformanceCase("portal.actions", "Each action that is done by hand gives a task with steps, or says why not.") {
        trial in
        let context = try trial.portal()
        let manual = trial.descriptor.actions.filter { $0.support[.portal] == .manual }
        if manual.isEmpty { throw trial.skip("no action is done by hand") }
        for action in manual {
            guard let order = trial.portalOrder(action) else { continue }
            var answer: ActionAnswer?
            let error = try trial.error { answer = try trial.provider.perform(order, context) }
            if let error {
                try trial.expect(error.effect == .none, "\(action.name): \(error)")
                continue
            }
            switch answer?.outcome {
            case .manual(let task)?:
                let tasks = answer?.tasks ?? []
                try trial.expect(tasks.indices.contains(task), "\(action.name) waits for a task that is not there")
                try trial.expect(
                    !tasks[task].steps.isEmpty && tasks[task].title.isOneLine, "\(action.name) has no steps or no title"
                )
            case .rejected(let refusal)?: try trial.expectSaid(refusal, action.name)
            default:
                throw Judged.failed(
                    "\(action.name) is done by hand, and was \(answer?.outcome.words ?? "not answered")")
            }
        }
    },
]

/// What a manual verb answers, whatever the verb's own values.
struct ManualAnswer {
    let outcomes: [ItemOutcome<Void>]
    let tasks: [ManualTask]

    init<Value>(_ answer: Answer<Value>) {
        outcomes = answer.items.map { outcome in
            switch outcome {
            case .done: .done(())
            case .rejected(let refusal): .rejected(refusal)
            case .retry(let refusal, let after): .retry(refusal, after: after)
            case .unknown(let words): .unknown(words)
            case .manual(let task): .manual(task: task)
            }
        }
        tasks = answer.tasks
    }
}

extension ItemOutcome {
    fileprivate func waits(for task: Int) -> Bool { if case .manual(task: task) = self { true } else { false } }
}

extension OrderItem {
    /// The same without a name: what is left is its credential.
    fileprivate var nameless: OrderItem {
        OrderItem(
            reference: reference, recipient: nil, credential: credential, link: link, aliases: aliases,
            vendorID: vendorID,
            channel: channel)
    }
}

extension Trial {
    /// Three people (the middle one changed where asked) for every verb, channel and kind that is manual in portal mode.
    fileprivate func forEachManualOrder(
        middle change: (OrderItem) -> OrderItem = { $0 }, link: (any VendorLink)? = nil,
        _ judge: (String, Order, ManualAnswer) throws -> Void
    ) throws {
        let context = try portal(link: link)
        var asked = 0
        for kind in descriptor.supplyKinds {
            let supply = SupplyFacts(
                vendorID: "sample-\(kind.category)", name: "Sample \(kind.label)", usage: kind.usage,
                category: kind.category,
                stock: kind.stock[.portal] ?? .unmetered, available: 100)
            for channel in Channel.allCases {
                for verb in [Verb.issue, .distribute, .retract, .remind] {
                    let row = descriptor.capability(verb, mode: .portal, channel: channel, facet: supply.facet)
                    let fits = row?.conditions.allSatisfy {
                        $0.holds(for: supply, settings: context.settings, channel: channel)
                    }
                    guard row?.support == .manual, fits ?? false else { continue }
                    asked += 1
                    var items = (0..<3).map { _ in verb == .issue ? person() : held(by: channel) }
                    items[1] = change(items[1])
                    let order = Order(
                        idempotencyKey: key(), supply: supply, channel: channel, items: items, options: options)
                    let answer: ManualAnswer =
                        switch verb {
                        case .issue: ManualAnswer(try provider.issue(order, context))
                        case .distribute: ManualAnswer(try provider.distribute(order, context))
                        case .retract: ManualAnswer(try provider.retract(order, context))
                        default: ManualAnswer(try provider.remind(order, context))
                        }
                    try judge("\(verb.rawValue) by \(channel.rawValue), \(kind.label)", order, answer)
                }
            }
        }
        if asked == 0 { throw skip("no verb is done by hand") }
    }

    fileprivate func forEachManualTask(_ judge: (String, [OrderItem], ManualTask) throws -> Void) throws {
        try forEachManualOrder { verb, order, answer in
            for (index, task) in answer.tasks.enumerated() {
                let items = zip(order.items, answer.outcomes).filter { $1.waits(for: index) }.map(\.0)
                try judge(verb, items, task)
            }
        }
    }

    /// The addresses of an upload: by its columns, or as the list on one line that some sites take; nil where it is neither.
    fileprivate func addresses(
        in material: ManualTask.Material, as formats: [FileFormat], _ verb: String
    ) throws -> [String]? {
        let text = String(decoding: material.content, as: UTF8.self)
        guard material.mediaType == "text/csv" else {
            let takesList = formats.contains { $0.columns.count == 1 && $0.columns[0].role == .address }
            let entries = text.split { $0 == "," || $0.isNewline }.map { String($0.drop { $0 == " " }) }
            return takesList && entries.allSatisfy { $0.contains("@") } ? entries : nil
        }
        let rows = PlainCSV.rows(of: text)
        guard let format = formats.first(where: { $0.columns.map(\.name) == rows.first }) else {
            throw Judged.failed("\(verb): the columns of \(material.name) are those of no declared upload")
        }
        try expect(
            rows.allSatisfy { $0.count == format.columns.count }, "\(verb): a row of \(material.name) has other columns"
        )
        let runs = rows.joined().contains { FormulaGuard.guarded($0) != $0 }
        try expect(!runs, "\(verb): a spreadsheet would run a cell of \(material.name) as a formula")
        let at = format.columns.firstIndex { $0.role == .address }
        return rows.dropFirst().compactMap { row in at.map { row[$0] } }
    }

    /// Somebody who was given something before.
    private func held(by channel: Channel) -> OrderItem {
        let item = person()
        let code = "CODE\(run.next())\(run.name)X".uppercased()
        return OrderItem(
            reference: item.reference, recipient: item.recipient, credential: Secret(code),
            link: Secret("https://vendor.example.org/r/\(code)"), vendorID: "unit-\(run.next())", channel: channel)
    }

    fileprivate func portalOrder(_ action: ActionDescription) -> ActionOrder? {
        let kind = descriptor.supplyKinds.first { action.usages.isEmpty || action.usages.contains($0.usage) }
        guard let kind else { return nil }
        func facts(_ name: String) -> SupplyFacts {
            SupplyFacts(
                vendorID: name.lowercased(), name: name, usage: kind.usage, category: kind.category,
                stock: kind.stock[.portal] ?? .unmetered, available: 100)
        }
        var input = action.input.sample(self)
        for field in action.input.fields where field.kind == .supply && input[field.name] != nil {
            input[field.name] = "Other"
        }
        return ActionOrder(
            name: action.name, idempotencyKey: key(), supply: action.scope == .connection ? nil : facts("Sample"),
            otherSupplies: ["Other": facts("Other")], item: action.scope == .invitation ? held(by: .vendorMail) : nil,
            input: input)
    }
}
