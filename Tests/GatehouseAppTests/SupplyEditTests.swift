import GatehouseForms
import Testing

@Suite("What is said of a supply is changed by a plan")
struct SupplyEditTests {
    @Test("What changes is shown before and after, asked for, kept in the trail; what is not named stays")
    func changed() throws {
        try CommandLineRun.withCodes { gatehouse in
            let change = [
                "supply", "edit", "spring", "--assessments", "all-34,top-5", "--price", "49.90 EUR", "--set",
                "template-languages=da,en", "--vendor-name", "Spring  24",
            ]
            func run(_ more: String...) throws -> CommandLineRun.Result { try gatehouse.start(change + more).finish() }
            let looked = try run("--dry-run")
            #expect(looked.status == 0 && looked.words.contains("Nothing was done"), "\(looked)")
            #expect(looked.output.contains("assessments          top-5 → all-34, top-5"), "\(looked.output)")
            #expect(looked.output.contains("price                – → 49.90 EUR"), "\(looked.output)")
            let asked = try run()
            #expect(asked.status == 1 && asked.words.contains("--yes"), "\(asked)")
            let plan = try run("--dry-run", "-o", "json").json?["changes"]?.array
            #expect(
                plan?.compactMap { $0["field"]?.string } == [
                    "assessments", "price", "template_languages", "vendor_name",
                ])
            #expect(plan?.first?["before"] == ["top-5"] && plan?.first?["after"] == ["all-34", "top-5"])
            let done = try run("--yes", "-o", "json")
            #expect(done.json?["assessments"] == ["all-34", "top-5"] && done.json?["price"]?["minor_units"] == 4990)
            #expect(done.json?["attributes"] == ["template_languages": ["da", "en"], "name": "Spring  24"])
            #expect(done.json?["counts"]?["available"] == 3)
            let again = try run("--yes")
            #expect(again.status == 0 && again.words.contains("is so already"), "\(again)")
            let trail = try gatehouse("audit", "list", "-o", "json").json?["items"]?.array ?? []
            let entries = trail.filter { $0["act"] == "supply.changed" }
            #expect(entries.count == 1 && entries[0]["details"]?["changes"]?.array?.count == 4, "\(entries)")
            let less = try gatehouse(
                "supply", "edit", "spring", "--unset", "template_languages", "--name", "autumn", "--yes", "-o", "json")
            #expect(less.json?["name"] == "autumn" && less.json?["attributes"] == ["name": "Spring  24"], "\(less)")
        }
    }

    @Test("CA-11: who was invited before is asked about, with how many each answer is for")
    func forWhom() throws {
        try CommandLineRun.withCodes { gatehouse in
            for person in ["ann@example.org", "bo@example.org"] {
                try #require(
                    try gatehouse("invite", person, "--from", "spring", "--channel", "link", "--yes").status == 0)
            }
            func edit(_ more: String...) throws -> CommandLineRun.Result {
                try gatehouse.start(["supply", "edit", "spring", "--assessments", "all-34", "--yes"] + more).finish()
            }
            func held() throws -> [JSONValue?] {
                try gatehouse("status", "-o", "jsonl").lines.map { $0["assessments"] }
            }
            let before = try held()
            let open = try edit()
            #expect(open.status == 1 && open.words.contains("--apply-to everyone (2 invitations"), "\(open)")
            #expect(open.words.contains("--apply-to future (none") && open.words.contains("Nothing was done"))
            let future = try edit("--apply-to", "future")
            #expect(future.status == 0 && future.words.contains("0 invitations from before; 2 stay"), "\(future)")
            #expect(try held() == before)
            // Those are for something else than the supply by now: of them nobody is asked.
            #expect(
                try gatehouse("supply", "edit", "spring", "--assessments", "top-5", "--yes", "--apply-to", "future")
                    .status == 0)
            let everyone = try edit("--apply-to", "everyone")
            #expect(everyone.status == 0 && everyone.words.contains("with 2 invitations from before."), "\(everyone)")
        }
    }

    @Test(
        "What does not fit is refused with its remedy: an attribute that no rule reads, a name that is taken, what the vendor tells"
    )
    func refused() throws {
        try CommandLineRun.withCodes { gatehouse in
            let unknown = try gatehouse("supply", "edit", "spring", "--set", "lgacy=true", "--yes")
            #expect(unknown.status == 1 && unknown.words.contains("legacy"), "\(unknown)")
            #expect(try gatehouse("supply", "edit", "spring", "--name", "a,b", "--yes").status == 1)
            #expect(try gatehouse("supply", "edit", "winter", "--name", "x", "--yes").status == 1)
            #expect(try gatehouse("supply", "edit", "spring", "--price", "49.90", "--yes").status == 1)
        }
    }
}
