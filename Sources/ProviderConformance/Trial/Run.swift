import GatehouseModel
import GatehouseProviderKit

/// One judging of one subject: what its cases share.
final class Run {
    let subject: Subject
    let name: String
    private var number = 0
    private var shown: [SupplyReport]?
    private var taken: [String: Int64] = [:]
    private(set) var open: [Holding] = []
    /// Orders whose answers may have been lost on the way.
    private(set) var asked: [Order] = []
    private var secrets: Set<Secret> = []

    init(subject: Subject, name: String) {
        self.subject = subject
        self.name = name
        secrets = Set(subject.secrets.values)
    }

    func next() -> Int {
        number += 1
        return number
    }

    /// The supplies as they were shown first; asked for once.
    func supplies(_ context: Context) throws -> [SupplyReport] {
        if let shown { return shown }
        let all = try subject.provider.supplies(context)
        shown = all.filter { subject.supplies?.contains($0.vendorID) ?? true }
        for report in all { keep(report.sharedCredential) }
        return shown ?? []
    }

    /// How many units of a supply this run may still take; nil where the vendor counts none.
    func free(_ report: SupplyReport) -> Int64? {
        report.free(subject.provider.descriptor).map { $0 - (taken[report.vendorID] ?? 0) }
    }

    /// Units that this run may have taken of a supply.
    func taken(of supply: String) -> Int64 { taken[supply] ?? 0 }

    /// Whatever becomes of an order, that many units may go.
    func took(_ order: Order) {
        taken[order.supply.vendorID, default: 0] += Int64(order.items.count)
        asked.append(order)
    }

    func forget() { (open, asked) = ([], []) }

    /// To be taken back at the end, and masked in whatever is reported.
    func keep(_ holding: Holding) {
        open.append(holding)
        keep(holding.issued)
    }

    func keep(_ credential: IssuedCredential?) {
        guard let credential else { return }
        secrets.formUnion([credential.secret, credential.link].compactMap { $0 } + credential.aliases)
    }

    /// A reason without a code, link or token that this run has met.
    func masked(_ reason: String) -> String {
        secrets.filter { $0.reveal().count > 3 }.sorted { $0.reveal().count > $1.reveal().count }
            .reduce(reason) { text, secret in text.replacing(secret.reveal(), with: secret.masked) }
    }
}
