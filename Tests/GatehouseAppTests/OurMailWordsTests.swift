import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("What our mails say, and what is said of them")
struct OurMailWordsTests {
    @Test(
        "A mail says until when its code is good, in its own language; one whose code has no last day says nothing of it",
        arguments: [
            ("en", "Please begin by 31 December 2027."), ("de", "Bitte beginnen Sie bis zum 31. Dezember 2027."),
            ("es", "empieza a más tardar el 31 de diciembre de 2027."), ("fr", "au plus tard le 31 décembre 2027."),
            ("pl", "nie później niż 31 grudnia 2027."),
        ])
    func told(language: String, sentence: String) throws {
        try CommandLineRun.withCodes { gatehouse in
            let codes = try gatehouse.write("code,expires_on\nDAY-1,2027-12-31\n", to: "dated.csv")
            try #require(
                try gatehouse(
                    "supply", "add", "dated", "--connection", "desk", "--category", "strengths", "--usage", "single",
                    "--assessments", "all-34"
                ).status == 0)
            try #require(try gatehouse("supply", "import", codes, "--supply", "dated").status == 0)
            let people = try gatehouse.write("email,language\nann@example.org,\(language)\n", to: "people.csv")
            let mail = ["GATEHOUSE_MAIL_TRANSPORT": "file", "GATEHOUSE_MAIL_FOLDER": gatehouse.path("mail")]
            for (supply, isTold) in [("dated", true), ("spring", false)] {
                let sent = try gatehouse(
                    "invite", people, "--from", supply, "--channel", "our-mail", "--yes", environment: mail)
                try #require(sent.status == 0, "\(sent)")
                let texts = try mails(in: gatehouse.path("mail"))
                #expect(texts.count == (isTold ? 1 : 2))
                #expect(texts.count { $0.contains(sentence) } == 1, "\(texts)")
            }
        }
    }

    @Test("CB-20: what helps when our own mail did not arrive names its sender, and that the reminder is ours")
    func help() throws {
        try CommandLineRun.withCodes { gatehouse in
            let sent = try gatehouse("invite", "ann@example.org", "--from", "spring", "--channel", "our-mail", "--yes")
            try #require(sent.status == 0, "\(sent)")
            let shown = try gatehouse("person", "show", "ann@example.org").output
            #expect(shown.contains("allow mails from gatehouse@example.org"), "\(shown)")
            #expect(shown.contains("Send a reminder with 'gatehouse remind'") && !shown.contains("{"), "\(shown)")
        }
    }

    @Test("Mails that are only captured are said to have gone to nobody, with where they lie and what sends them")
    func captured() throws {
        try CommandLineRun.withCodes { gatehouse in
            let sent = try gatehouse("invite", "ann@example.org", "--from", "spring", "--channel", "our-mail", "--yes")
            #expect(sent.status == 0 && sent.words.contains("The mail went to nobody: it lies in \(gatehouse.data)"))
            #expect(sent.words.contains("set mail.transport: smtp and mail.smtp.host"), "\(sent)")
            let mail = ["GATEHOUSE_MAIL_TRANSPORT": "file", "GATEHOUSE_MAIL_FOLDER": gatehouse.path("mail")]
            let filed = try gatehouse(
                "invite", "bob@example.org", "--from", "spring", "--channel", "our-mail", "--yes", environment: mail)
            #expect(filed.status == 0 && !filed.words.contains("went to nobody"), "\(filed)")
            let link = try gatehouse("invite", "cy@example.org", "--from", "spring", "--channel", "link", "--yes")
            #expect(link.status == 0 && !link.words.contains("went to nobody"), "\(link)")
        }
    }

    @Test(
        "A captured mail is told apart from one that a server took, and is distributed once it can leave; its unit is one"
    )
    func distributedLater() throws {
        try CommandLineRun.withCodes { gatehouse in
            let plan = gatehouse.path("plan.json")
            try #require(
                try gatehouse("invite", "ann@example.org", "--from", "spring", "--channel", "our-mail", "--yes").status
                    == 0)
            try #require(
                try gatehouse("invite", "bob@example.org", "--from", "spring", "--channel", "our-mail", "--out", plan)
                    .status == 0)
            let before = try gatehouse("supply", "show", "spring", "-o", "json").json
            let found = try gatehouse("status", "--filter", "delivery:captured", "-o", "json")
            #expect(found.json?["items"]?.array?.map { $0["delivery"] } == ["captured"], "\(found)")
            #expect(found.json?["items"]?.array?.first?["allowed"]?.array?.contains("distribute") == false, "\(found)")
            let still = try gatehouse("distribute", "--filter", "delivery:captured", "--yes")
            #expect(still.output.contains("mail.transport is still capture"), "\(still)")

            let mail = ["GATEHOUSE_MAIL_TRANSPORT": "file", "GATEHOUSE_MAIL_FOLDER": gatehouse.path("mail")]
            let stale = try gatehouse("apply", plan, "--yes", environment: mail)
            #expect(
                stale.status == 5 && stale.words.contains("where our mails go: to nobody: they are captured → out"),
                "\(stale)")
            let sent = try gatehouse("distribute", "--filter", "delivery:captured", "--yes", environment: mail)
            #expect(sent.status == 0, "\(sent)")
            #expect(try mails(in: gatehouse.path("mail")).count == 1)
            #expect(try gatehouse("supply", "show", "spring", "-o", "json").json == before)
            let again = try gatehouse("status", "-o", "json")
            #expect(again.json?["items"]?.array?.map { $0["delivery"] } == ["accepted"], "\(again)")
            let twice = try gatehouse("distribute", "--filter", "ann@example.org", "--yes", environment: mail)
            #expect(twice.output.contains("was distributed already"), "\(twice)")
            #expect(try mails(in: gatehouse.path("mail")).count == 1)
        }
    }

    /// The plain texts, decoded and with their lines joined.
    private func mails(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".eml") }.map { name in
            let read = """
                import sys, email, email.policy
                mail = email.message_from_file(open(sys.stdin.read()), policy=email.policy.default)
                print(" ".join(mail.get_body(("plain",)).get_content().split()))
                """
            return try ExternalTool.runPython(read, input: folder + "/" + name)
        }
    }
}
