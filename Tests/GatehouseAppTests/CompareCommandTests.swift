import GatehouseForms
import Testing

@Suite struct CompareCommandTests {
    @Test("GH-3: compare shows vendors side by side, to eyes and to programs")
    func compare() throws {
        try CommandLineRun.with { gatehouse in
            #expect(try gatehouse("compare").status == 0)
            try gatehouse.supplyOfInvitations()
            try gatehouse("invite", "ann@example.org", "--from", "drivers", "--channel", "vendor-mail", "--yes")
            let task = try #require(try gatehouse("task", "list", "-o", "jsonl").lines.first?["id"]?.string)
            try #require(try gatehouse("task", "done", task).status == 0)
            let file = try gatehouse.write("email,status\nann@example.org,Completed\n", to: "status.csv")
            try #require(try gatehouse("observe", file).status == 0)
            let row = try #require(try gatehouse("compare", "-o", "json").json?["items"]?.array?.first)
            #expect(row["invited"] == 1 && row["stages"]?["completed"] == ["at_least": 1, "at_most": 1])
            #expect(row["stages"]?["reported"] == ["at_least": 0, "at_most": 1])
            #expect(row["time_to"]?["reported"] == ["not_told": "this vendor does not tell"])
            let again = try gatehouse("compare", "--rebuild", "-o", "json")
            #expect(again.json?["items"]?.array?.first == row)
            let csv = try gatehouse("compare", "--by", "programme", "-o", "csv").output.split(
                whereSeparator: \.isNewline)
            #expect(csv.count == 2 && csv[0].hasPrefix("name,id,invited,registered_at_least,registered_at_most"))
            #expect(try gatehouse("compare").output.contains("completed"))
            #expect(
                try gatehouse("compare", "--since", "2199-01-01", "-o", "json").json?["items"]?.array?.first?["invited"]
                    == 0)
            #expect(try gatehouse("compare", "--since", "yesterday").status == 64)
            #expect(row["can_take_back"] == false && row["idle_seats"] == ["at_least": 0, "at_most": 0])
            let said = try gatehouse("compare")
            #expect(said.output.contains("no price known") && said.words.contains("gatehouse supply price"), "\(said)")
            #expect(try gatehouse("supply", "price", "drivers", "49.90 EUR").status == 0)
            #expect(try gatehouse("compare").output.contains("49.90 EUR"))
            #expect(try gatehouse("supply", "price", "drivers", "49.90").status == 1)
            #expect(try gatehouse("supply", "price", "drivers").status == 64)
            #expect(try gatehouse("supply", "price", "drivers", "--unknown").words.contains("It was 49.90 EUR"))
            #expect(try gatehouse("compare", "--programme", "nobody").status == 1)
            #expect(try gatehouse("compare", "--programme", "x", "--by", "coach").status == 64)
            #expect(try gatehouse("compare", "--cursor", "nobody").status == 1)
            #expect(try gatehouse("compare", "--by", "colour").status == 64)
            #expect(try gatehouse("compare", "--since", "2026-02-02", "--until", "2026-02-01").status == 64)
            #expect(try gatehouse("compare", "--within", "-1").status == 64)
            #expect(try gatehouse("compare", "--by", "coach").output.contains("(no coach named)"))
        }
    }
}
