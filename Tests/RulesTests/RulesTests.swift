import GatehouseTesting
import Testing

@Suite("docs/rules.md")
struct RulesTests {
    /// Every rule of the domain; the ranges only ever grow.
    private static let ids = [("CB", 21), ("CA", 12), ("LI", 11), ("KP", 10), ("GH", 12)].flatMap { family, last in
        (1...last).map { "\(family)-\($0)" }
    }

    @Test("every rule has its one row, in order, with its wording, where it lives and its tests")
    func everyRuleHasARow() throws {
        let rows = try RuleRow.all()
        #expect(rows.map(\.id) == Self.ids)
        for row in rows {
            #expect(!row.wording.isEmpty, "\(row.id) has no wording")
            #expect(!row.places.isEmpty || row.where == "not yet", "\(row.id): name the place, or say: not yet")
            #expect(!row.tests.isEmpty || row.testing == "not yet", "\(row.id): name the test, or say: not yet")
            #expect(row.tests.isEmpty || !row.places.isEmpty, "\(row.id) has a test and no place")
        }
    }

    @Test("a test that a row names exists in the sources")
    func namedTestsExist() throws {
        let names = try TestNames.all()
        #expect(names.count > 50)
        for row in try RuleRow.all() {
            for test in row.tests {
                #expect(names.contains(test), "\(row.id) names a test that does not exist: \(test)")
            }
        }
    }

    @Test("a test that docs/reconciliation.md names for a class exists in the sources")
    func namedClassTestsExist() throws {
        let names = try TestNames.all()
        let rows = try Checkout.text(of: "docs/reconciliation.md").split(separator: "\n").compactMap { line in
            line.wholeMatch(of: /\| ([a-z_]+) \| .* \| ((?:`[^`]+` )+)\|/)
        }
        #expect(rows.count > 40)
        for row in rows {
            for test in row.2.split(separator: "`") where test != " " {
                #expect(names.contains(String(test)), "\(row.1) names a test that does not exist: \(test)")
            }
        }
    }

    @Test("a type or file that a row names exists in the sources")
    func namedPlacesExist() throws {
        let files = Checkout.files(under: ["Sources", "Providers"], ending: ".swift").filter { !$0.contains("/Tests/") }
        let code = try files.map(Checkout.text).joined(separator: "\n")
        let declared = Set(
            code.matches(of: /(?:struct|enum|class|actor|protocol|typealias|extension) ([A-Za-z0-9]+)/).map {
                String($0.1)
            })
        for row in try RuleRow.all() {
            for place in row.places {
                let isThere = declared.contains(place) || files.contains { $0.hasSuffix("/\(place)") || $0 == place }
                #expect(isThere, "\(row.id) names a place that does not exist: \(place)")
            }
        }
    }
}
