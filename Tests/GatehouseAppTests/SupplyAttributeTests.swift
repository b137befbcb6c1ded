import GatehouseForms
import Testing

@Suite("What is said of a supply that is entered by hand")
struct SupplyAttributeTests {
    @Test("CB-18: it has the type that the rules read; a name that nobody reads is refused with those that are known")
    func typed() throws {
        try CommandLineRun.with { gatehouse in
            try #require(
                try gatehouse(
                    "connection", "add", "codes", "--provider", "code-bundles", "--set", "plan=subscription"
                ).status == 0)
            let codes = try gatehouse.write("OB1\nOB2\n", to: "codes.txt")
            func add(_ values: String...) throws -> CommandLineRun.Result {
                try gatehouse.start(
                    [
                        "supply", "add", "legacy", "--connection", "codes", "--category", "strengths", "--usage",
                        "multi",
                        "--code", codes, "--uses", "10", "--assessments", "top-5", "-o", "json",
                    ] + values.flatMap { ["--set", $0] }
                ).finish()
            }
            let misspelt = try add("lgacy=true")
            #expect(misspelt.status == 1 && misspelt.words.contains("legacy"), "\(misspelt.words)")
            let unknown = try add("zzz=1")
            #expect(unknown.status == 1 && unknown.words.contains("low_water"), "\(unknown.words)")
            #expect(try add("legacy=perhaps").status == 1)
            let added = try add("legacy=true", "template_languages=da,en", "low_water=3")
            #expect(added.status == 0, "\(added.words)")
            let said = added.json?["attributes"]
            #expect(said?["legacy"] == true && said?["low_water"] == 3 && said?["template_languages"] == ["da", "en"])
            #expect(try gatehouse("provider", "show", "code-bundles").output.contains("supply add --set"))
        }
    }
}
