import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Vendors and mail servers that are away, refuse or lie: nothing is lost, and nobody gets what is another's")
struct BadPartnerTests {
    private static let ours = ["--channel", "our-mail", "--yes"]

    @Test(
        "An unreachable vendor (6): what was promised stays recorded and is done once it is back", .needsPython,
        arguments: TestDatabase.all)
    func vendorAway(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = ["u1@example.org", "u2@example.org"]
            let file = try house.people(people)
            try await house.sandbox.kill()
            let invited = try await house.start(["invite", file, "--from", "Spring,Drivers"] + BadPartnerTests.ours)
                .ended()
            #expect(invited.code == 6 && invited.err.contains("cannot be reached"), "\(invited)")
            let asked = try await house.run("reconcile", "-o", "json")
            #expect(asked.code == 6 && asked.err.contains("code-bundles: "), "\(asked)")
            let known = try await house.run("status", "--now", "-o", "jsonl")
            #expect(known.code == 6 && known.err.contains("code-bundles: "), "\(known)")
            #expect(known.out.split(separator: "\n").count == 4, "the ledger's rows are shown all the same: \(known)")
            try await house.sandbox.restart()
            #expect(try await house.settle().code == 0)
            try await house.judge(people, from: ["Spring", "Drivers"])
        }
    }

    @Test("An unreachable mail server (3): the codes are kept, and the mails leave once it is back", .needsPython)
    func mailServerAway() async throws {
        try await House.open(on: .sqlite) { house in
            let people = ["m1@example.org", "m2@example.org"]
            let nobody = QuietPort.any()
            let invited = try await house.run(
                "invite", try house.people(people), "--from", "Spring", "--channel", "our-mail", "--yes",
                extra: ["GATEHOUSE_MAIL_SMTP_PORT": String(nobody)])
            #expect(invited.code == 3 && invited.err.contains("127.0.0.1:\(nobody)"), "\(invited)")
            #expect(try await house.mail.messages().isEmpty)
            #expect(try await house.settle().code == 0)
            try await house.judge(people, from: ["Spring"])
        }
    }

    @Test(
        "A mail server that refuses one of many: the others get theirs, the one is reported (3) and keeps the code",
        .needsPython, arguments: TestDatabase.all)
    func oneRefused(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = (1...5).map { "o\($0)@example.org" }
            try house.mail.refuse("o3@example.org")
            let invited = try await house.start(
                ["invite", try house.people(people), "--from", "Spring"] + BadPartnerTests.ours
            ).ended()
            #expect(invited.code == 3, "\(invited)")
            for words in ["refused o3@example.org", "no such user here", "mend the address or pass on the link"] {
                #expect(invited.err.contains(words), "\(words): \(invited)")
            }
            let received = try await house.mail.messages().map { $0.recipients.joined() }
            #expect(received.sorted() == people.filter { $0 != "o3@example.org" })
            let rows = try await house.status()
            #expect(rows.count == 5 && rows.count { $0["delivery"]?.string == "refused" } == 1)
            #expect(try await house.sandbox.ledger().codes.count == 5)
            try await house.judgeBooks(["Spring"])
        }
    }

    @Test(
        "A vendor that answers about somebody else (1): nothing of it is shown to anybody; reconciling closes the case",
        .needsPython, arguments: TestDatabase.all)
    func lyingVendor(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = ["lied1@example.org", "lied2@example.org"]
            try await house.sandbox.fault("wrong-echo", at: "issue")
            let invited = try await house.start(
                ["invite", try house.people(people), "--from", "Spring"] + BadPartnerTests.ours
            ).ended()
            #expect(invited.code == 1 && invited.err.contains("nothing of it is used"), "\(invited)")
            #expect(try await house.mail.messages().isEmpty)
            #expect(try await house.status().allSatisfy { $0["open_act"]?.string == "needs_person" })
            let cases = try await house.done("reconcile", "list", "-o", "json").items
            #expect(cases.count { $0["class"]?.string == "echo_mismatch" } == 2, "\(cases.map(\.canonicalText))")
            let advice = try await house.run("doctor")
            #expect(advice.code == 1 && (advice.out + advice.err).contains("gatehouse reconcile"), "\(advice)")
            try await house.done("reconcile")
            #expect(try await house.settle().code == 0)
            try await house.judge(people, from: ["Spring"])
            #expect(try await house.done("reconcile", "list", "-o", "json").items.isEmpty)
        }
    }

    @Test(
        "The doctor asks the mail server: encryption that the settings require and it does not offer is told, and a port where nobody listens",
        .needsPython)
    func mailWithoutEncryption() async throws {
        try await House.open(on: .sqlite) { house in
            let well = try await house.run("doctor")
            #expect(well.out.contains("127.0.0.1:\(house.mail.port) answers, not encrypted (TLS off)"), "\(well)")
            #expect(well.out.contains("SMTPUTF8"), "\(well)")
            let bad = try await house.run("doctor", extra: ["GATEHOUSE_MAIL_SMTP_TLS": "required"])
            #expect(bad.code == 1 && bad.out.contains("offers no encryption"), "\(bad)")
            let sandbox = house.sandbox.address.split(separator: ":").last ?? ""
            let other = try await house.run("doctor", extra: ["GATEHOUSE_MAIL_SMTP_PORT": String(sandbox)])
            #expect(other.code == 1 && other.out.contains("not as a mail server"), "\(other)")
            let nobody = QuietPort.any()
            let away = try await house.run("doctor", extra: ["GATEHOUSE_MAIL_SMTP_PORT": String(nobody)])
            #expect(away.code == 1 && away.out.contains("127.0.0.1:\(nobody) cannot be reached"), "\(away)")
            let login = try house.secret("correct horse", as: "smtp-password")
            let strange = try await house.run("doctor", extra: login)
            #expect(strange.code == 1 && strange.out.contains("offers no login"), "\(strange)")
            #expect(try await house.mail.messages().isEmpty)
        }
    }

    @Test(
        "The doctor goes as far as a mail would: encrypted, its certificate trusted, logged in; each refusal is told with its remedy",
        .needsPython)
    func mailUpToTheLogin() async throws {
        try await House.open(on: .sqlite) { house in
            let peer = try await MailPeer.start(guardedBy: "gatehouse:correct horse")
            let settings = [
                "GATEHOUSE_MAIL_SMTP_PORT": String(peer.port), "GATEHOUSE_MAIL_SMTP_TLS": "required",
                "GATEHOUSE_MAIL_SMTP_AUTHORITIES": peer.authorities,
            ]
            let right = try house.secret("correct horse", as: "smtp-password")
            let well = try await house.run("doctor", extra: settings.merging(right) { $1 })
            #expect(well.out.contains("answers, encrypted (TLS required), logged in as gatehouse"), "\(well)")
            let open = try await house.run("doctor", extra: settings)
            #expect(open.out.contains("it offers a login, and none is set"), "\(open)")
            let wrong = try house.secret("wrong pony", as: "smtp-password")
            let refused = try await house.run("doctor", extra: settings.merging(wrong) { $1 })
            #expect(refused.code == 1 && refused.out.contains("does not take the login of gatehouse"), "\(refused)")
            #expect(refused.out.contains("it said: 535") && !refused.out.contains("pony"), "\(refused)")
            var untrusted = settings
            untrusted["GATEHOUSE_MAIL_SMTP_AUTHORITIES"] = nil
            let bad = try await house.run("doctor", extra: untrusted.merging(right) { $1 })
            #expect(bad.code == 1 && bad.out.contains("certificate that cannot be trusted"), "\(bad)")
            #expect(bad.out.contains("mail.smtp.authorities"), "\(bad)")
            let half = try await house.run("doctor", extra: ["GATEHOUSE_MAIL_SMTP_USERNAME": "gatehouse"])
            #expect(half.code == 1 && half.out.contains("mail.smtp.password_file is not"), "\(half)")
            #expect(try await peer.messages().isEmpty)
            try await peer.close()
        }
    }

    @Test(
        "What a lying vendor left open a person decides: it is given up, its case is closed, and it cannot be decided twice",
        .needsPython)
    func decided() async throws {
        try await House.open(on: .sqlite) { house in
            let people = ["left1@example.org", "left2@example.org"]
            try await house.sandbox.fault("wrong-echo", at: "issue")
            let file = try house.people(people)
            _ = try await house.start(["invite", file, "--from", "Spring"] + BadPartnerTests.ours).ended()
            let waiting = try await house.done("task", "decisions", "-o", "json").items
            let ids = waiting.compactMap { $0["id"]?.string }
            #expect(ids.count == 2 && waiting.allSatisfy { people.contains($0["address"]?.string ?? "") })
            let unsaid = try await house.run("task", "decide", ids[0], "--drop")
            #expect(unsaid.code == 64 && unsaid.err.contains("--reason"), "\(unsaid)")
            let done = try await house.start(
                ["task", "decide"] + ids + ["--drop", "--reason", "the vendor's page shows nobody"]
            ).ended()
            #expect(done.code == 0 && done.err.contains("issue is rejected"), "\(done)")
            #expect(try await house.done("task", "decisions", "-o", "json").items.isEmpty)
            #expect(try await house.done("reconcile", "list", "-o", "json").items.isEmpty)
            let again = try await house.run("task", "decide", ids[0], "--again", "--reason", "once more")
            #expect(again.code == 5 && again.err.contains("does not wait for a decision"), "\(again)")
        }
    }
}
