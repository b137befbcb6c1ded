import GatehouseForms
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import KeyPool

@Suite("KP-2: coaches")
struct CoachRuleTests {
    @Test("KP-2: one coach is named in the mail and sees status and report")
    func one() throws {
        let note = try #require(try Given.findings().finding("mail_bears"))
        #expect(note.severity == .note && note.rule == "KP-2")
        #expect(note.message.contains("the name of Ada Coach, who sees the client's status and report"))
    }

    @Test("KP-2: several coaches are all named, and each of them sees")
    func several() throws {
        let findings = try Given.findings(options: ["coaches": ["ben coach ", "Ada Coach"]])
        let note = try #require(findings.finding("mail_bears"))
        #expect(note.message.contains("the names of Ben Coach and Ada Coach, who each see"))
        #expect(findings.refusing.isEmpty)
        // The vendor is told the names as they stand there, each once.
        let task = try #require(
            KeyPool().issue(
                Given.order(
                    ["Ane"], from: Given.pool(), options: ["coaches": ["ben coach ", "BEN COACH", "Ada Coach"]]),
                Given.portal
            ).tasks.first)
        let steps = task.steps.joined(separator: "\n")
        #expect(steps.contains("Ben Coach") && !steps.lowercased().contains("ben coach and ben coach"))
        #expect(!steps.contains("ben coach") && !steps.contains("BEN COACH"), "\(steps)")
    }

    @Test("KP-2: where coaches were added, one or more of them is picked")
    func needed() throws {
        let refusal = try #require(try Given.findings(options: [:]).finding("coach_needed"))
        #expect(
            refusal.severity == .refusesAll && refusal.message.contains("set coaches to some of Ada Coach, Ben Coach"))
    }

    @Test("KP-2: only those added to the organisation can be picked, and the refusal names them")
    func unknown() throws {
        let refusal = try #require(
            try Given.findings(options: ["coaches": ["Ada Coach", "Cy"]]).finding("unknown_coach"))
        #expect(refusal.message.contains("“Cy”") && refusal.message.contains("add-coach"))
        #expect(try Given.findings(options: ["coaches": ["Ada Coach", "Cy"]]).refusing == ["unknown_coach"])
    }

    @Test("KP-2: if none was ever added there is no choice, and the mail bears the administrator's name")
    func none() throws {
        let pool = Given.pool(coaches: [], attributes: ["administrator": "Olga Owner", "coaches": []])
        let findings = try Given.findings(from: pool, options: [:])
        #expect(findings.refusing.isEmpty)
        #expect(findings.finding("mail_bears")?.message.contains("bears the name of Olga Owner") == true)
        let unnamed = try Given.findings(from: Given.pool(coaches: [], attributes: ["coaches": []]), options: [:])
        #expect(unnamed.finding("mail_bears")?.message.contains("the account's administrator") == true)
        let chosen = try #require(try Given.findings(from: pool).finding("no_coaches"))
        #expect(chosen.severity == .refusesAll && chosen.message.contains("Add Ada Coach with the action add-coach"))
    }

    @Test("KP-2: by hand nobody has asked: what was not entered is not known, and is not taken for none")
    func notKnown() throws {
        let pool = Given.pool(coaches: [], attributes: ["administrator": "Olga Owner"])
        let said = try #require(
            try Given.findings(mode: .portal, from: pool, options: [:]).finding("coaches_not_known"))
        #expect(said.severity == .warning && said.message.hasPrefix("It is not known here"))
        #expect(said.message.contains("Olga Owner") && said.message.contains("add-coach"))
        #expect(try Given.findings(mode: .portal, from: pool, options: [:]).finding("mail_bears") == nil)
        let chosen = try #require(try Given.findings(mode: .portal, from: pool).finding("no_coaches"))
        #expect(chosen.severity == .refusesAll && chosen.message.hasPrefix("It is not known here"))
        let task = try #require(
            KeyPool().issue(Given.order(["Ane"], from: pool, options: [:]), Given.portal).tasks.first)
        #expect(task.steps.contains { $0.hasPrefix("Coaches: it is not known here") })
        // Once somebody has said that there are none, that is known.
        let none = Given.pool(coaches: [], attributes: ["coaches": []])
        let bears = try Given.findings(mode: .portal, from: none, options: [:]).finding("mail_bears")
        #expect(bears?.message.hasPrefix("No coach was ever added") == true)
        let plain = try #require(
            KeyPool().issue(Given.order(["Ane"], from: none, options: [:]), Given.portal).tasks.first)
        #expect(plain.steps.contains { $0.hasPrefix("There is no choice of coaches") })
    }

    @Test("KP-2: a coach's own token is told no coaches and no number: neither is taken for none")
    func notTold() throws {
        let untold = Given.pool(left: nil, coaches: [])
        for options in [[:], Given.adas] {
            let findings = try Given.findings(from: untold, options: options)
            #expect(findings.refusing.isEmpty)
            #expect(try #require(findings.finding("coaches_not_told")).message.contains("sends nothing"))
            #expect(
                !findings.contains {
                    $0.message.contains("No coach was ever added")
                        || $0.message.contains("left") && $0.code == "keys_left"
                })
        }
    }

    @Test("KP-2: coaches may be entered as a list or as a text with commas")
    func written() throws {
        let pool = Given.pool(coaches: [], attributes: ["coaches": "Ada Coach, Ben Coach,ada coach"])
        #expect(PoolProfile(pool).coaches == ["Ada Coach", "Ben Coach"])
        #expect(try Given.findings(from: pool).refusing.isEmpty)
    }

    @Test("KP-2: adding a coach is a task, and the ledger knows the coach once it is ticked off")
    func add() throws {
        let order = try Given.action("add-coach", ["name": "Cy Coach", "email": "cy@example.org"])
        let answer = try KeyPool().perform(order, Given.portal)
        let task = try #require(answer.task)
        #expect(task.steps[0] == "Sign in at https://keys.example.org and open My Organization → Coaches.")
        #expect(task.wholeText.contains("Name: Cy Coach. Email address: cy@example.org"))
        #expect(
            answer.effects == [
                .attributes(supply: "pool-1", ["coaches": ["Ada Coach", "Ben Coach", "Cy Coach"]])
            ])
    }

    @Test(
        "KP-2: a coach who is there already, or has no usable name, is not added",
        arguments: ["ada coach", " ", "A, B"])
    func notAdded(name: String) throws {
        let answer = try KeyPool().perform(Given.action("add-coach", ["name": .string(name)]), Given.portal)
        #expect(answer.refusal?.rule == "KP-2" && answer.tasks.isEmpty)
    }
}
