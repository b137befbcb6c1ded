import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("People who cannot be taken as they stand: the place and the remedy are named, and everybody else gets theirs")
struct BadPeopleTests {
    @Test(
        "CB-7: wrong rows are named with row, column, value and remedy, the good ones go on (3); --strict refuses all (1)",
        .needsPython)
    func wrongRows() async throws {
        try await House.open(on: .sqlite) { house in
            let file = try house.file(
                "mixed.csv",
                "email,name,langauge\nann@example.org,Ann,da\nbo@,Bo,da\nann@example.org,Ann,da\ncy@example.org,Cy,da\n"
            )
            let strict = try await house.run("invite", file, "--from", "Spring", "--yes", "--strict")
            #expect(strict.code == 1 && strict.err.contains("mixed.errors.csv"), "\(strict)")
            #expect(try await house.status().isEmpty)
            let invited = try await house.run("invite", file, "--from", "Spring", "--channel", "our-mail", "--yes")
            #expect(invited.code == 3, "\(invited)")
            for words in [
                #"row 3  email  "bo@"  has nothing after the @; write it like"#,
                #"row 4  email  "ann@example.org"  same as row 2; remove"#,
                #"row 1  langauge  "langauge"  this column is not known and is ignored; did you mean "language"?"#,
                "mixed.errors.csv",
            ] {
                #expect(invited.out.contains(words), "\(words): \(invited)")
            }
            let marked = try String(contentsOf: house.folder.appending(path: "mixed.errors.csv"), encoding: .utf8)
            #expect(marked.contains("bo@,Bo,da,email: has nothing after the @"))
            try await house.judge(["ann@example.org", "cy@example.org"], from: ["Spring"])
        }
    }

    @Test("An unknown column is named with what it may have meant; one for the address must be there (1)", .needsPython)
    func unknownColumns() async throws {
        try await House.open(on: .sqlite) { house in
            let misspelt = try house.file("misspelt.csv", "email,langauge\nann@example.org,da\n")
            let planned = try await house.run("invite", misspelt, "--from", "Spring", "--dry-run")
            #expect(planned.code == 0, "\(planned)")
            #expect(planned.err.contains(#"misspelt.csv, row 1, column "langauge""#), "\(planned)")
            #expect(planned.err.contains(#"did you mean "language"?"#), "\(planned)")
            let odd = try house.file("odd.csv", "colour,shoe size\nred,38\n")
            let refused = try await house.run("invite", odd, "--from", "Spring", "--yes")
            #expect(refused.code == 1, "\(refused)")
            for words in ["odd.csv, row 1", "colour, shoe size", #"name a column "email""#] {
                #expect(refused.err.contains(words), "\(words): \(refused)")
            }
            let typed = try await house.run("invite", "bo@", "--from", "Spring", "--yes")
            #expect(typed.code == 1 && typed.err.contains("write it like name@example.org"), "\(typed)")
            #expect(try await house.status().isEmpty)
        }
    }

    @Test(
        "CB-8: who has all 34 is left out by name (3), and takes no code from those who stay", .needsPython,
        arguments: TestDatabase.all)
    func ineligible(_ database: TestDatabase) async throws {
        try await House.open(on: database) { house in
            try await house.buyBundle("Whole", codes: 1, codeType: "all-34")
            try await house.buyBundle("Upgrade", codes: 1, codeType: "upgrade-to-34")
            try await house.done("connection", "sync", "code-bundles")
            try await house.done("invite", "eva@example.org", "--from", "Whole", "--channel", "our-mail", "--yes")
            try await house.sandbox.control("complete", ["person": "eva@example.org"])
            try await house.done("reconcile", "code-bundles")
            let file = try house.people(["eva@example.org", "finn@example.org"])
            let invited = try await house.run("invite", file, "--from", "Upgrade", "--channel", "our-mail", "--yes")
            #expect(invited.code == 3, "\(invited)")
            #expect(invited.out.contains("eva@example.org: 1 person has all 34 already"), "\(invited)")
            #expect(invited.out.contains("1 → 0 available"), "\(invited)")
            let rows = try await house.status().filter { $0["supply"]?.string == "Upgrade" }
            #expect(rows.map { $0["person"]?["email"]?.string } == ["finn@example.org"])
            try await house.judgeBooks(["Whole", "Upgrade"])
        }
    }
}
