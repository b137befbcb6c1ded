import Foundation
import GatehouseTesting
import Testing

@Suite("A PostgreSQL that is restarted: whoever works waits for it, and loses nothing")
struct RestartedServerTests {
    private static let invite = ["--from", "Spring", "--channel", "our-mail", "--yes"]

    @Test("A service outlives its server's restart, says so, and goes on by itself", .needsPython)
    func service() async throws {
        try await lend { server, house in
            let people = (1...2).map { "r\($0)@example.org" }
            let service = try house.start(["serve"])
            try await until("the service") { service.told.contains("working on") || !service.isRunning }
            try await server.stop()
            try await until("the word on the server") {
                service.told.contains("taken up again") || !service.isRunning
            }
            #expect(service.isRunning && service.told.contains("cannot be reached"), "\(service.told)")
            try await server.startAgain()
            try await house.recordOnly(["invite", try house.people(people)] + RestartedServerTests.invite)
            try await until("both mails") {
                try await house.mail.messages().count == 2 || !service.isRunning
            }
            #expect(service.isRunning, "\(service.told)")
            kill(service.id, SIGTERM)
            let ended = try await service.ended()
            #expect(ended.code == 0, "\(ended)")
            try await house.settle()
            try await house.judge(people, from: ["Spring"])
        }
    }

    @Test(
        "What the mail server said while the database was away is written once it is back, also where a stop was asked for meanwhile",
        .needsPython)
    func answerInHand() async throws {
        try await lend { server, house in
            let people = (1...3).map { "h\($0)@example.org" }
            try house.mail.stall(.dot, nth: 1)
            let work = try house.start(
                ["invite", try house.people(people)] + RestartedServerTests.invite,
                extra: ["GATEHOUSE_DATABASE_HOLD_OUT": "1h"])
            try await house.mail.stalled()
            try await server.stop()
            try house.mail.go()
            try await until("the word on the answer that is kept") {
                work.told.contains("kept in hand") || !work.isRunning
            }
            kill(work.id, SIGTERM)
            try await until("the word on the stop") {
                work.told.contains("It stops once that is written") || !work.isRunning
            }
            try await server.startAgain()
            let ended = try await work.ended()
            #expect(ended.code == 130 && ended.err.contains("1 act is still to be done"), "\(ended)")
            // The next mail was announced with the verdict on the first.
            #expect(try await house.mail.messages().count == 2)
            try await house.settle()
            // Nothing was left in doubt.
            try await house.judge(people, from: ["Spring"])
        }
    }

    /// A house on a server of its own.
    private func lend(_ body: (PostgresServer, House) async throws -> Void) async throws {
        if PostgresServer.bin == nil, ExternalTool.mayBeMissing { try Test.cancel("\(PostgresMissing().description)") }
        let server = try await onThread { try PostgresServer(fsync: true) }
        let address = try await onThread { try server.makeDatabase() }
        try await House.open(on: .postgres, address: address) { house in try await body(server, house) }
    }
}
