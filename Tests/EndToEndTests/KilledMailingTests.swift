import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Killed while it mails: nobody gets a mail twice, and the one that was under way is reported")
struct KilledMailingTests {
    @Test(
        "kill -9 while distributing: at most the mail under way is unknown, everybody else gets theirs once",
        .needsPython, arguments: TestDatabase.all)
    func distributing(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = (1...24).map { "m\($0)@example.org" }
            try await KilledMailingTests.recordMails(to: people, house)
            var kills = 0
            for place in [MailPeer.Place.recipient, .dot] {
                for nth in [1, 2, 1, 3, 1, 2] {
                    try house.mail.stall(place, nth: nth)
                    let victim = try house.start(["serve", "--until-idle"])
                    try await house.mail.stalled()
                    try await victim.kill()
                    kills += 1
                    try house.mail.go()
                }
            }
            let last = try await house.settle()
            #expect(last.code == 3, "unknown mails are left for a person: \(last)")
            try await house.judge(people, from: ["Spring"], unknownMails: kills)
            let open = try await house.run("doctor")
            #expect(open.code != 0 && (open.out + open.err).contains("wait for a decision"), "\(open)")
        }
    }

    @Test(
        "kill -9 while settling: what the mail server took is never sent again", .needsPython,
        arguments: TestDatabase.all)
    func settling(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = (1...16).map { "s\($0)@example.org" }
            try await KilledMailingTests.recordMails(to: people, house)
            var kills = 0
            for nth in [1, 2, 1, 3, 1, 2] {
                try house.mail.stall(.dot, nth: nth)
                let victim = try house.start(["serve", "--until-idle"])
                try await house.mail.stalled()
                try await house.holdingWrites {
                    try house.mail.go()
                    try await house.somebodyWaits(or: victim)
                    try await victim.kill()
                }
                kills += 1
            }
            try await house.settle()
            try await house.judge(people, from: ["Spring"], unknownMails: kills)
        }
    }

    private static func recordMails(to people: [String], _ house: House) async throws {
        try await house.recordOnly(
            ["invite", try house.people(people), "--from", "Spring", "--channel", "our-mail", "--yes"])
    }
}
