import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import LearnerInvites

/// What the organiser does himself is the same in both modes: the vendor is not asked.
@Suite struct OrganiserTaskTests {
    private func perform(_ order: ActionOrder, _ mode: Mode, _ settings: [String: JSONValue] = [:]) throws
        -> ActionAnswer
    {
        let vendor = RecordedLink { _ in .null }
        let context =
            mode == .portal
            ? Given.portal(settings) : Context(mode: .api, settings: settings, link: vendor, now: Given.now)
        let answer = try LearnerInvites().perform(order, context)
        #expect(vendor.requests.isEmpty)
        return answer
    }

    @Test("LI-2: the message to the team is ready to send, and the ledger learns that it was", arguments: Mode.allCases)
    func onboarding(mode: Mode) throws {
        let settings: [String: JSONValue] = ["mail_sender": "learn@example.org"]
        let answer = try perform(try Given.action("onboarding-message"), mode, settings)
        let text = try #require(answer.task?.text("Message to the team"))
        #expect(text.hasPrefix("Subject: ") && text.contains("Strengths basics, Feedback"))
        #expect(text.contains("learn@example.org") && text.contains("private window"))
        #expect(answer.task?.wholeText.contains("before anybody is invited") == true)
        #expect(answer.effects == [.attributes(supply: "grp-1", ["team_told": true])])
    }

    @Test(
        "LI-2, LI-11: message and guide speak the language asked for, else English",
        arguments: ["en", "de-AT", "es", "fr", "pl", "da"])
    func languages(tag: String) throws {
        let own = OwnTexts.language(for: tag)
        #expect(own == (tag == "da" ? "en" : String(tag.prefix(2))))
        for settings in [[:], ["mail_sender": "learn@example.org", "guide_url": "https://guide.example.org/"]]
            as [[String: JSONValue]]
        {
            let message = OnboardingMessage(
                group: Group(Given.group(trainings: settings.isEmpty ? nil : ["Basics"])),
                settings: LearnerSettings(settings), language: tag
            ).text
            let page = GuidePage(settings: LearnerSettings(settings), language: tag).html
            for text in [message, page] { #expect(!text.contains("{") || text == page) }
            #expect(!page.contains("{sender}") && page.contains("<html lang=\"\(own)\">"))
            #expect(message.contains("https://guide.example.org/") == !settings.isEmpty)
            #expect(message.contains("Basics") == !settings.isEmpty)
        }
    }

    @Test("LI-2: every language has all of its words")
    func complete() {
        #expect(Set(OnboardingMessage.Words.texts.keys) == Set(OwnTexts.languages))
        #expect(Set(GuidePage.Words.texts.keys) == Set(OwnTexts.languages))
        for words in OnboardingMessage.Words.texts.values {
            #expect(words.comingWith.contains("{trainings}") && words.sender.contains("{sender}"))
            #expect(words.guide.contains("{guide}") && words.subject.hasPrefix("Subject: "))
        }
    }

    @Test(
        "LI-11: the guide is one page with both screens drawn, safe and readable without pictures",
        arguments: Mode.allCases)
    func guide(mode: Mode) throws {
        let settings: [String: JSONValue] = ["mail_sender": "a&b@example.org"]
        let task = try #require(try perform(try Given.action("guide", on: nil), mode, settings).task)
        let page = try #require(task.text("accepting-an-invitation.html"))
        #expect(page.split(separator: "<svg").count == 3 && page.contains("aria-label=\"Log in, Email, Password\""))
        #expect(page.contains("a&amp;b@example.org") && !page.contains("http"))
        #expect(task.materials[0].mediaType == "text/html")
    }

    @Test(
        "LI-10: the request names the learner's email and the training, and goes to the help desk",
        arguments: Mode.allCases)
    func moveProgress(mode: Mode) throws {
        let order = try Given.action("move-progress", ["training": "Feedback"], item: Given.item("Ane"))
        let answer = try perform(order, mode, ["help_desk": "help@example.org"])
        let task = try #require(answer.task)
        let request = try #require(task.text("Request to the help desk"))
        #expect(request.contains("Learner's email: ane@example.org\nName of the training: Feedback\n"))
        #expect(task.wholeText.contains("to help@example.org") && task.references == ["inv_ane"])
        guard case .note("inv_ane", let note)? = answer.effects.first else { return #expect(Bool(false), "no note") }
        #expect(note.contains("Feedback"))
        let other = try Given.action("move-progress", ["training": "Fedback"], item: Given.item("Ane"))
        #expect(try perform(other, mode).task?.steps.first?.contains("does not carry “Fedback”") == true)
    }
}
