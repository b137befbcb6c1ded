import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What a provider says of itself as a whole.
let descriptorCases: [ConformanceCase] = [
    ConformanceCase("descriptor.identity", "It has an id that never changes, a name and one sentence.") { trial in
        let descriptor = trial.descriptor
        try trial.expect(descriptor.id.isPlainName, "the id \"\(descriptor.id)\" is not lower case with hyphens")
        try trial.expect(descriptor.name.isOneLine, "the name is empty or not one line")
        try trial.expect(descriptor.summary.isOneLine, "the summary is empty or not one line")
        let modes = descriptor.modes
        try trial.expect(!modes.isEmpty && Set(modes).count == modes.count, "the modes are none, or one stands twice")
    },
    ConformanceCase("descriptor.version", "Its version is semantic: major.minor.patch.") { trial in
        let version = trial.descriptor.version
        try trial.expect(SemanticVersion(version) != nil, "the version \"\(version)\" is not of the form 1.2.3")
    },
    ConformanceCase("descriptor.golden", "What was promised before still holds; what changes has a new version.") {
        trial in
        guard let golden = trial.run.subject.golden else {
            throw trial.skip("no descriptor of an earlier version was given to compare with")
        }
        let broken = Promise(golden).broken(by: trial.descriptor.json)
        try trial.expectNone(broken, "against the descriptor that was promised")
    },
    ConformanceCase("descriptor.kinds", "Each kind of supply says what it is, once, and where its units are kept.") {
        trial in
        let kinds = trial.descriptor.supplyKinds
        try trial.expect(!kinds.isEmpty, "there is no kind of supply")
        let facets = kinds.map { Facet(usage: $0.usage, category: $0.category) }
        try trial.expect(Set(facets).count == facets.count, "two kinds have the same category and usage")
        let wrong = kinds.flatMap { kind -> [String] in
            let name = "\(kind.category)/\(kind.usage.rawValue)"
            let unkept = trial.descriptor.modes.filter { kind.stock[$0] == nil }
            let isShared = kind.stock.values.contains(.shared)
            let isForMany = kind.credential == .multiUseCode
            return
                (kind.category.isPlainName && kind.label.isOneLine ? [] : ["\(name) has no plain category or no label"])
                + unkept.map { "\(name) does not say where units are kept in \($0.rawValue) mode" }
                + ((kind.usage == .multi) == isForMany && isForMany == isShared
                    ? [] : ["\(name): a code for many people is a multi-use code, kept as shared, and nothing else is"])
        }
        try trial.expectNone(wrong, "kinds of supply")
    },
    ConformanceCase("traits.facts", "Idempotency is said for each mode; times and rates are possible ones.") { trial in
        let traits = trial.descriptor.traits
        let unsaid = trial.descriptor.modes.filter { traits.idempotency[$0] == nil }.map(\.rawValue)
        try trial.expectNone(unsaid, "nothing is said of idempotency in the mode")
        try trial.expect(
            traits.deadline >= .seconds(1) && traits.deadline <= .seconds(300), "the deadline is not from 1 to 300 s")
        try trial.expect(traits.lag >= .zero && traits.lag <= .seconds(604_800), "the lag is not from 0 to a week")
        try trial.expect((traits.callsPerMinute ?? 1) > 0, "the number of calls a minute is not above 0")
    },
    ConformanceCase("traits.hosts", "Other hosts that may be called are plain public names.") { trial in
        let wrong = trial.descriptor.traits.outboundHosts.filter { host in
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            let isName = parts.count > 1 && parts.allSatisfy { $0.utf8.allSatisfy(\.isHostByte) && !$0.isEmpty }
            return !isName || parts.allSatisfy { $0.allSatisfy(\.isNumber) } || parts.last == "local"
                || parts.last == "internal"
        }
        try trial.expectNone(wrong, "no plain public host name")
    },
    ConformanceCase("traits.link-base", "Where a code makes a link, the setting for its beginning is a web address.") {
        trial in
        guard let name = trial.descriptor.traits.linkBaseSetting else { return }
        let field = try trial.need(trial.descriptor.settings[name], "there is no setting \(name)")
        try trial.expect(field.kind == .url, "the setting \(name) is no web address")
    },
    ConformanceCase(
        "help.steps", "Help has words and offers only what is there; its settings exist and are no secrets."
    ) { trial in
        let descriptor = trial.descriptor
        let secrets = Set(descriptor.settings.secretFields)
        let wrong = descriptor.help.compactMap { step -> String? in
            if step.text.isEmpty { return "a step has no text" }
            if case .action(let name)? = step.offer, descriptor.action(named: name) == nil {
                return "no action \(name)"
            }
            if case .verb(let verb)? = step.offer,
                !descriptor.capabilities.contains(where: { $0.verb == verb && $0.support.isPossible })
            {
                return "\(verb.rawValue) is never possible"
            }
            let unknown = step.text.placeholders.first { descriptor.settings[$0] == nil || secrets.contains($0) }
            return unknown.map { "{\($0)} is no open setting" }
        }
        try trial.expectNone(wrong, "steps of help")
    },
    ConformanceCase(
        "review.well-formed", "The review is a pure function; each finding has code, rule, words and its people."
    ) {
        trial in
        let descriptor = trial.descriptor
        for mode in descriptor.modes {
            for kind in descriptor.supplyKinds {
                for verb in Verb.allCases {
                    for channel in Channel.allCases {
                        let draft = Draft(sampleOf: kind, verb, mode, channel, trial)
                        let findings = trial.provider.review(draft)
                        let what = "\(verb.rawValue) by \(channel.rawValue)"
                        try trial.expect(
                            findings == trial.provider.review(draft), "\(what): asked twice, other findings")
                        for finding in findings {
                            let isSaid = finding.code.isPlainCode && !finding.message.isEmpty && !finding.rule.isEmpty
                            try trial.expect(
                                isSaid, "\(what): the finding \"\(finding.code)\" lacks code, rule or message")
                            try trial.expect(
                                finding.people.allSatisfy(draft.people.indices.contains),
                                "\(what): the finding \(finding.code) is about people who are not in the draft")
                        }
                    }
                }
            }
        }
    },
]

extension Draft {
    fileprivate init(
        sampleOf kind: SupplyKindDescription, _ verb: Verb, _ mode: Mode, _ channel: Channel, _ trial: Trial
    ) {
        let supply = SupplyFacts(
            vendorID: "sample", name: "Sample", usage: kind.usage, category: kind.category,
            stock: kind.stock[mode] ?? .unmetered, available: 10)
        let addresses = ["ane@example.org", "ANE@example.org", "bo+tag@example.org", "=cmd@example.org"]
        self.init(
            verb: verb, mode: mode, channel: channel, supply: supply, settings: [:], options: [:],
            people: addresses.map { DraftPerson(recipient: Recipient(address: $0, language: "x-unheard")) },
            namelessSlots: verb == .issue ? 2 : 0)
    }
}

/// `1.2.3`, without leading zeros.
struct SemanticVersion: Comparable {
    let parts: [Int]

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part -> Int? in
            guard let number = Int(part), number >= 0, String(number) == part else { return nil }
            return number
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        self.parts = numbers
    }

    var major: Int { parts[0] }
    static func < (a: SemanticVersion, b: SemanticVersion) -> Bool { a.parts.lexicographicallyPrecedes(b.parts) }
}

extension String {
    /// Lower case letters, figures and hyphens, beginning with a letter; at most 40.
    var isPlainName: Bool {
        guard let first = utf8.first, (97...122).contains(first) else { return false }
        return utf8.count <= 40 && utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }

    /// The same with underscores instead of hyphens.
    var isPlainField: Bool { !contains("-") && replacing("_", with: "-").isPlainName }

    /// Of a refusal or finding: either of both.
    var isPlainCode: Bool { isPlainField || isPlainName }

    var isOneLine: Bool {
        (1...500).contains(utf8.count) && unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }

    /// The names that stand in braces.
    var placeholders: [String] {
        matches(of: /\{([^{}]*)\}/).map { String($0.1) }
    }
}

extension UInt8 {
    fileprivate var isHostByte: Bool { (97...122).contains(self) || (48...57).contains(self) || self == 45 }
}
