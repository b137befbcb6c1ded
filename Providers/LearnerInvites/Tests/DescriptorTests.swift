import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderTesting
import Testing

@testable import LearnerInvites

@Suite struct DescriptorTests {
    let descriptor = LearnerInvites().descriptor
    private let facet = Given.group().facet

    @Test("No fact of the descriptor changes unseen: contracts/golden/learner-invites.json")
    func golden() throws {
        let difference = try Golden.difference(
            descriptor.json.prettyText, from: "contracts/golden/learner-invites.json")
        #expect(difference == nil)
        #expect(descriptor.disagreements.isEmpty)
    }

    @Test(
        "LI-9: the vendor's words mean what the table of the domain says, trimmed and without case",
        arguments: [
            ("Pending", Meaning.stages(.invited, .invited)), (" pending ", .stages(.invited, .invited)),
            ("ACTIVE", .stages(.registered, .reported)), ("Cancelled", .end(.retracted)),
        ])
    func words(word: String, meaning: Meaning) {
        #expect(descriptor.vocabulary.meaning(of: word, for: facet) == meaning)
    }

    @Test(
        "LI-9: a word that no table knows is not guessed",
        arguments: ["Accepted", "Invited", "Canceled", "Scheduled", ""])
    func unknownWords(word: String) { #expect(descriptor.vocabulary.meaning(of: word, for: facet) == nil) }

    @Test("LI-9: each counter counts the records of its word")
    func counters() {
        for word in ["Pending", "Active", "Cancelled"] {
            #expect(descriptor.counter(word, usage: .personal)?.counts == .records(words: [word]))
        }
    }

    @Test("LI-3, LI-4: five hundred at a time; ten where addresses are typed in", arguments: Mode.allCases)
    func limits(mode: Mode) throws {
        let row = try Given.capability(.issue, mode)
        #expect(row.isOneAct && row.batchLimit == 500)
        func limit(_ settings: [String: JSONValue], _ options: [String: JSONValue]) -> Int? {
            row.limit(settings: settings, options: options).count
        }
        #expect(limit(["plan": "subscription"], [:]) == 500)
        #expect(limit(["plan": "subscription"], ["recipients": "file"]) == 500)
        #expect(limit(["plan": "subscription"], ["recipients": "typed"]) == 10)
        #expect(limit(["plan": "subscription"], ["send_at": "2026-12-01T08:00:00Z"]) == 10)
        #expect(limit(["plan": "free"], [:]) == 10)
    }

    @Test("LI-3: only the vendor's own mail invites; every other way is refused with what to do instead")
    func channels() throws {
        for mode in Mode.allCases {
            #expect(try Given.capability(.distribute, mode).support.reason?.contains("remind") == true)
            for channel in Channel.allCases where channel != .vendorMail {
                let reason = try #require(try Given.capability(.issue, mode, channel).support.reason)
                #expect(reason.contains(". "))
                let vendor = RecordedLink { _ in .null }
                let context = mode == .portal ? Given.portal() : Given.api(vendor)
                let error = #expect(throws: ProviderError.self) {
                    try LearnerInvites().issue(Given.order(["Ane"], channel: channel), context)
                }
                #expect(error?.code == .notSupported && error?.effect == Effect.none && vendor.requests.isEmpty)
            }
        }
    }

    @Test("LI-8: resend and cancel are for what is pending, and the reason says so", arguments: Mode.allCases)
    func pendingOnly(mode: Mode) throws {
        let cancel = try Given.capability(.retract, mode).conditions
        #expect(cancel.map(\.test) == [.stageAtMost(.invited)] && cancel.map(\.rule) == ["LI-8"])
        let resend = try Given.capability(.remind, mode).conditions
        #expect(resend.map(\.test) == [.stageBelow(.registered)] && resend.map(\.rule) == ["LI-8"])
    }

    @Test("LI-5, LI-10: more is given, and progress is moved, only once the person is associated")
    func associated() throws {
        for (name, rule) in [("add-group", "LI-5"), ("add-training", "LI-5"), ("move-progress", "LI-10")] {
            let conditions = try #require(descriptor.action(named: name)).conditions
            #expect(conditions.map(\.test) == [.stageAtLeast(.registered)] && conditions.map(\.rule) == [rule])
        }
        #expect(descriptor.traits.furtherSupplyFrom == .registered)
    }

    @Test("LI-6: the join page needs an active subscription, and is off the table without one")
    func joinPage() throws {
        let action = try #require(descriptor.action(named: "join-page"))
        #expect(action.conditions.map(\.test) == [.setting("plan", isOneOf: ["subscription"])])
        #expect(action.scope == .connection && action.purpose.contains("use caution"))
    }

    @Test("LI-6: who came by the join page was invited by nobody, and the vendor's own column says so")
    func selfArrival() throws {
        let arrival = try #require(descriptor.traits.selfArrival)
        func record(_ how: String) -> ObservedRecord {
            ObservedRecord(
                word: "Active", asOf: Given.now, attributes: ["added_by": how], source: .file(name: "f", line: 1))
        }
        #expect(arrival.fits(record("Web page")) && !arrival.fits(record("Spreadsheet")))
        #expect(descriptor.files.contains { $0.columns.contains { $0.name == arrival.attribute } })
    }

    @Test("LI-7: names are taken from acceptance on")
    func names() { #expect(descriptor.traits.namesFrom == .registered) }

    @Test(
        "LI-11: if the mail does not arrive or accepting fails, the steps offer resend, the copied link and the guide")
    func help() {
        let lost = descriptor.help(.mailNotArrived, usage: .personal)
        #expect(lost.compactMap(\.offer) == [.verb(.remind), .action("copy-link")])
        #expect(lost[1].text(settings: ["mail_sender": "learn@example.org"]).contains("learn@example.org"))
        let refused = descriptor.help(.credentialRefused, usage: .personal)
        #expect(refused.compactMap(\.offer) == [.action("copy-link"), .action("guide")])
        #expect(refused[0].text.contains("private window"))
        #expect(refused[1].text.contains("login screen") && refused[1].text.contains("registration screen"))
    }

    @Test("Portal mode needs no setting; the token is never shown again")
    func settings() throws {
        let values = try descriptor.settings.checked([:])
        #expect(values == ["plan": "subscription", "edition": "current", "allow_private": false])
        #expect(descriptor.settings.secretFields == ["token"])
    }

    @Test("Every action names its rules and roles, and says in each mode how it is done or where to read it instead")
    func actions() throws {
        #expect(Set(descriptor.actions.map(\.name)).count == descriptor.actions.count)
        for action in descriptor.actions {
            #expect(!action.roles.isEmpty && action.rules.allSatisfy { $0.hasPrefix("LI-") } && !action.rules.isEmpty)
            #expect(Set(action.support.keys) == Set(Mode.allCases))
            for reason in action.support.values.compactMap(\.reason) {
                #expect(reason.contains("Read it") || reason.contains("connection sync"))
            }
        }
        #expect(descriptor.action(named: "copy-link")?.secretResults == ["link"])
        #expect(descriptor.action(named: "copy-link")?.roles.contains("auditor") == false)
    }
}
