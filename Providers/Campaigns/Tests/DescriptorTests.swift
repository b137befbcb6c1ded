import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderTesting
import Testing

@testable import Campaigns

@Suite struct DescriptorTests {
    let descriptor = Campaigns().descriptor

    @Test("No fact of the descriptor changes unseen: contracts/golden/campaigns.json")
    func golden() throws {
        let difference = try Golden.difference(descriptor.json.prettyText, from: "contracts/golden/campaigns.json")
        #expect(difference == nil)
    }

    @Test(
        "CA-6: the vendor's words mean what the table of the domain says, trimmed and without case",
        arguments: [
            ("Unused", StageInterval(.invited, .invited)), ("signed UP ", StageInterval(.registered, .registered)),
            ("In Progress", StageInterval(.started, .started)), ("Completed", StageInterval(.completed, .reported)),
        ])
    func words(word: String, interval: StageInterval) {
        let facet = Facet(usage: .personal, category: "campaign")
        #expect(descriptor.vocabulary.meaning(of: word, for: facet) == .stages(interval))
    }

    @Test(
        "CA-6: a word that no table knows is not guessed",
        arguments: ["Signedup", "Not started", "Done", "Retracted", ""])
    func unknownWords(word: String) {
        #expect(descriptor.vocabulary.meaning(of: word, for: Facet(usage: .personal, category: "campaign")) == nil)
    }

    @Test("CA-6: the five counts are the words of the vocabulary, and the first is the sum of the others")
    func counters() throws {
        func words(_ counter: String) throws -> [String] {
            let row = try #require(descriptor.counter(counter, usage: .personal))
            guard case .records(let words) = row.counts else { return [] }
            return words
        }
        let parts = try ["Unused", "Signed up", "In Progress", "Completed"].flatMap(words)
        #expect(try words("All users") == parts)
        let facet = Facet(usage: .personal, category: "campaign")
        #expect(parts.allSatisfy { descriptor.vocabulary.meaning(of: $0, for: facet) != nil })
    }

    @Test("CA-5: the vendor's mail is one act; by link, inviting and passing on are two", arguments: Mode.allCases)
    func channels(mode: Mode) throws {
        let facet = Given.campaign().facet
        func row(_ verb: Verb, _ channel: Channel) -> Capability? {
            descriptor.capability(verb, mode: mode, channel: channel, facet: facet)
        }
        let expected: Support = mode == .api ? .native : .manual
        for channel in [Channel.vendorMail, .link, .ourMail] {
            #expect(row(.issue, channel)?.support == expected)
            #expect(row(.issue, channel)?.isOneAct == (channel == .vendorMail))
        }
        #expect(row(.distribute, .link)?.support == .gateway)
        #expect(row(.distribute, .ourMail)?.support == .gateway)
        for verb in [Verb.issue, .distribute] {
            for channel in [Channel.apply, .export] { #expect(row(verb, channel)?.support.isPossible == false) }
        }
    }

    @Test(
        "CA-12: an invitation cannot be retracted, and the reason says to archive the campaign",
        arguments: Mode.allCases)
    func retract(mode: Mode) throws {
        let row = try #require(
            descriptor.capability(.retract, mode: mode, channel: .vendorMail, facet: Given.campaign().facet))
        #expect(row.support.reason?.contains("Archive the campaign instead") == true)
        #expect(throws: ProviderError.self) {
            try Campaigns().retract(
                Given.order(["Ane"]), mode == .portal ? Given.portal : Given.api(RecordedLink { _ in .null }))
        }
    }

    @Test(
        "CA-10: a follow-up is only for people who have not completed, in a campaign that is not archived",
        arguments: Mode.allCases)
    func remind(mode: Mode) throws {
        let row = try #require(
            descriptor.capability(.remind, mode: mode, channel: .ourMail, facet: Given.campaign().facet))
        #expect(row.conditions.map(\.test) == [.supplyIsNotArchived, .stageBelow(.completed)])
        #expect(row.conditions.map(\.rule) == ["CA-12", "CA-10"])
    }

    @Test("Portal mode needs no setting; the token is never shown again")
    func settings() throws {
        #expect(try descriptor.settings.checked([:]) == ["allow_private": false])
        #expect(descriptor.settings.secretFields == ["token"])
    }

    @Test("CA-7: organisers see no scores, auditors no links; the copied link is marked secret")
    func roles() throws {
        func roles(_ action: String) -> [String] { descriptor.action(named: action)?.roles ?? [] }
        for action in ["results", "scores"] { #expect(!roles(action).contains("organiser")) }
        #expect(!roles("copy-link").contains("auditor"))
        #expect(descriptor.action(named: "copy-link")?.secretResults == ["link"])
    }

    @Test("Every action names a rule, and says in each mode how it is done or why not")
    func actions() {
        #expect(!descriptor.actions.isEmpty)
        for action in descriptor.actions {
            #expect(!action.rules.isEmpty && action.rules.allSatisfy { $0.hasPrefix("CA-") })
            #expect(Set(action.support.keys) == Set(Mode.allCases))
            #expect(action.support[.api] == .native)
        }
    }
}
