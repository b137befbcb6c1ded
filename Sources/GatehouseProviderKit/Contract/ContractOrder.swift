import GatehouseForms
import GatehouseModel

extension ContractClient {
    /// Sends one verb's order and reads its answer item by item.
    func send<Value: Sendable>(
        _ order: Order, to path: String, echoesAddress: Bool,
        doubting: (Answer<Value>) throws(ContractFault) -> Void = { _ in },
        _ read: (ContractReader) throws(ContractFault) -> Value
    ) throws(ProviderError) -> Answer<Value> {
        try refuseUnusable(order)
        let call = Call(
            path: path, body: order.contractBody, key: order.idempotencyKey,
            veil: veil(order.items))
        let reply = try post(call)
        do throws(ContractFault) {
            let answer = try answer(to: order, in: reply, echoesAddress: echoesAddress, knowing: call.veil.known, read)
            try doubting(answer)
            return answer
        } catch {
            throw broken(error, effect: .unknown, reply)
        }
    }

    private func answer<Value: Sendable>(
        to order: Order, in reply: Reply, echoesAddress: Bool, knowing secrets: [Secret],
        _ read: (ContractReader) throws(ContractFault) -> Value
    ) throws(ContractFault) -> Answer<Value> {
        let items = try reply.reader.items("items")
        guard items.count == order.items.count else {
            throw ContractFault(.echo, at: "/items", "has \(items.count) entries for \(order.items.count) items")
        }
        let hides = Hiding(secrets + items.flatMap(\.givenSecrets))
        var outcomes: [ItemOutcome<Value>] = []
        outcomes.reserveCapacity(items.count)
        for (asked, reader) in zip(order.items, items) {
            guard try reader.requiredWord("reference") == asked.reference else {
                throw ContractFault(.echo, at: "\(reader.place)/reference", "is not the reference that was asked for")
            }
            outcomes.append(try outcome(reader, of: asked, echoesAddress: echoesAddress, hides: hides, read))
        }
        let waiting = zip(order.items, outcomes).compactMap { item, outcome -> (String, Int)? in
            if case .manual(let task) = outcome { (item.reference, task) } else { nil }
        }
        return Answer(
            outcomes, tasks: try reply.reader.manualTasks(waitedForBy: waiting),
            effects: try effects(of: EffectScope(order), in: reply))
    }

    private func outcome<Value: Sendable>(
        _ reader: ContractReader, of asked: OrderItem, echoesAddress: Bool, hides: Hiding,
        _ read: (ContractReader) throws(ContractFault) -> Value
    ) throws(ContractFault) -> ItemOutcome<Value> {
        let outcome = try reader.contractOutcome(hides: hides, read)
        if case .done = outcome, echoesAddress, let address = asked.recipient?.address {
            guard try reader.requiredText("address").lowercased() == address.lowercased() else {
                throw ContractFault(.echo, at: "\(reader.place)/address", "is not the address that was asked for")
            }
        }
        return outcome
    }

    /// What could not be answered item by item is not sent at all.
    private func refuseUnusable(_ order: Order) throws(ProviderError) {
        func refuse(_ message: String) -> ProviderError { ProviderError(.badRequest, effect: .none, message: message) }
        guard !order.items.isEmpty else { throw refuse("The order has no items.") }
        guard order.items.count <= ContractReader.mostItems else {
            throw refuse("The order has more than \(ContractReader.mostItems) items; split it.")
        }
        guard Set(order.items.map(\.reference)).count == order.items.count,
            order.items.allSatisfy({ !$0.reference.isEmpty })
        else { throw refuse("Two items of the order have the same reference, or one has none.") }
    }
}

extension Order {
    var contractBody: JSONValue {
        .members([
            "supply": .string(supply.vendorID), "channel": .string(channel.rawValue),
            "options": options.isEmpty ? nil : .object(options), "items": .array(items.map(\.contractBody)),
        ])
    }
}

extension OrderItem {
    var contractBody: JSONValue {
        .members([
            "reference": .string(reference), "recipient": recipient?.contractBody,
            "credential": (credential?.reveal()).map(JSONValue.string), "id": vendorID.map(JSONValue.string),
            "channel": (channel?.rawValue).map(JSONValue.string),
        ])
    }
}

extension Recipient {
    var contractBody: JSONValue {
        .members([
            "address": .string(address), "name": name.map(JSONValue.string),
            "external_id": externalID.map(JSONValue.string), "language": language.map(JSONValue.string),
        ])
    }
}
