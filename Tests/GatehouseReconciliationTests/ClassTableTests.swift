import GatehouseTesting
import Testing

@testable import GatehouseReconciliation

@Suite("docs/reconciliation.md")
struct ClassTableTests {
    @Test("The table of classes names each class once, in the code's order, with its policy")
    func table() throws {
        let rows = try Checkout.text(of: "docs/reconciliation.md").split(separator: "\n").compactMap {
            line -> (String, String)? in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimmingPrefix(while: \.isWhitespace)
            }
            guard cells.count == 7, let kind = DiscrepancyClass(rawValue: cells[1].split(separator: " ").joined())
            else {
                return nil
            }
            return (kind.rawValue, cells[3].split(separator: " ").joined(separator: " "))
        }
        #expect(rows.map(\.0) == DiscrepancyClass.allCases.map(\.rawValue))
        for (kind, (name, policy)) in zip(DiscrepancyClass.allCases, rows) {
            let (first, later) = (kind.policy(wasOpen: false), kind.policy(wasOpen: true))
            #expect(
                policy == (first == later ? first.rawValue : "\(first.rawValue), then \(later.rawValue)"), "\(name)")
        }
    }
}
