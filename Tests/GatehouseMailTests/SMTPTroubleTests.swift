import Foundation
import GatehouseLedger
import GatehouseMail
import GatehouseModel
import GatehouseTesting
import Testing

/// A server that misbehaves as the recipient's name tells it.
@Suite("SMTP to a server that refuses, stalls and goes away", .needsPython, .timeLimit(.minutes(5)))
struct SMTPTroubleTests {
    private func word(_ outcome: MailOutcome) -> String {
        switch outcome {
        case .accepted: "accepted"
        case .captured: "captured"
        case .rejected(let reply): "rejected \(reply.code) \(reply.step.rawValue)"
        case .retry(let reply): "retry \(reply.code) \(reply.step.rawValue)"
        case .unknown(let trouble): "unknown \(trouble.step.rawValue)"
        case .notSent(let trouble): "notSent \(trouble.step.rawValue)"
        }
    }

    /// Mails to these recipients at the peer, in this order.
    private func send(_ names: [String], to peer: Peer, deadline: Duration = .seconds(20), large: Bool = false) throws
        -> [MailOutcome]
    {
        let mails = names.enumerated().map { place, name in
            var mail = Sample.mail(place, to: "\(name)@example.org")
            if large { mail.text = String(repeating: "a line that makes this mail a large one\n", count: 200_000) }
            return mail
        }
        return Sample.transport(try Sample.settings(peer.ready, deadline: deadline)).send(mails)
    }

    @Test("One refused among many: each refusal is told with its words, the others arrive exactly once")
    func refusals() throws {
        let peer = try Peer("scripted")
        let names = ["anna", "refuse", "bert", "later", "nodata", "carl", "refusedot", "laterdot", "dora"]
        let outcomes = try send(names, to: peer)
        #expect(
            outcomes.map(word) == [
                "accepted", "rejected 550 recipient", "accepted", "retry 451 recipient", "rejected 554 content",
                "accepted",
                "rejected 554 verdict", "retry 452 verdict", "accepted",
            ])
        #expect(
            outcomes[1]
                == .rejected(
                    MailReply(code: 550, enhanced: "5.1.1", text: "no such user at this place", step: .recipient)))
        let report: ScriptReport = try peer.report()
        #expect(report.received.map(\.recipient) == ["anna", "bert", "carl", "refusedot", "laterdot", "dora"])
        // libcurl leaves after a refusal before the message: three of them make four connections.
        #expect(report.connections.count == 4)
        #expect(report.connections.dropLast().allSatisfy { $0.last == "QUIT" })
    }

    @Test(
        "A sender who is refused concerns no recipient: the whole batch waits, as for a missing login; a mail's size that mail alone"
    )
    func senders() throws {
        let peer = try Peer("scripted")
        let transport = Sample.transport(try Sample.settings(peer.ready))
        var banned = Sample.mail(1)
        banned.returnPath = "banned@example.org"
        var anonymous = Sample.mail(2)
        anonymous.returnPath = "anonymous@example.org"
        var large = Sample.mail(5)
        large.returnPath = "large@example.org"
        #expect(transport.send([large, Sample.mail(3)]).map(word) == ["notSent sender", "accepted"])
        #expect(transport.send([banned, Sample.mail(3)]).map(word) == ["notSent sender", "notSent sender"])
        #expect(transport.send([anonymous, Sample.mail(4)]).map(word) == ["notSent sender", "notSent sender"])
        #expect(try peer.report(ScriptReport.self).received.map(\.recipient) == ["anna"])
    }

    @Test("Lost or silent before the final dot: surely not sent, and the next mail goes on")
    func beforeTheDot() throws {
        let peer = try Peer("scripted")
        #expect(
            try send(["closercpt", "anna", "closedata", "bert"], to: peer).map(word)
                == ["notSent recipient", "accepted", "notSent content", "accepted"])
        #expect(try send(["closebody", "anna"], to: peer, large: true).map(word) == ["notSent content", "accepted"])
        #expect(try send(["stallrcpt"], to: peer, deadline: .seconds(1)).map(word) == ["notSent recipient"])
        let report: ScriptReport = try peer.report()
        #expect(report.received.allSatisfy { $0.whole })
        #expect(report.received.map(\.recipient) == ["anna", "bert", "anna"])
    }

    @Test(
        "Lost, silent or not to be understood after the final dot: unknown, never repeated, and the next mail goes on")
    func afterTheDot() throws {
        let peer = try Peer("scripted")
        #expect(
            try send(["closedot", "anna", "halfdot", "bert", "odd", "carl"], to: peer).map(word)
                == ["unknown verdict", "accepted", "unknown verdict", "accepted", "unknown verdict", "accepted"])
        #expect(try send(["stalldot"], to: peer, deadline: .seconds(1)).map(word) == ["unknown verdict"])
        let report: ScriptReport = try peer.report()
        #expect(report.received.map(\.recipient) == ["closedot", "anna", "halfdot", "bert", "odd", "carl", "stalldot"])
        #expect(report.received.allSatisfy { $0.whole })
    }

    @Test("A server that talks without an end is left at the deadline, before the dot and after it")
    func talksOn() throws {
        let peer = try Peer("scripted")
        #expect(try send(["driprcpt"], to: peer, deadline: .seconds(1)).map(word) == ["notSent recipient"])
        #expect(try send(["dripdot"], to: peer, deadline: .seconds(1)).map(word) == ["unknown verdict"])
    }

    @Test("A server that hangs up after each mail gets a new connection for the next, and no mail twice")
    func hangsUp() throws {
        let peer = try Peer("scripted")
        #expect(
            try send(["goodbye", "goodbye", "goodbye", "anna"], to: peer).map(word)
                == Array(repeating: "accepted", count: 4))
        let report: ScriptReport = try peer.report()
        #expect(report.received.count == 4 && report.connections.count == 4)
    }

    @Test(
        "A server that does not want us now: nothing sent, asked once for the whole batch",
        arguments: ["421 too many", "554 go away"])
    func greeting(_ greeting: String) throws {
        let peer = try Peer("scripted", ["--greeting", greeting])
        let outcomes = try send(["anna", "bert"], to: peer)
        #expect(outcomes.map(word) == ["notSent connecting", "notSent connecting"])
        guard case .notSent(let trouble) = outcomes[0] else { return }
        #expect(trouble.reply?.description == greeting)
        #expect(try peer.report(ScriptReport.self).connections.count == 1)
    }

    @Test("A refusal that quotes the mail's code and link is kept without them")
    func quotedSecrets() throws {
        let peer = try Peer("scripted")
        var mail = Sample.mail(to: "quote@example.org")
        mail.secrets = [Secret("https://vendor.example.org/ac/SECRET-42"), Secret("SECRET-42")]
        let outcomes = Sample.transport(try Sample.settings(peer.ready)).send([mail])
        #expect(
            outcomes == [
                .rejected(MailReply(code: 554, enhanced: "5.7.1", text: "we do not like •••• nor ••••", step: .verdict))
            ])
    }

    @Test("Lines that begin with dots arrive as they were written")
    func dots() throws {
        let peer = try Peer("scripted")
        var mail = Sample.mail()
        mail.text = ".\n..\n.a\n\n.\nend\n"
        #expect(Sample.transport(try Sample.settings(peer.ready)).send([mail]).map(word) == ["accepted"])
        let raw = try #require(try peer.report(ScriptReport.self).received.first).raw
        let undotted = String(decoding: raw, as: UTF8.self).replacing("\r\n..", with: "\r\n.")
        #expect(undotted == String(decoding: try Sample.composer.compose(mail).bytes, as: UTF8.self) + ".\r\n")
    }
}
