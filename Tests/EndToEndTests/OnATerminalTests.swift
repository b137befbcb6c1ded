import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("On a terminal", .needsPython)
struct OnATerminalTests {
    /// Who may set the terminal's modes has it: a process behind the scenes would be stopped by that.
    static let hasTheTerminal = "stty -echo </dev/tty && stty echo </dev/tty"

    @Test(
        "A table longer than the terminal goes through the reader's pager; a short one, and one that is piped, do not")
    func pager() async throws {
        try await House.open(on: .sqlite) { house in
            let people = (1...30).map { "reader\($0)@example.org" }
            try await house.done("person", "add", people[0])
            let paged = house.folder.appending(path: "paged").path
            let pager = ["PAGER": "\(OnATerminalTests.hasTheTerminal) && cat > '\(paged)'"]
            let short = try await house.run("person", "list", extra: pager, through: terminal(lines: 12))
            #expect(short.code == 0 && short.out.contains(people[0]), "\(short)")
            #expect(!FileManager.default.fileExists(atPath: paged))

            try await house.done("import", "run", try house.people(people), "--yes")
            let long = try await house.run("person", "list", extra: pager, through: terminal(lines: 12))
            #expect(long.code == 0 && !long.out.contains("@example.org"), "\(long)")
            let shown = try String(contentsOfFile: paged, encoding: .utf8)
            #expect(people.allSatisfy { shown.contains($0) })

            // One that does not run, or none: the table is printed all the same.
            for pager in ["", "/no/such/pager"] {
                let printed = try await house.run(
                    "person", "list", extra: ["PAGER": pager], through: terminal(lines: 12))
                #expect(printed.code == 0 && people.allSatisfy { printed.out.contains($0) }, "\(printed)")
            }
            try FileManager.default.removeItem(atPath: paged)
            let piped = try await house.run("person", "list", extra: pager)
            #expect(piped.out.contains(people[29]) && !FileManager.default.fileExists(atPath: paged))
        }
    }

    @Test("A text is edited in the person's own editor, which has the terminal")
    func editor() async throws {
        try await House.open(on: .sqlite) { house in
            let script = try house.file(
                "editor.sh",
                "\(OnATerminalTests.hasTheTerminal)"
                    + " && printf 'Subject: Edited\\n\\nTake {{redeem_link}}\\n' > \"$2\"\n")
            let edited = try await house.run(
                "template", "edit", "code-bundles", "invitation", "en",
                extra: ["EDITOR": "/bin/sh '\(script)' --wait"], through: terminal(lines: 40))
            #expect(edited.code == 0 && edited.out.contains("version"), "\(edited)")
            let text = try await house.done("template", "show", "code-bundles", "invitation", "en")
            #expect(text.out.contains("Edited"), "\(text)")
            let left = try await house.run(
                "template", "edit", "code-bundles", "invitation", "en", extra: ["EDITOR": "false"],
                through: terminal(lines: 40))
            #expect(left.code == 0 && left.out.contains("Nothing was changed."), "\(left)")
        }
    }

    private func terminal(lines: Int) -> [String] {
        let script = Checkout.folder.appending(path: "Tests/EndToEndTests/Peers/terminal.py").path
        return [ExternalTool.python.path, script, String(lines), "100"]
    }
}
