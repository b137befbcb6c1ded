import Foundation
import GatehouseForms
import GatehouseTesting
import Testing

@Suite("Importing a supply's codes")
struct CodeImportTests {
    private static let good = "code,product,expires_on\nGLP-00001,top-5,2099-01-31\nGLP-00002,top-5,2099-01-31\n"

    private func withPool(_ body: (CommandLineRun) throws -> Void) throws {
        try CommandLineRun.with { gatehouse in
            try #require(try gatehouse("connection", "add", "codes", "--provider", "code-bundles").status == 0)
            let added = try gatehouse(
                "supply", "add", "spring", "--connection", "codes", "--category", "strengths", "--usage", "single")
            try #require(added.status == 0, "\(added.words)")
            try body(gatehouse)
        }
    }

    private func imports(_ gatehouse: CommandLineRun) throws -> [JSONValue] {
        try gatehouse("import", "list", "-o", "jsonl").lines
    }

    @Test(
        "CB-14: a file of codes comes into its pool and is listed among the imports; the same file again adds nothing")
    func twice() throws {
        try withPool { gatehouse in
            let file = try gatehouse.write(Self.good, to: "codes.csv")
            let first = try gatehouse("supply", "import", file, "--supply", "spring", "-o", "json")
            #expect(first.status == 0, "\(first.words)")
            #expect(first.json?["accepted"] == 2 && first.json?["rejected"] == [:])
            let listed = try #require(try imports(gatehouse).first)
            #expect(listed["kind"] == "codes" && listed["file"] == "codes.csv" && listed["id"] == first.json?["import"])
            #expect(listed["rows"] == 2 && listed["accepted"] == 2 && listed["rejected"] == 0)
            #expect(try gatehouse("supply", "show", "spring", "-o", "json").json?["counts"]?["available"] == 2)

            let again = try gatehouse("supply", "import", file, "--supply", "spring")
            #expect(again.status == 3 && again.output == "accepted 0\nalready_known 2\n")
            let second = try #require(try imports(gatehouse).first)
            #expect(try imports(gatehouse).count == 2)
            #expect(second["rows"] == 2 && second["accepted"] == 0 && second["known_before"] == 2)
            #expect(try gatehouse("supply", "show", "spring", "-o", "json").json?["counts"]?["available"] == 2)
            // What was handed out from it cannot be called back by undoing a file.
            #expect(try gatehouse("import", "undo", listed["id"]?.string ?? "").status == 1)
        }
    }

    @Test("CB-14: where the file of an export cannot be written no code is taken, and the plan says what is missing")
    func exportNowhere() throws {
        try withPool { gatehouse in
            let file = try gatehouse.write(Self.good, to: "codes.csv")
            try #require(try gatehouse("supply", "import", file, "--supply", "spring").status == 0)
            let nowhere = gatehouse.path("missing/x.csv")
            let refused = try gatehouse("supply", "export", "spring", "1", "--to-file", nowhere, "--yes")
            #expect(refused.status == 1 && refused.words.contains("no code was taken"), "\(refused)")
            #expect(try gatehouse("supply", "show", "spring", "-o", "json").json?["counts"]?["available"] == 2)
            let many = try gatehouse(
                "supply", "export", "spring", "6", "--to-file", gatehouse.path("y.csv"), "--yes")
            #expect(many.status == 1 && many.output.contains("2 available, 6 needed"), "\(many)")
            let one = try gatehouse("supply", "export", "spring", "1", "--to-file", gatehouse.path("z.csv"), "--yes")
            #expect(one.status == 0 && one.output.contains("1 code → "), "\(one)")
            let left = try FileManager.default.contentsOfDirectory(atPath: gatehouse.folder.path)
            #expect(!left.contains { $0.hasPrefix(".gatehouse-") })
        }
    }

    @Test("CB-14: rows that do not come in are listed by line, in a file that only its owner can read")
    func rejects() throws {
        try withPool { gatehouse in
            let text = Self.good + "GLP_00003,top-5,2099-01-31\nGLP-00001,top-5,2099-01-31\n"
            let file = try gatehouse.write(text, to: "codes.csv")
            let list = gatehouse.path("rejects.csv")
            let arguments = [
                "supply", "import", file, "--supply", "spring", "--pattern", "GLP-\\d{5}", "--rejects", list,
            ]
            let strict = try gatehouse.start(arguments + ["--strict", "--data", gatehouse.data], namingData: false)
                .finish()
            #expect(strict.status == 1)
            #expect(try imports(gatehouse).isEmpty)

            let taken = try gatehouse.start(arguments + ["--data", gatehouse.data], namingData: false).finish()
            #expect(taken.status == 3 && taken.output.hasPrefix("accepted 2\n"))
            let lines = try String(contentsOfFile: list, encoding: .utf8).split(whereSeparator: \.isNewline)
            #expect(lines == ["line,reason,code", "4,bad_format,GLP_00003", "5,duplicate_in_file,GLP-00001"])
            let rights = try FileManager.default.attributesOfItem(atPath: list)[.posixPermissions] as? NSNumber
            #expect(rights?.intValue == 0o600)
            let listed = try #require(try imports(gatehouse).first)
            #expect(
                listed["rows"] == 4 && listed["accepted"] == 2 && listed["rejected"] == 1 && listed["known_before"] == 1
            )
        }
    }
}
