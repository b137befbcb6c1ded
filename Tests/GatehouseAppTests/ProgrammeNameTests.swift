import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Names of programmes and clients")
struct ProgrammeNameTests {
    private func names(_ gatehouse: CommandLineRun) throws -> [String] {
        try gatehouse("programme", "list", "-o", "jsonl").lines.compactMap { $0["name"]?.string }.sorted()
    }

    @Test(
        "What is no name is refused with what a name is, at create and at edit, and nothing is written",
        arguments: ["", " ", " North", "North ", "No\nrth", "No\"rth", String(repeating: "n", count: 101)])
    func noName(_ name: String) throws {
        try CommandLineRun.with { gatehouse in
            try #require(try gatehouse("programme", "create", "P1", "--client", "Fjordbank").status == 0)
            let commands = [
                (["create", name], "programme"), (["create", "P2", "--client", name], "client"),
                (["edit", "P1", "--name", name], "programme"),
            ]
            for (command, what) in commands + (name.isEmpty ? [] : [(["edit", "P1", "--client", name], "client")]) {
                let run = try gatehouse.start(["programme"] + command + ["--data", gatehouse.data], namingData: false)
                    .finish()
                #expect(run.status == 1 && run.words.contains("cannot be the name of a \(what)"), "\(run)")
            }
            #expect(try names(gatehouse) == ["P1"])
            #expect(try gatehouse("programme", "show", "P1", "-o", "json").json?["client_name"] == "Fjordbank")
        }
    }

    @Test("A name in another spelling is the same name (5); a client's too, and '' takes the client away")
    func spelling() throws {
        try CommandLineRun.with { gatehouse in
            try #require(try gatehouse("programme", "create", "P1 North", "--client", "Fjordbank").status == 0)
            try #require(try gatehouse("programme", "create", "P2", "--client", "fjordbank").status == 0)
            let twice = try gatehouse("programme", "create", "p1  north")
            #expect(twice.status == 5 && twice.words.contains("there is a programme 'P1 North'"), "\(twice)")
            #expect(try gatehouse("programme", "edit", "P2", "--name", "p1 north").status == 5)
            #expect(try gatehouse("programme", "edit", "P1 North", "--name", "p1 North").status == 0)
            #expect(try names(gatehouse) == ["P2", "p1 North"])
            let clients = try names(gatehouse).map {
                try gatehouse("programme", "show", $0, "-o", "json").json?["client"]?.string
            }
            #expect(clients[0] != nil && clients[0] == clients[1])
            #expect(try gatehouse("programme", "edit", "P2", "--client", "").status == 0)
            #expect(try gatehouse("programme", "show", "P2", "-o", "json").json?["client_name"]?.string == nil)
        }
    }
}
