import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderTesting
import Testing

@testable import KeyPool

@Suite struct DescriptorTests {
    private let descriptor = KeyPool().descriptor
    private let facet = Given.pool().facet

    private func row(_ verb: Verb, _ mode: Mode, _ channel: Channel) throws -> Capability {
        try #require(descriptor.capability(verb, mode: mode, channel: channel, facet: facet))
    }

    @Test("No fact of the descriptor changes unseen: contracts/golden/key-pool.json")
    func golden() throws {
        let difference = try Golden.difference(descriptor.json.prettyText, from: "contracts/golden/key-pool.json")
        #expect(difference == nil)
        #expect(descriptor.disagreements.isEmpty)
    }

    @Test(
        "KP-8: the vendor's words mean what the table of the domain says, trimmed and without case",
        arguments: [
            ("In the pool", StageInterval(.available, .available)), ("Sent ", StageInterval(.invited, .registered)),
            ("in progress", StageInterval(.started, .started)), ("COMPLETED", StageInterval(.completed, .reported)),
        ])
    func words(word: String, interval: StageInterval) {
        #expect(descriptor.vocabulary.meaning(of: word, for: facet) == .stages(interval))
    }

    @Test("KP-8: a word that no table knows is not guessed", arguments: ["Reclaimed", "Opened", "Done", "2026", ""])
    func unknownWords(word: String) { #expect(descriptor.vocabulary.meaning(of: word, for: facet) == nil) }

    @Test(
        "KP-1: all keys are one pool that the vendor keeps, tied to no assessment; keys are bought into it again and again"
    )
    func pool() throws {
        let kind = try #require(descriptor.supplyKinds.first)
        #expect(descriptor.supplyKinds.count == 1 && kind.credential == .accessKey && kind.usage == .single)
        #expect(kind.stock == [.portal: .vendor, .api: .vendor] && kind.isToppedUp)
        #expect(kind.isOnePerConnection)
        #expect(kind.assessments == ["drive", "express"] && kind.assessmentOption == "assessment")
        #expect(descriptor.counters.first?.words == ["Keys left"])
        let counted = descriptor.counters.flatMap { counter -> [UnitState] in
            if case .units(let states) = counter.counts { states } else { [] }
        }
        #expect(Set(counted).count == counted.count)
    }

    @Test("KP-7: sending is one act by the vendor's mail and nothing is left to distribute", arguments: Mode.allCases)
    func sending(mode: Mode) throws {
        let send = try row(.issue, mode, .vendorMail)
        #expect(send.isOneAct && send.support == (mode == .api ? .native : .manual))
        for channel in [Channel.ourMail, .link, .apply, .export] {
            #expect(try row(.issue, mode, channel).support.reason?.contains("Use vendor-mail") == true)
        }
        for channel in Channel.allCases { #expect(try !row(.distribute, mode, channel).support.isPossible) }
        #expect(throws: ProviderError.self) { try KeyPool().distribute(Given.order(["Ane"]), Given.portal) }
    }

    @Test("KP-9: a key can be reclaimed only while its link was not opened", arguments: Mode.allCases)
    func reclaiming(mode: Mode) throws {
        let reclaim = try row(.retract, mode, .vendorMail)
        #expect(reclaim.support == (mode == .api ? .native : .manual))
        #expect(reclaim.conditions.map(\.test) == [.stageBelow(.started)])
        #expect(reclaim.conditions[0].rule == "KP-9" && reclaim.conditions[0].reason.contains("another key"))
    }

    @Test("KP-7: the vendor reminds nobody; our mail does, once the key's link is known", arguments: Mode.allCases)
    func reminding(mode: Mode) throws {
        let remind = try row(.remind, mode, .vendorMail)
        #expect(remind.support == .gateway && remind.actingChannel == .ourMail)
        #expect(remind.conditions.map(\.test) == [.stageBelow(.completed), .credentialIsKnown])
        #expect(remind.conditions[1].reason.contains("copy-link"))
        #expect(throws: ProviderError.self) {
            try KeyPool().remind(Given.order(["Ane"]), Given.api(RecordedLink { _ in .null }))
        }
    }

    @Test("Every verb is decided for every mode and channel, and every no has a reason with a remedy")
    func decided() throws {
        for mode in Mode.allCases {
            for verb in Verb.allCases {
                for channel in Channel.allCases {
                    guard let reason = try row(verb, mode, channel).support.reason else { continue }
                    #expect(reason.contains(". ") || reason.contains(": "), "\(reason)")
                }
            }
        }
    }

    @Test(
        "KP-10: the action for the report is offered to owners and coaches, after completion; the link for passing on is not copied any more then"
    )
    func report() throws {
        let report = try #require(descriptor.action(named: "report-link"))
        #expect(report.roles == ["owner", "coach"] && report.secretResults == ["link"])
        #expect(report.conditions.map(\.test) == [.stageAtLeast(.completed)])
        let copy = try #require(descriptor.action(named: "copy-link"))
        #expect(copy.secretResults == ["link"] && copy.conditions.map(\.test) == [.stageBelow(.completed)])
        #expect(copy.conditions[0].rule == "KP-10" && copy.conditions[0].reason.contains("report-link"))
    }

    @Test("KP-10: before the report's link is fetched it is said whom it is for, and of no other action")
    func reportIsFor() throws {
        let item = OrderItem(
            reference: "inv_1", recipient: nil, credential: nil, link: nil, aliases: [], vendorID: nil, channel: nil)
        func notes(_ name: String) -> [Finding] {
            let order = ActionOrder(name: name, idempotencyKey: "", supply: nil, item: item, input: [:])
            return KeyPool().review(ActionDraft(order: order, mode: .api, settings: [:], invited: InvitedCount()))
                .findings
        }
        let told = try #require(notes("report-link").first)
        #expect(told.severity == .note && told.code == "report_is_for" && told.rule == "KP-10")
        #expect(told.message.contains("nobody else") && notes("copy-link").isEmpty)
    }

    @Test("KP-7: if the mail does not arrive: spam folder, the copied link, our mail")
    func help() {
        let steps = descriptor.help(.mailNotArrived, usage: .single)
        #expect(steps.map(\.offer) == [nil, .action("copy-link"), .verb(.remind), .link])
        #expect(steps.allSatisfy { $0.rule == "KP-7" })
        #expect(descriptor.help(.credentialRefused, usage: .single).map(\.rule) == ["KP-9"])
    }

    @Test("Portal mode needs no setting; the token is never shown again")
    func settings() throws {
        #expect(try descriptor.settings.checked([:]) == ["allow_private": false])
        #expect(descriptor.settings.secretFields == ["token"])
    }

    @Test("Every action names its rules, and says in each mode how it is done or why not")
    func actions() {
        for action in descriptor.actions {
            #expect(!action.rules.isEmpty && action.rules.allSatisfy { $0.hasPrefix("KP-") }, "\(action.name)")
            #expect(Set(action.support.keys) == Set(Mode.allCases), "\(action.name)")
            #expect(!action.roles.isEmpty, "\(action.name)")
        }
    }
}
