import GatehouseForms
import Testing

@Suite struct ForecastCommandTests {
    @Test("GH-7: forecast shows what is free and what it cost, and says where there is no pace to tell")
    func forecast() throws {
        try CommandLineRun.with { gatehouse in
            try #require(
                try gatehouse("connection", "add", "codes", "--provider", "code-bundles").status == 0)
            try #require(
                try gatehouse(
                    "supply", "add", "spring", "--connection", "codes", "--category", "strengths", "--usage", "single",
                    "--assessments", "top-5", "--price", "49.90 EUR"
                ).status == 0)
            let file = try gatehouse.write("code\nAAAA-1111\nBBBB-2222\nCCCC-3333\n", to: "codes.csv")
            try #require(try gatehouse("supply", "import", file, "--supply", "spring").status == 0)
            let row = try #require(
                try gatehouse("supply", "forecast", "spring", "-o", "json").json?["items"]?.array?.first)
            #expect(row["free"] == 3 && row["runs_out"] == nil)
            #expect(row["why_not"]?.string?.hasPrefix("no pace to tell") == true)
            #expect(row["idle_value"] == ["minor_units": 14970, "currency": "EUR"])
            let table = try gatehouse("forecast")
            #expect(table.status == 0 && table.output.contains("149.70 EUR"))
            #expect(try gatehouse("forecast", "sprin").status == 1)
            #expect(try gatehouse("forecast", "--window", "3").status == 64)
        }
    }
}
