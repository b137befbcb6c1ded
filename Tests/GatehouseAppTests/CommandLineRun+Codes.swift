import Testing

extension CommandLineRun {
    /// A connection of code bundles by hand, and three codes in its pool.
    static func withCodes(_ body: (CommandLineRun) throws -> Void) throws {
        try with { gatehouse in
            let added = try gatehouse(
                "connection", "add", "desk", "--provider", "code-bundles", "--mode", "portal", "--set",
                "plan=subscription")
            try #require(added.status == 0, "\(added.words)")
            let supply = try gatehouse(
                "supply", "add", "spring", "--connection", "desk", "--category", "strengths", "--usage", "single",
                "--assessments", "top-5")
            try #require(supply.status == 0, "\(supply.words)")
            let codes = try gatehouse.write("code\nSPRING-10001\nSPRING-10002\nSPRING-10003\n", to: "codes.csv")
            try #require(try gatehouse("supply", "import", codes, "--supply", "spring").status == 0)
            try body(gatehouse)
        }
    }
}
