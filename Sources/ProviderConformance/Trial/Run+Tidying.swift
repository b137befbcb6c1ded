import GatehouseModel
import GatehouseProviderKit

// What a judging leaves behind is taken back, as far as the vendor lets that happen.

extension Run {
    /// Takes back what is still out: what the cases hold, and what the vendor knows of orders whose answers nobody saw.
    func tidy() {
        guard let link = subject.link else { return }
        let context = Context(
            mode: .api, settings: subject.settings, secrets: subject.secrets, link: link, now: subject.clock())
        let held = Dictionary(grouping: open.filter { $0.way.does(.retract) }, by: \.way.id)
        for holdings in held.values {
            let way = holdings[0].way
            takeBack(holdings.map(\.item), of: way.supply, by: way.channel, context)
        }
        let known = Set(open.map(\.item.reference))
        let places = Dictionary(grouping: asked) { "\($0.supply.vendorID) by \($0.channel.rawValue)" }
        for orders in places.values where allowsTakingBack(orders[0]) {
            let lost = orders.flatMap(\.items).filter { !known.contains($0.reference) }
            takeBack(found(lost, context), of: orders[0].supply, by: orders[0].channel, context)
        }
        forget()
    }

    private func allowsTakingBack(_ order: Order) -> Bool {
        subject.provider.descriptor.capability(
            .retract, mode: .api, channel: order.channel, facet: order.supply.facet)?.support == .native
    }

    /// Those that the vendor knows, named as it names them.
    private func found(_ items: [OrderItem], _ context: Context) -> [OrderItem] {
        let byReference = Dictionary(items.map { ($0.reference, $0) }) { first, _ in first }
        let references = byReference.keys.sorted()
        var found: [OrderItem] = []
        for start in stride(from: 0, to: references.count, by: 500) {
            let asked = Array(references[start..<min(start + 500, references.count)])
            guard let page = try? subject.provider.status(StatusQuery(.references(asked)), context) else { continue }
            for record in page.records {
                guard let item = record.reference.flatMap({ byReference[$0] }) else { continue }
                found.append(
                    OrderItem(
                        reference: item.reference, recipient: item.recipient, credential: record.credential,
                        vendorID: record.vendorID))
            }
        }
        return found
    }

    /// In batches; what cannot be taken back stays.
    private func takeBack(
        _ items: [OrderItem], of supply: SupplyFacts, by channel: Channel, _ context: Context
    ) {
        let row = subject.provider.descriptor.capability(
            .retract, mode: .api, channel: channel, facet: supply.facet)
        let size = max(1, min(row?.batchLimit ?? 500, 500))
        // Two acts under one reference are two orders.
        var rest = items
        while !rest.isEmpty {
            var seen: Set<String> = []
            let batch = rest.filter { seen.insert($0.reference).inserted }.prefix(size)
            let chosen = Set(batch.map { "\($0.reference) \($0.vendorID ?? "")" })
            rest.removeAll { chosen.contains("\($0.reference) \($0.vendorID ?? "")") }
            let order = Order(
                idempotencyKey: "tidy-\(name)-\(next())", supply: supply, channel: channel, items: Array(batch))
            _ = try? subject.provider.retract(order, context)
        }
    }
}
