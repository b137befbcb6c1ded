import Dispatch
import Foundation
import GatehouseLedger
import GatehouseMail
import GatehouseModel
import GatehouseTesting
import Synchronization
import Testing

@Suite("SMTP to a real server", .needsPython, .timeLimit(.minutes(5)))
struct SMTPTransportTests {
    private static let login = SMTPSettings.Login(name: "gatehouse", password: Secret("correct horse ü"))

    private func accepted(_ outcomes: [MailOutcome]) -> Int {
        outcomes.count {
            if case .accepted(let reply) = $0 {
                reply.code == 250 && reply.text.hasPrefix("Ok: queued as")
            } else {
                false
            }
        }
    }

    @Test("A batch goes over one connection, each mail once and in order, with its own envelope")
    func batch() throws {
        let peer = try Peer("sink")
        let mails = (1...40).map { number in
            var mail = Sample.mail(number, to: "person\(number)@example.org")
            mail.returnPath = "bounce+inv_\(number)@example.org"
            return mail
        }
        let outcomes = Sample.transport(try Sample.settings(peer.ready)).send(mails)
        #expect(accepted(outcomes) == 40)
        let report: SinkReport = try peer.report()
        #expect(report.connections == 1)
        #expect(report.messages.map(\.recipients) == mails.map { [$0.to.address] })
        #expect(report.messages.map(\.sender) == mails.map { $0.returnPath ?? "" })
        #expect(report.messages.map { $0.mail["Message-ID"] } == mails.map { "<\($0.messageID)>" })
        #expect(report.messages.allSatisfy { !$0.utf8 && !$0.tls && $0.greeting == "gatehouse.example.org" })
        for (mail, seen) in zip(mails, report.messages) {
            #expect(Array(seen.mail.raw) == (try Sample.composer.compose(mail)).bytes)
        }
    }

    @Test("Several threads send at once, each over its own connection, and every mail arrives once")
    func threads() throws {
        let peer = try Peer("sink", ["--tls", "starttls"])
        let transport = Sample.transport(try Sample.settings(peer.ready, .required))
        let accepted = Mutex(0)
        let done = DispatchGroup()
        for worker in 0..<4 {
            done.enter()
            Thread {
                let outcomes = transport.send((0..<10).map { Sample.mail(worker * 10 + $0) })
                accepted.withLock { $0 += self.accepted(outcomes) }
                done.leave()
            }.start()
        }
        done.wait()
        #expect(accepted.withLock { $0 } == 40)
        let report: SinkReport = try peer.report()
        #expect(report.connections == 4)
        #expect(Set(report.messages.map { $0.mail["Message-ID"] }).count == 40 && report.messages.count == 40)
    }

    @Test("Outcomes are told one by one; when recording one fails, nothing further is sent")
    func stopsWhenRecordingFails() throws {
        struct Full: Error {}
        let peer = try Peer("sink")
        let transport = Sample.transport(try Sample.settings(peer.ready))
        var places: [Int] = []
        #expect(throws: Full.self) {
            try transport.send((1...5).map { Sample.mail($0) }) { place, _ in
                places.append(place)
                if place == 1 { throw Full() }
            }
        }
        #expect(places == [0, 1])
        #expect(try peer.report(SinkReport.self).messages.count == 2)
    }

    @Test(
        "Encrypted and logged in", arguments: [SMTPSettings.Security.required, .implicit],
        [SMTPSettings.Mechanism.any, .plain, .login])
    func encrypted(_ security: SMTPSettings.Security, _ mechanism: SMTPSettings.Mechanism) throws {
        let peer = try Peer(
            "sink", ["--tls", security == .implicit ? "implicit" : "starttls", "--login", "gatehouse:correct horse ü"])
        var login = Self.login
        login.mechanism = mechanism
        let outcomes = Sample.transport(try Sample.settings(peer.ready, security, login: login)).send([
            Sample.mail(1), Sample.mail(2),
        ])
        #expect(accepted(outcomes) == 2, "\(outcomes)")
        let report: SinkReport = try peer.report()
        #expect(report.messages.allSatisfy { $0.tls && $0.login == "gatehouse" })
        #expect(report.connections == 1 && report.logins == 1)
    }

    @Test("A wrong password is tried once for the whole batch; nothing was sent, and nothing shows the password")
    func wrongPassword() throws {
        let peer = try Peer("sink", ["--tls", "starttls", "--login", "gatehouse:another"])
        let settings = try Sample.settings(peer.ready, .required, login: Self.login)
        let outcomes = Sample.transport(settings).send((1...3).map { Sample.mail($0) })
        for outcome in outcomes {
            guard case .notSent(let trouble) = outcome else { Issue.record("\(outcome)"); continue }
            #expect(trouble.code == "mail.login" && trouble.step == .loggingIn && trouble.reply?.code == 535)
        }
        #expect(!"\(outcomes) \(settings)".contains("horse"))
        let report: SinkReport = try peer.report()
        #expect(report.logins == 1 && report.messages.isEmpty)
    }

    @Test("A certificate that nobody vouches for, and encryption that is required and not offered, send nothing")
    func untrusted() throws {
        for security in [SMTPSettings.Security.required, .optional, .implicit] {
            let peer = try Peer("sink", ["--tls", security == .implicit ? "implicit" : "starttls"])
            let outcomes = Sample.transport(try Sample.settings(peer.ready, security, trusted: false)).send([
                Sample.mail()
            ])
            guard case .notSent(let trouble)? = outcomes.first else { Issue.record("\(outcomes)"); continue }
            #expect(trouble.code == "mail.certificate")
            #expect(try peer.report(SinkReport.self).messages.isEmpty)
        }
        let plain = try Peer("sink")
        let outcomes = Sample.transport(try Sample.settings(plain.ready, .required)).send([Sample.mail()])
        guard case .notSent(let trouble)? = outcomes.first else { Issue.record("\(outcomes)"); return }
        #expect(trouble.code == "mail.tls")
        #expect(try plain.report(SinkReport.self).messages.isEmpty)
    }

    @Test("Optional encryption is used where it is offered, and done without where it is not")
    func optional() throws {
        for (options, isEncrypted) in [(["--tls", "starttls"], true), ([], false)] {
            let peer = try Peer("sink", options)
            #expect(accepted(Sample.transport(try Sample.settings(peer.ready, .optional)).send([Sample.mail()])) == 1)
            #expect(try peer.report(SinkReport.self).messages.map(\.tls) == [isEncrypted])
        }
    }

    @Test("A letter outside of ASCII before the @ uses SMTPUTF8 for that mail alone; a domain never needs it")
    func utf8() throws {
        let peer = try Peer("sink")
        let people = ["anna@example.org", "jörg@müller.example", "anna@müller.example"]
        let outcomes = Sample.transport(try Sample.settings(peer.ready)).send(
            people.enumerated().map { Sample.mail($0.offset, to: $0.element) })
        #expect(accepted(outcomes) == 3, "\(outcomes)")
        let report: SinkReport = try peer.report()
        #expect(report.messages.map(\.utf8) == [false, true, false])
        #expect(
            report.messages.map(\.recipients) == [
                ["anna@example.org"], ["jörg@xn--mller-kva.example"], ["anna@xn--mller-kva.example"],
            ])
        #expect(report.messages[1].mail.toAddress == "jörg@xn--mller-kva.example")
        #expect(report.connections == 1)
    }

    @Test("A server without SMTPUTF8 is never given such an address, first in the batch or later; the others go on")
    func withoutUTF8() throws {
        let peer = try Peer("sink", ["--ascii"])
        let people = ["jörg@example.org", "anna@example.org", "jürgen@example.org", "bert@example.org"]
        let outcomes = Sample.transport(try Sample.settings(peer.ready)).send(
            people.enumerated().map { Sample.mail($0.offset, to: $0.element) })
        #expect(accepted([outcomes[1], outcomes[3]]) == 2, "\(outcomes)")
        for place in [0, 2] {
            guard case .rejected(let reply) = outcomes[place] else { Issue.record("\(outcomes[place])"); continue }
            #expect(reply.enhanced == "5.6.7" && reply.step == .writing)
        }
        let report: SinkReport = try peer.report()
        #expect(report.messages.map(\.recipients) == [["anna@example.org"], ["bert@example.org"]])
        #expect(report.connections == 1)
    }

    @Test("A mail that must not be written is refused on its own; its neighbours arrive")
    func badNeighbour() throws {
        let peer = try Peer("sink")
        var bad = Sample.mail(2)
        bad.subject = "x\r\nBcc: eve@example.org"
        let outcomes = Sample.transport(try Sample.settings(peer.ready)).send([Sample.mail(1), bad, Sample.mail(3)])
        #expect(accepted([outcomes[0], outcomes[2]]) == 2)
        guard case .rejected(let reply) = outcomes[1] else { Issue.record("\(outcomes[1])"); return }
        #expect(reply.step == .writing && reply.text.contains("Subject"))
        #expect(try peer.report(SinkReport.self).messages.count == 2)
    }

    @Test("Nobody listens: every mail of the batch is not sent, and safe to try again")
    func unreachable() throws {
        let peer = try Peer("sink")
        let settings = try Sample.settings(peer.ready)
        _ = try peer.report(SinkReport.self)
        for outcome in Sample.transport(settings).send([Sample.mail(1), Sample.mail(2)]) {
            guard case .notSent(let trouble) = outcome else { Issue.record("\(outcome)"); continue }
            #expect(trouble.code == "mail.connect" && trouble.step == .connecting)
        }
    }
}
