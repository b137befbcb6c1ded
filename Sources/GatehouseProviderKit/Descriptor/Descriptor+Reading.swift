public import GatehouseForms
import GatehouseModel

// The descriptor read back from its JSON: strictly, since a fact that is misspelt would be a fact that is missing.

extension Descriptor {
    /// Reads what `json` gives, and what a provider in any language answers to `describe`.
    ///
    /// A member that is not known, a word that is none of the known ones, and facts that contradict each other are
    /// problems; names that begin with `x-` are anybody's own and are left out.
    ///
    /// - Throws: every problem with the pointer to its place.
    public init(json: JSONValue) throws(FormProblems) {
        let reader = DocumentReader(json)
        let read = Descriptor(reading: reader)
        try reader.finish()
        let disagreements = read.disagreements
        guard disagreements.isEmpty else { throw FormProblems(disagreements) }
        self = read
    }

    private init(reading reader: DocumentReader) {
        reader.expect(
            "id", "version", "name", "summary", "modes", "settings", "capabilities", "actions", "vocabulary",
            "counters",
            "supply_kinds", "options", "files", "traits", "help")
        for name in ["modes", "capabilities", "actions", "vocabulary", "supply_kinds"] { _ = reader.required(name) }
        self.init(
            id: reader.text("id", atMost: 64), version: reader.text("version", atMost: 64),
            name: reader.text("name", atMost: 200), summary: reader.text("summary", atMost: 1000),
            modes: reader.words("modes", Mode.self),
            settings: reader.required("settings").map(Form.init(reading:)) ?? .empty,
            capabilities: reader.list("capabilities", atMost: 1000).map(Capability.init(reading:)),
            actions: reader.list("actions", atMost: 200).map(ActionDescription.init(reading:)),
            vocabulary: Vocabulary(reader.list("vocabulary", atMost: 500).map(Vocabulary.Row.init(reading:))),
            counters: reader.list("counters", atMost: 200).map(CounterDescription.init(reading:)),
            supplyKinds: reader.list("supply_kinds", atMost: 200).map(SupplyKindDescription.init(reading:)),
            options: reader.optional("options").map(Form.init(reading:)) ?? .empty,
            files: reader.list("files", atMost: 100).map(FileFormat.init(reading:)),
            traits: VendorTraits(reading: reader.required("traits")),
            help: reader.list("help", atMost: 200).map(HelpStep.init(reading:)))
    }
}

extension Support {
    fileprivate init(reading reader: DocumentReader) {
        reader.expect("how", "reason")
        let reason = reader.optionalText("reason", atMost: 1000)
        switch reader.text("how", atMost: 20) {
        case "native": self = .native
        case "gateway": self = .gateway
        case "manual": self = .manual
        default:
            if reader.value["how"] != "no" {
                reader.note("says no known how", "how is native, gateway, manual or no")
            } else if reason?.isEmpty ?? true {
                reader.note("says no without a reason", "give the reason with the remedy")
            }
            self = .no(reason: reason ?? "")
        }
        if isPossible, reason != nil { reader.note("gives a reason for what is possible", "remove the reason") }
    }
}

extension Capability {
    fileprivate init(reading reader: DocumentReader) {
        reader.expect(
            "verb", "support", "modes", "channels", "usages", "categories", "conditions", "batch_limit",
            "smaller_batches", "one_act", "by")
        self.init(
            reader.required("verb")?.word(Verb.self) ?? .status,
            reader.required("support").map(Support.init(reading:)) ?? .native, modes: reader.words("modes", Mode.self),
            channels: reader.words("channels", Channel.self), usages: reader.words("usages", Usage.self),
            categories: reader.texts("categories", atMost: 200),
            conditions: reader.list("conditions", atMost: 50).map(Condition.init(reading:)),
            batchLimit: reader.integer("batch_limit", in: 1...100_000).map { Int($0) },
            smallerBatches: reader.list("smaller_batches", atMost: 20).compactMap(BatchLimit.init(reading:)),
            isOneAct: reader.flag("one_act"), by: reader.optional("by")?.word(Channel.self))
    }
}

extension BatchLimit {
    /// Nil, and noted, where it says not when.
    fileprivate init?(reading reader: DocumentReader) {
        reader.expect("limit", "when", "rule", "why")
        guard let when = reader.required("when").flatMap(When.init(reading:)) else { return nil }
        self.init(
            Int(reader.integer("limit", in: 1...100_000) ?? 1), when: when, rule: reader.text("rule", atMost: 64),
            why: reader.text("why", atMost: 200))
    }
}

extension BatchLimit.When {
    /// Nil, and noted, where it is none of the cases.
    fileprivate init?(reading reader: DocumentReader) {
        reader.expect("option", "option_is_given", "setting", "is_one_of")
        let names = ["option", "option_is_given", "setting"].filter { reader.optional($0) != nil }
        switch names.count == 1 ? names[0] : "" {
        case "option": self = .option(reader.text("option", atMost: 64), isOneOf: reader.allowedValues)
        case "option_is_given": self = .optionIsGiven(reader.text("option_is_given", atMost: 64))
        case "setting": self = .setting(reader.text("setting", atMost: 64), isOneOf: reader.allowedValues)
        default:
            reader.note("says not when", "give one of option, option_is_given, setting")
            return nil
        }
    }
}

extension Condition {
    init(reading reader: DocumentReader) {
        reader.expect("test", "otherwise", "rule")
        self.init(
            reader.required("test").flatMap(Test.init(reading:)) ?? .supplyIsNotArchived,
            rule: reader.text("rule", atMost: 64), otherwise: reader.text("otherwise", atMost: 1000))
    }
}

extension Condition.Test {
    /// Nil, and noted, where it is none of the tests.
    fileprivate init?(reading reader: DocumentReader) {
        let names = (reader.value.object ?? [:]).keys.filter { !$0.hasPrefix("x-") && $0 != "is_one_of" }
        switch names.count == 1 ? names.first : nil {
        case "stage_at_most":
            reader.expect("stage_at_most")
            self = .stageAtMost(reader.stage("stage_at_most"))
        case "stage_below":
            reader.expect("stage_below")
            self = .stageBelow(reader.stage("stage_below"))
        case "stage_at_least":
            reader.expect("stage_at_least")
            self = .stageAtLeast(reader.stage("stage_at_least"))
        case "credential_is_known":
            reader.expect("credential_is_known")
            if !reader.flag("credential_is_known") { reader.note("tests nothing", "give credential_is_known: true") }
            self = .credentialIsKnown
        case "setting":
            reader.expect("setting", "is_one_of")
            self = .setting(reader.text("setting", atMost: 64), isOneOf: reader.allowedValues)
        case "supply":
            reader.expect("supply", "is_one_of")
            self = .supply(reader.text("supply", atMost: 64), isOneOf: reader.allowedValues)
        case "channel_is_one_of":
            reader.expect("channel_is_one_of")
            self = .channel(isOneOf: reader.words("channel_is_one_of", Channel.self))
        case "supply_is_not_archived":
            reader.expect("supply_is_not_archived")
            if !reader.flag("supply_is_not_archived") {
                reader.note("tests nothing", "give supply_is_not_archived: true")
            }
            self = .supplyIsNotArchived
        default:
            reader.note(
                "is no test",
                "give one of stage_at_most, stage_at_least, stage_below, credential_is_known, setting, supply, channel_is_one_of, supply_is_not_archived"
            )
            return nil
        }
    }
}

extension ActionDescription {
    fileprivate init(reading reader: DocumentReader) {
        reader.expect(
            "name", "title", "purpose", "scope", "effect", "roles", "input", "support", "usages", "conditions",
            "secret_results", "rules")
        var support: [Mode: Support] = [:]
        _ = reader.required("support")
        for (name, member) in reader.members("support", atMost: Mode.allCases.count) {
            guard let mode = Mode(rawValue: name) else {
                member.note("is no mode", "modes are portal and api")
                continue
            }
            support[mode] = Support(reading: member)
        }
        self.init(
            name: reader.text("name", atMost: 64), title: reader.text("title", atMost: 200),
            purpose: reader.text("purpose", atMost: 500),
            scope: reader.required("scope")?.word(Scope.self) ?? .connection,
            effect: reader.required("effect")?.word(Effect.self) ?? .irreversible,
            roles: reader.texts("roles", atMost: 20),
            input: reader.optional("input").map(Form.init(reading:)) ?? .empty, support: support,
            usages: reader.words("usages", Usage.self),
            conditions: reader.list("conditions", atMost: 50).map(Condition.init(reading:)),
            secretResults: reader.texts("secret_results", atMost: 50), rules: reader.texts("rules", atMost: 50))
    }
}

extension Vocabulary.Row {
    fileprivate init(reading reader: DocumentReader) {
        reader.expect("words", "usage", "category", "means", "note")
        self.init(
            words: reader.texts("words", atMost: 50), usage: reader.optional("usage")?.word(Usage.self),
            category: reader.optionalText("category", atMost: 200),
            means: reader.required("means").map(Meaning.init(reading:)) ?? .stages(.available, .available),
            note: reader.optionalText("note", atMost: 500) ?? "")
    }
}

extension Meaning {
    fileprivate init(reading reader: DocumentReader) {
        reader.expect("low", "high", "end")
        if let end = reader.optional("end") {
            guard let word = end.value.string.flatMap(End.init(word:)), reader.optional("low") == nil,
                reader.optional("high") == nil
            else {
                end.note("is no end, or stands beside stages", "an end is retracted, expired or declined, alone")
                self = .end(.retracted)
                return
            }
            self = .end(word)
            return
        }
        let (low, high) = (reader.stage("low"), reader.stage("high"))
        if low > high { reader.note("runs downwards", "low comes before high") }
        self = .stages(min(low, high), max(low, high))
    }
}

extension DocumentReader {
    fileprivate var allowedValues: [JSONValue] {
        _ = required("is_one_of")
        return list("is_one_of", atMost: 50).map(\.value)
    }

    func optionalStage(_ name: String) -> Stage? { optional(name) == nil ? nil : stage(name) }

    fileprivate func stage(_ name: String) -> Stage {
        guard let member = required(name) else { return .available }
        if let stage = member.value.string.flatMap(Stage.init(word:)) { return stage }
        member.note("is no stage", "stages are \(Stage.allCases.map(\.word).joined(separator: ", "))")
        return .available
    }
}
