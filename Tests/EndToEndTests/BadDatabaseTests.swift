import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("A database that cannot be written: it is named, nothing is half done, and later the same command works")
struct BadDatabaseTests {
    private static let invite = ["--from", "Spring", "--channel", "our-mail", "--yes"]

    @Test("A locked database (6): nothing is written, and later the same command works", .needsPython)
    func locked() async throws {
        try await House.open(on: .sqlite) { house in
            let people = ["l1@example.org"]
            let command = ["invite", try house.people(people)] + BadDatabaseTests.invite
            try await house.holdingWrites {
                let refused = try await house.start(command).ended()
                #expect(refused.code == 6, "\(refused)")
                #expect(refused.err.contains("gatehouse.db is locked by another program"), "\(refused)")
                #expect(refused.err.contains("try again"), "\(refused)")
            }
            #expect(try await house.status().isEmpty)
            #expect(try await house.start(command).ended().code == 0)
            try await house.judge(people, from: ["Spring"])
        }
    }

    @Test(
        "A database that is locked while a mail leaves is waited out: the mail server's answer is written all the same",
        .needsPython)
    func lockedWhileMailing() async throws {
        try await House.open(on: .sqlite) { house in
            let people = (1...2).map { "a\($0)@example.org" }
            try house.mail.stall(.dot, nth: 1)
            let work = try house.start(["invite", try house.people(people)] + BadDatabaseTests.invite)
            try await house.mail.stalled()
            try await house.holdingWrites {
                try house.mail.go()
                try await until("the word on the answer that is kept") {
                    work.told.contains("kept in hand") || !work.isRunning
                }
            }
            let ended = try await work.ended()
            #expect(ended.code == 0 && ended.err.contains("is locked by another program"), "\(ended)")
            try await house.judge(people, from: ["Spring"])
        }
    }

    @Test("A service outlives a database that is locked for a while, and goes on by itself", .needsPython)
    func lockedUnderService() async throws {
        try await House.open(on: .sqlite) { house in
            let people = (1...2).map { "v\($0)@example.org" }
            let service = try house.start(["serve"])
            try await until("the service") { service.told.contains("working on") || !service.isRunning }
            try await house.holdingWrites {
                try await until("the word on the lock") {
                    service.told.contains("taken up again") || !service.isRunning
                }
            }
            try await house.recordOnly(["invite", try house.people(people)] + BadDatabaseTests.invite)
            try await until("both mails") {
                try await house.mail.messages().count == 2 || !service.isRunning
            }
            #expect(service.isRunning, "\(service.told)")
            try await service.kill()
            try await house.settle()
            try await house.judge(people, from: ["Spring"], unknownMails: 1)
        }
    }

    @Test(
        "A database that may only be read (4): nothing is done, and later the same command works", .needsPython,
        arguments: TestDatabase.all)
    func readOnly(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            let people = ["ro@example.org"]
            let command = ["invite", try house.people(people)] + BadDatabaseTests.invite
            let refused = try await house.readingOnly(command)
            #expect(refused.code == 4, "\(refused)")
            #expect(refused.err.contains(database == .sqlite ? "gatehouse.db" : house.databaseName), "\(refused)")
            #expect(refused.err.contains("the right to write"), "\(refused)")
            if database == .sqlite {
                let shut = try await house.shutOut(command)
                #expect(shut.code == 4 && shut.err.contains(house.data.path), "\(shut)")
                #expect(shut.err.contains("the right to write"), "\(shut)")
            }
            #expect(try await house.status().isEmpty)
            #expect(try await house.sandbox.ledger().actCount == 0)
            #expect(try await house.start(command).ended().code == 0)
            try await house.judge(people, from: ["Spring"])
        }
    }

    @Test(
        "A full disk (1) at one moment after another: it is named, and once there is room again the work goes on",
        .needsPython)
    func fullDisk() async throws {
        try await House.open(on: .sqlite, codes: 400, diskMegabytes: 64) { house in
            let first = (1...40).map { "first.\($0)@example.org" }
            try await house.shortenLog()
            let before = try await house.occupied()
            // With the log, of which a command needs the room while it runs.
            let whole = try await house.keepingLog {
                try await house.done(
                    "invite", try house.people(first), "--from", "Spring", "--channel", "our-mail", "--yes")
                return try await house.occupied() - before
            }
            var everybody = first
            var failures: [Int] = []
            for sixth in 0...5 {
                let people = (1...40).map { "d\(sixth).\($0)@example.org" }
                let command = ["invite", try house.people(people)] + BadDatabaseTests.invite
                try await house.shortenLog()
                let attempt = try await house.cramped(leaving: whole * sixth / 6, command)
                try await house.settle()
                let rows = try await house.status().filter { people.contains($0["person"]?["email"]?.string ?? "") }
                // Recorded whole or not at all; what was recorded was finished.
                #expect([0, 40].contains(rows.count), "\(sixth): \(rows.count)")
                if attempt.code != 0 {
                    failures.append(rows.count)
                    #expect(attempt.code == 1 && attempt.err.contains(house.data.path), "\(sixth): \(attempt)")
                    #expect(["room", "space", "disk"].contains(where: attempt.err.contains), "\(sixth): \(attempt)")
                }
                if rows.isEmpty {
                    let again = try await house.start(command).ended()
                    #expect(again.code == 0, "\(sixth): \(again)")
                }
                everybody += people
            }
            #expect(failures.contains(0) && failures.contains(40), "before and after recording: \(failures)")
            try await house.judge(everybody, from: ["Spring"], unknownMails: failures.count)
        }
    }
}
