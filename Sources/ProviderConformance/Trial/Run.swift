import GatehouseModel
import GatehouseProviderKit

/// One judging of one subject: what its cases share.
final class Run {
    let subject: Subject
    let name: String
    private var number = 0
    private var shown: [SupplyReport]?
    private var taken: [String: Int64] = [:]
    private var open: [Holding] = []
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

    func took(_ count: Int, of supply: String) { taken[supply, default: 0] += Int64(count) }

    /// To be taken back at the end, and masked in whatever is reported.
    func keep(_ holding: Holding) {
        open.append(holding)
        keep(holding.issued)
    }

    func keep(_ credential: IssuedCredential?) {
        guard let credential else { return }
        secrets.formUnion([credential.secret, credential.link].compactMap { $0 } + credential.aliases)
    }

    /// Takes back what is left open; what cannot be taken back stays.
    func tidy() {
        guard let link = subject.link else { return }
        let context = Context(
            mode: .api, settings: subject.settings, secrets: subject.secrets, link: link, now: subject.clock())
        for (_, group) in Dictionary(grouping: open.filter { $0.way.does(.retract) }, by: \.way.id) {
            let way = group[0].way
            let size = min(way.capability(.retract)?.batchLimit ?? 500, 500)
            for start in stride(from: 0, to: group.count, by: size) {
                let items = group[start..<min(start + size, group.count)].map(\.item)
                let order = Order(
                    idempotencyKey: "tidy-\(name)-\(next())", supply: way.supply, channel: way.channel, items: items)
                _ = try? subject.provider.retract(order, context)
            }
        }
        open = []
    }

    /// A reason without a code, link or token that this run has met.
    func masked(_ reason: String) -> String {
        secrets.filter { $0.reveal().count > 3 }.sorted { $0.reveal().count > $1.reveal().count }
            .reduce(reason) { text, secret in text.replacing(secret.reveal(), with: secret.masked) }
    }
}
