import GatehouseTesting
import ProviderConformance
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The suite is tried on what is broken")
struct DefectTests {
    @Test("Every case has a defect that it is there to find")
    func everyCaseHasOne() {
        let found = Set(Defect.all.map(\.fails))
        let lacking = Conformance.cases.map(\.id).filter { !found.contains($0) }
        #expect(lacking.isEmpty, "no defect for \(lacking)")
        let unknown = Defect.all.flatMap { [$0.fails] + $0.also }.filter { id in
            !Conformance.cases.contains { $0.id == id }
        }
        #expect(unknown.isEmpty, "no such case: \(unknown)")
    }

    @Test("Each defect makes its case fail, and nothing besides but what follows from it", arguments: Defect.all)
    func isFound(defect: Defect) {
        let expected = defect.also.union([defect.fails])
        let judged = Self.judgesAll ? Set(Conformance.cases.map(\.id)) : Self.near(expected)
        let report = Conformance(of: defect.subject(), run: "broken") { judged.contains($0.id) }.report()
        let failed = Set(report.ids(.failed))
        let reasons = report.cases.filter { $0.result == .failed && !expected.contains($0.id) }.map {
            "\($0.id): \($0.reason)"
        }
        #expect(failed == expected, "missed: \(expected.subtracting(failed).sorted()); failing besides: \(reasons)")
    }

    /// All cases in the long runs; else those about the same subject, which are the likeliest to be hit as well.
    private static let judgesAll = getenv("GATEHOUSE_CASES") != nil

    private static func near(_ ids: Set<String>) -> Set<String> {
        let groups = Set(ids.compactMap { $0.split(separator: ".").first })
        return Set(
            Conformance.cases.map(\.id).filter { id in id.split(separator: ".").first.map(groups.contains) ?? false })
    }
}
