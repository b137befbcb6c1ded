import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Merging people at the command line")
struct PersonMergeTests {
    private func withPair(_ body: (CommandLineRun) throws -> Void) throws {
        try CommandLineRun.with { gatehouse in
            for (address, name) in [("ane@example.org", "Ane Holm"), ("ane+work@example.org", "A. Holm")] {
                try #require(try gatehouse("person", "add", address, "--name", name).status == 0)
            }
            try body(gatehouse)
        }
    }

    @Test("GH-8: duplicates are proposed with their reason, merged after a plan, shown, and taken back")
    func story() throws {
        try withPair { gatehouse in
            let found = try gatehouse("person", "duplicates", "-o", "json").json?["items"]?.array ?? []
            #expect(found.count == 1 && found[0]["strength"] == "strong")
            #expect(found[0]["evidence"]?.array?.first?["kind"] == "mailbox")
            let pair = ("ane@example.org", "ane+work@example.org")
            let dry = try gatehouse("person", "merge", pair.0, pair.1, "--dry-run")
            #expect(dry.status == 0 && dry.output.contains("name stays \"Ane Holm\", not \"A. Holm\""), "\(dry.output)")
            #expect(try gatehouse("person", "list", "-o", "json").json?["items"]?.array?.count == 2)
            // Nobody can be asked: nothing is done.
            #expect(try gatehouse("person", "merge", pair.0, pair.1).status == 1)
            let merged = try gatehouse("person", "merge", pair.0, pair.1, "--yes", "-o", "json", "--reason", "one desk")
            let id = try #require(merged.json?["id"]?.string, "\(merged.words)")
            #expect(id.hasPrefix("mrg_") && merged.json?["reason"] == "one desk")
            let people = try gatehouse("person", "list", "-o", "json").json?["items"]?.array ?? []
            #expect(people.count == 1 && people[0]["addresses"]?.array?.count == 2)
            #expect(try gatehouse("person", "show", pair.1).output.contains("one with A. Holm"))
            // A second time it stands already.
            let again = try gatehouse("person", "merge", pair.0, pair.1, "--yes")
            #expect(again.status == 0 && again.words.contains(id))
            #expect(try gatehouse("audit", "verify").status == 0)

            // Merged once more into somebody else, the first merge is still found by its own address.
            try #require(try gatehouse("person", "add", "holm@example.org").status == 0)
            try #require(try gatehouse("person", "merge", "holm@example.org", pair.0, "--yes").status == 0)
            #expect(try gatehouse("person", "unmerge", pair.1, "--dry-run", "-o", "json").json?["id"]?.string == id)
            #expect(try gatehouse("person", "unmerge", pair.0, "--yes").status == 0)
            #expect(try gatehouse("person", "unmerge", pair.1, "--yes").status == 0)
            #expect(try gatehouse("person", "list", "-o", "json").json?["items"]?.array?.count == 3)
            let late = try gatehouse("person", "unmerge", id, "--yes")
            #expect(late.status == 0 && late.words.contains("already"))
            #expect(try gatehouse("person", "unmerge", pair.0, "--yes").status == 1)
        }
    }

    @Test("GH-8: a refused proposal stays refused, with exit code 5 for a merge against it, and can be taken back")
    func apart() throws {
        try withPair { gatehouse in
            let pair = ("ane@example.org", "ane+work@example.org")
            #expect(try gatehouse("person", "apart", pair.0, pair.1, "--reason", "sisters").status == 0)
            #expect(try gatehouse("person", "duplicates", "-o", "json").json?["items"]?.array == [])
            let refused = try gatehouse("person", "merge", pair.0, pair.1, "--yes")
            #expect(refused.status == 5 && refused.words.contains("sisters"), "\(refused.words)")
            #expect(try gatehouse("person", "apart", pair.0, pair.1, "--undo").status == 0)
            #expect(try gatehouse("person", "apart", pair.0, pair.1, "--undo").status == 1)
            #expect(try gatehouse("person", "duplicates", "-o", "json").json?["items"]?.array?.count == 1)
            #expect(try gatehouse("person", "merge", pair.0, "nobody@example.org", "--yes").status == 1)
            #expect(try gatehouse("person", "merge", pair.0).status == 64)
        }
    }

    @Test("GH-8: domains that are one by configuration make proposals; what is no domain is refused with its place")
    func aliases() throws {
        try CommandLineRun.with { gatehouse in
            for address in ["bo@example.org", "bo@example.com"] {
                try #require(try gatehouse("person", "add", address).status == 0)
            }
            #expect(try gatehouse("person", "duplicates", "-o", "json").json?["items"]?.array == [])
            let known = ["GATEHOUSE_PEOPLE_DOMAIN_ALIASES": "example.org = EXAMPLE.com"]
            let found = try gatehouse("person", "duplicates", "-o", "json", environment: known)
            #expect(found.json?["items"]?.array?.count == 1, "\(found.words)")
            for wrong in ["example.org", "example.org=nowhere", "a.example=b.example, b.example=c.example"] {
                let refused = try gatehouse(
                    "config", "check", environment: ["GATEHOUSE_PEOPLE_DOMAIN_ALIASES": wrong])
                #expect(refused.status == 1 && refused.words.contains("people.domain_aliases"), "\(wrong)")
            }
        }
    }
}
