import GatehouseForms
import GatehouseModel

extension ContractClient {
    func send(_ order: ActionOrder, form: Form?) throws(ProviderError) -> ActionAnswer {
        let isPlain =
            !order.name.isEmpty
            && order.name.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
            }
        guard isPlain else {
            throw ProviderError(.badRequest, effect: .none, message: "An action's name is lower case with hyphens.")
        }
        let described = doubt.descriptor?.action(named: order.name)
        let form = form ?? described?.input
        let scope = EffectScope(order, form, effect: described?.effect)
        let reference = order.item?.reference ?? order.idempotencyKey
        let body = JSONValue.members([
            "reference": .string(reference), "supply": (order.supply?.vendorID).map(JSONValue.string),
            "item": order.item?.contractBody, "input": .object(try order.vendorInput(form ?? .empty)),
        ])
        var veil = veil([order.item].compactMap { $0 })
        veil.asked.insert(reference)
        veil.secretResults = described.map { Set($0.secretResults) } ?? ["link", "code"]
        let call = Call(path: "/actions/\(order.name)", body: body, key: order.idempotencyKey, veil: veil)
        let reply = try post(call)
        do throws(ContractFault) {
            guard try reply.reader.requiredText("reference") == reference else {
                throw ContractFault(.echo, at: "/reference", "is not the reference that was asked for")
            }
            let outcome = try reply.reader.contractOutcome(hides: call.hides) { reader throws(ContractFault) in
                try reader.optional("result")?.value ?? .null
            }
            switch outcome {
            case .done: return ActionAnswer(outcome, effects: try effects(of: scope, in: reply))
            case .manual(let task):
                let tasks = try reply.reader.manualTasks(ofAction: reference, waitingFor: task)
                return ActionAnswer(outcome, effects: try effects(of: scope, in: reply), tasks: tasks)
            default: return ActionAnswer(outcome)
            }
        } catch {
            throw broken(error, effect: .unknown, reply)
        }
    }

    /// What an answer says of the ledger, as far as its order reaches.
    func effects(of scope: EffectScope, in reply: Reply) throws(ContractFault) -> [LedgerEffect] {
        guard try reply.reader.optional("effects") != nil else { return [] }
        var effects: [(place: String, effect: LedgerEffect)] = []
        for reader in try reply.reader.items("effects", atMost: 100) {
            let effect = try LedgerEffect(contract: reader, source: reply.source)
            if case .supply(let report) = effect {
                do throws(ContractFault) { try doubt.refuse(report, at: reader.place) } catch {
                    throw .lie(reader.place, "brings a supply that \(error.reason)")
                }
            }
            effects.append((reader.place, effect))
        }
        return try scope.judged(effects)
    }
}

extension LedgerEffect {
    init(contract reader: ContractReader, source: ObservedRecord.Source) throws(ContractFault) {
        switch try reader.requiredWord("type") {
        case "supply": self = .supply(try SupplyReport(contract: reader.required("supply")))
        case "units-moved":
            let (from, to) = (try reader.requiredWord("from"), try reader.requiredWord("to"))
            guard from != to else { throw reader.fault("to", "is where the units came from") }
            self = .unitsMoved(count: try reader.requiredCount("count"), from: from, to: to)
        case "units-bought":
            self = .unitsBought(count: try reader.requiredCount("count"), to: try reader.requiredWord("to"))
        case "archived":
            guard let isArchived = try reader.optionalFlag("archived") else {
                throw reader.fault("archived", "is missing")
            }
            self = .archived(supply: try reader.requiredWord("supply"), isArchived)
        case "attributes":
            let attributes = try reader.required("attributes")
            guard let members = attributes.value.object, members.count <= ContractReader.mostMembers else {
                throw reader.fault("attributes", "is no object, or too large")
            }
            self = .attributes(supply: try reader.requiredWord("supply"), members)
        case "observed":
            var records: [ObservedRecord] = []
            for record in try reader.items("records") {
                records.append(try ObservedRecord(contract: record, source: source))
            }
            self = .observed(records)
        case "note":
            self = .note(
                reference: try reader.requiredWord("reference"),
                text: try reader.required("text").text(lines: true))
        default: throw reader.fault("type", "is no effect of the contract")
        }
    }
}

extension ActionOrder {
    /// The input with the form's supplies said as the vendor knows them.
    func vendorInput(_ form: Form) throws(ProviderError) -> [String: JSONValue] {
        var result = input
        for field in form.fields where field.kind == .supply {
            guard let named = input[field.name]?.string else { continue }
            guard let supply = supply(named: named) else { throw .unknownSupply(named, label: field.label) }
            result[field.name] = .string(supply.vendorID)
        }
        return result
    }
}
