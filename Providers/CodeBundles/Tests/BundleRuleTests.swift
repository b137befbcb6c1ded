import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import CodeBundles

@Suite struct BundleRuleTests {
    private let descriptor = CodeBundles().descriptor

    @Test(
        "CB-1: a bundle is of one category and one usage; a single-use one has many codes, a multi-use one a shared code"
    )
    func kinds() throws {
        for category in Category.allCases {
            let single = try #require(descriptor.supplyKind(category: category.rawValue, usage: .single))
            #expect(single.credential == .singleUseCode && single.stock == [.portal: .pool, .api: .vendor])
        }
        let multi = try #require(descriptor.supplyKind(category: "strengths", usage: .multi))
        #expect(multi.credential == .multiUseCode && multi.stock == [.portal: .shared, .api: .shared])
        #expect(descriptor.supplyKind(category: "personal", usage: .multi) == nil)
    }

    @Test("CB-1: a code is moved only into a bundle of its own type")
    func oneType() throws {
        let order = try Given.action(
            "transfer", ["to": "All of us", "count": 3], others: [Given.bundle("All of us", codeType: CodeType.all34)])
        #expect(try CodeBundles().perform(order, Given.portal()).refusal?.code == "other_code_type")
    }

    @Test("CB-2: the free plan has single-use bundles only, but for bundles from before the migration")
    func freePlan() {
        let free: [String: JSONValue] = ["plan": "free"]
        #expect(
            Given.findings(channel: .link, on: Given.multiUse(), settings: free).finding(
                "multi_use_needs_subscription")?.rule == "CB-2")
        #expect(
            Given.findings(channel: .link, on: Given.multiUse(attributes: ["legacy": true]), settings: free).refusing
                == [])
        #expect(Given.findings(channel: .link, on: Given.bundle(), settings: free).refusing == [])
        #expect(Given.findings(channel: .link, on: Given.multiUse()).refusing == [])
    }

    @Test("CB-2: access to multi-use bundles has to be asked for")
    func access() {
        let found = Given.findings(channel: .link, on: Given.multiUse(), settings: ["multi_use_access": false])
        #expect(found.finding("multi_use_needs_access")?.severity == .refusesAll)
    }

    @Test("CB-2: a single-use bundle that is marked as from before the migration is doubted, not refused")
    func legacySingle() {
        let found = Given.findings(on: Given.bundle(attributes: ["legacy": true]))
        #expect(found.finding("legacy_is_multi_use")?.severity == .warning && found.refusing == [])
    }

    @Test(
        "CB-3: the three counts are known by their older and newer names; Pending does not apply to a multi-use bundle")
    func counts() {
        #expect(descriptor.counter("Available", usage: .single)?.counts == .units([.available, .reserved]))
        for word in ["Pending/In Progress", "distributed but not used", "Distributed"] {
            #expect(descriptor.counter(word, usage: .single)?.counts == .units([.handedOut]))
            #expect(descriptor.counter(word, usage: .multi) == nil)
        }
        for word in ["Used", "activated"] {
            #expect(descriptor.counter(word, usage: .single)?.counts == .units([.used]))
            #expect(descriptor.counter(word, usage: .multi)?.counts == .units([.used]))
        }
        #expect(descriptor.counter("Available", usage: .multi)?.note == "uses left")
    }

    @Test("CB-3: a task speaks of the counts as the connection's pages name them", arguments: ["older", "newer"])
    func countWords(words: String) throws {
        let order = try Given.action("export-codes", ["count": 5], on: Given.bundle(stock: .pool))
        let task = try #require(try CodeBundles().perform(order, Given.portal(["count_words": .string(words)])).task)
        #expect(task.steps.contains("See that it shows at least 5 under Available."))
        #expect(CountWords(rawValue: words)?.handedOut == (words == "older" ? "Distributed" : "Pending/In Progress"))
    }

    @Test("CB-4: with fewer available codes than wanted nothing is issued; with just enough it is")
    func available() {
        let people = ["Ane", "Bo", "Cai"].map { Given.person($0) }
        let few = Given.findings(.issue, channel: .ourMail, on: Given.bundle(available: 2), people: people)
        #expect(few.finding("too_few_codes")?.severity == .refusesAll && few.finding("too_few_codes")?.rule == "CB-4")
        let slots = Given.findings(.issue, channel: .export, on: Given.bundle(available: 2), people: people, slots: 1)
        #expect(slots.refusing == ["too_few_codes"])
        #expect(
            Given.findings(.issue, channel: .ourMail, on: Given.bundle(available: 3), people: people).refusing == [])
    }

    @Test("CB-4: codes that were issued before are not asked for again when they are distributed")
    func alreadyIssued() {
        #expect(Given.findings(.distribute, channel: .ourMail, on: Given.bundle(available: 0)).refusing == [])
    }

    @Test("CB-4: what the vendor mails from the portal is not measured by our pool")
    func portalStock() {
        let found = Given.findings(.issue, mode: .portal, on: Given.bundle(stock: .pool, available: 0))
        #expect(found.refusing == [])
    }

    @Test("CB-4: a multi-use code without uses left is refused, with fewer uses than people it is warned of")
    func uses() {
        #expect(Given.findings(channel: .link, on: Given.multiUse(available: 0)).refusing == ["no_uses_left"])
        let people = ["Ane", "Bo"].map { Given.person($0) }
        let found = Given.findings(channel: .link, on: Given.multiUse(available: 1), people: people)
        #expect(found.finding("uses_may_run_out")?.severity == .warning && found.refusing == [])
    }

    @Test(
        "CB-4: every verb of a bundle needs access to it", arguments: [Verb.issue, .distribute, .retract, .remind],
        Mode.allCases)
    func needsAccess(verb: Verb, mode: Mode) throws {
        let row = try Given.capability(verb, mode, .vendorMail, on: Given.bundle())
        #expect(row.conditions.contains(.hasAccess))
    }

    @Test("CB-4: nothing is moved out of or into a bundle that the account has no access to, and its owner is named")
    func moveNeedsAccess() throws {
        let closed = Given.bundle("Autumn", attributes: ["access": false, "owner": "Ana Ruiz"])
        let into = try Given.action("transfer", ["to": "Autumn", "count": 1], others: [closed])
        let refusal = try #require(try CodeBundles().perform(into, Given.portal()).refusal)
        #expect(refusal.code == "no_access" && refusal.rule == "CB-4" && refusal.message.contains("Ana Ruiz"))
        #expect(try #require(descriptor.action(named: "transfer")).conditions.contains(.hasAccess))
    }

    @Test("CB-13: a batch says how many codes stay for later ones, and a later batch goes on from the same bundle")
    func batches() {
        let first = Given.findings(.issue, channel: .export, on: Given.bundle(available: 10), people: [], slots: 4)
        #expect(first.finding("left_for_later")?.message == "6 codes of \"Spring 24\" stay for later batches.")
        let second = Given.findings(.issue, channel: .export, on: Given.bundle(available: 6), people: [], slots: 6)
        #expect(second.refusing == [] && second.finding("left_for_later")?.message.hasPrefix("0 codes") == true)
    }

    @Test("CB-13: the refusal of too large a batch says that the rest can follow later")
    func laterBatch() {
        let found = Given.findings(.issue, channel: .export, on: Given.bundle(available: 1), people: [], slots: 4)
        #expect(found.finding("too_few_codes")?.message.contains("later batch") == true)
    }

    @Test("CB-21: a multi-use bundle warns when its uses fall to its mark, a single-use one does not")
    func lowWater() {
        let people = ["Ane", "Bo"].map { Given.person($0) }
        let marked: [String: JSONValue] = ["low_water": 20]
        #expect(
            Given.findings(channel: .link, on: Given.multiUse(available: 22, attributes: marked), people: people)
                .finding("low_water")?.rule == "CB-21")
        #expect(
            Given.findings(channel: .link, on: Given.multiUse(available: 23, attributes: marked), people: people)
                .finding("low_water") == nil)
        #expect(
            Given.findings(.issue, channel: .link, on: Given.bundle(available: 22, attributes: marked), people: people)
                .finding("low_water") == nil)
    }
}
