import FoundationEssentials
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension PaperState {
    /// Nil cuts the connection.
    mutating func answer(_ request: VendorRequest, of token: Secret) -> VendorResponse? {
        let operation = String(request.path.dropFirst())
        signature = signature(in: request)
        let fault = struck(operation)
        if fault?.fault == .throttle {
            return PaperProblem(429, "throttled", "Too many calls.", retryAfter: 2).response
        }
        do throws(PaperProblem) {
            var body =
                try request.isRead
                ? ask(operation, request, fault?.before) : change(operation, request, fault?.fault, of: token)
            switch fault?.fault {
            case .cutAfter: return nil
            case .failAfter: return PaperProblem(500, "failed", "The vendor failed.", effect: nil).response
            case .partialPage: body = body.halvingRecords
            default: break
            }
            return VendorResponse(
                status: 200, headers: [(name: "Content-Type", value: "application/json")],
                body: Array(body.canonicalText.utf8))
        } catch { return error.response }
    }

    private mutating func struck(_ operation: String) -> (
        fault: VendorFault, before: (items: [PaperItem], at: Instant)?
    )? {
        guard let index = faults.firstIndex(where: { $0.operation == operation }) else { return nil }
        let found = faults.remove(at: index)
        return (found.fault, found.before)
    }

    /// A call that may change something, or a look-up: those come as POST.
    private mutating func change(
        _ operation: String, _ request: VendorRequest, _ fault: VendorFault?, of token: Secret
    ) throws(PaperProblem) -> JSONValue {
        guard let body = try? JSONValue(bytes: request.body ?? []), body.object != nil else {
            throw PaperProblem(400, "unusable_request", "The body is no JSON object.")
        }
        if operation == "status" { return lookUp(body) }
        if operation == "webhook" { return try hints(body, token: token) }
        guard let key = request.headers.first(where: { $0.name.lowercased() == "idempotency-key" })?.value else {
            throw PaperProblem(400, "key_missing", "A changing call bears an Idempotency-Key.")
        }
        let asked = operation + body.canonicalText
        if let known = answers[key] {
            guard known.asked == asked else {
                throw PaperProblem(422, "idempotency_key_reused", "This key was used for something else.")
            }
            return known.said
        }
        let said = try perform(operation, body)
        if fault == .duplicate { _ = try perform(operation, body) }
        answers[key] = (asked, said)
        return said
    }

    private mutating func perform(_ operation: String, _ body: JSONValue) throws(PaperProblem) -> JSONValue {
        if operation.hasPrefix("actions/") { return try act(String(operation.dropFirst(8)), body) }
        guard let verb = Verb(rawValue: operation), verb != .status else {
            throw PaperProblem(404, "no_such_operation", "There is no such operation.")
        }
        guard let named = body["supply"]?.string else {
            throw PaperProblem(400, "unusable_request", "The supply is missing.")
        }
        guard let supply = supplies.firstIndex(where: { $0.id == named }) else {
            throw PaperProblem(404, "no_such_supply", "There is no such supply.")
        }
        guard let channel = (body["channel"]?.string).flatMap(Channel.init(rawValue:)),
            let asked = body["items"]?.array,
            !asked.isEmpty, asked.allSatisfy({ $0["reference"]?.string != nil })
        else { throw PaperProblem(400, "unusable_request", "Channel or items are missing.") }
        guard asked.count <= 1000 else {
            throw PaperProblem(413, "too_many_items", "At most 1000 items are taken at once.")
        }
        guard let row = row(verb, channel, supply), [.native, .manual].contains(row.support) else {
            throw PaperProblem(405, "not_supported", "This vendor does not do that.")
        }
        let isOpen = !row.conditions.contains { $0.test == .supplyIsNotArchived } || !supplies[supply].isArchived
        guard isOpen else { throw PaperProblem(409, "archived", "The supply is archived.") }
        if row.support == .manual { return leave(asked, verb, supply) }
        return ["items": .array(asked.map { item in answer(item, verb, channel, supply, row) })]
    }

    /// What a person is to do at the vendor's: nothing changes before it is ticked off.
    private func leave(_ asked: [JSONValue], _ verb: Verb, _ supply: Int) -> JSONValue {
        let open = Set(items.filter { $0.supply == supply && $0.phase != .retracted }.map(\.reference))
        let refusal: JSONValue = ["code": "not_found", "message": "Nothing that is open is known by that."]
        let answers = asked.map { item -> JSONValue in
            let reference = item["reference"] ?? ""
            return verb == .issue || open.contains(reference.string ?? "")
                ? ["reference": reference, "outcome": "manual", "task": 0]
                : ["reference": reference, "outcome": "rejected", "refusal": refusal]
        }
        let waiting = answers.filter { $0["task"] != nil }.compactMap { $0["reference"] }
        guard !waiting.isEmpty else { return ["items": .array(answers)] }
        let task: JSONValue = [
            "title": .string("\(verb.rawValue): \(waiting.count) of \(supplies[supply].name)"),
            "steps": ["Take the list.", "Do it for each of them."],
            "materials": [
                [
                    "name": "list.txt", "media_type": "text/plain",
                    "content": .string(waiting.compactMap(\.string).joined(separator: "\n")),
                ]
            ], "references": .array(waiting),
        ]
        return ["items": .array(answers), "tasks": [task]]
    }

    private mutating func answer(
        _ item: JSONValue, _ verb: Verb, _ channel: Channel, _ supply: Int, _ row: Capability
    ) -> JSONValue {
        let reference = item["reference"]?.string ?? ""
        do throws(PaperRefusal) {
            var members =
                verb == .issue ? try issue(item, channel, supply, row) : try go(on: item, verb, supply, row)
            members["reference"] = .string(reference)
            members["outcome"] = "done"
            return .object(members)
        } catch {
            return [
                "reference": .string(reference), "outcome": "rejected",
                "refusal": .members([
                    "code": .string(error.code), "message": .string(error.message),
                    "rule": error.rule.map(JSONValue.string),
                ]),
            ]
        }
    }

    private mutating func issue(
        _ item: JSONValue, _ channel: Channel, _ supply: Int, _ row: Capability
    ) throws(PaperRefusal) -> [String: JSONValue] {
        let address = item["recipient"]?["address"]?.string
        if channel == .vendorMail || channel == .apply || address != nil {
            guard let address, address.contains("@"), !address.contains(" ") else {
                throw PaperRefusal(code: "address_unusable", message: "There is no address that a mail could reach.")
            }
        }
        guard free(supply) > 0 else { throw PaperRefusal(code: "none_left", message: "No units are left.") }
        var new = PaperItem(
            id: "item-\(items.count + 1)", reference: item["reference"]?.string ?? "", supply: supply, address: address,
            name: item["recipient"]?["name"]?.string, channel: channel)
        let isSetAside = !row.isOneAct && [.native, .manual].contains(self.row(.distribute, channel, supply)?.support)
        if !isSetAside { new.phase = .given }
        if row.isOneAct { mail(new) }
        items.append(new)
        let credential: JSONValue = [
            "kind": .string(supplies[supply].kind.credential.rawValue), "secret": .string(new.code),
            "link": .string(new.link),
            "id": .string(new.id), "word": .string(word(new)),
        ]
        return ["credential": credential].merging(address.map { ["address": .string($0)] } ?? [:]) { _, new in new }
    }

    /// Distribute, retract and remind: on what was issued before.
    private mutating func go(
        on item: JSONValue, _ verb: Verb, _ supply: Int, _ row: Capability
    ) throws(PaperRefusal) -> [String: JSONValue] {
        let found = items.indices.last {
            items[$0].supply == supply
                && (items[$0].id == item["id"]?.string || items[$0].reference == item["reference"]?.string)
        }
        guard let found, items[found].phase != .retracted else {
            throw PaperRefusal(code: "not_found", message: "Nothing that is open is known by that.")
        }
        for condition in row.conditions where !items[found].meets(condition) {
            throw PaperRefusal(code: "not_possible_now", message: condition.reason, rule: condition.rule)
        }
        switch verb {
        case .distribute:
            guard items[found].phase <= .given else {
                throw PaperRefusal(
                    code: "already_used", message: "It has been used; there is nothing to send any more.")
            }
            items[found].phase = .given
            mail(items[found])
        case .retract:
            guard items[found].phase <= .given else {
                throw PaperRefusal(code: "already_used", message: "It has been used; only an unused one is taken back.")
            }
            items[found].phase = .retracted
        default:
            guard items[found].phase != .completed else {
                throw PaperRefusal(code: "completed", message: "This person has completed.")
            }
            mail(items[found])
        }
        var members: [String: JSONValue] = ["word": .string(word(items[found]))]
        if verb == .retract { members["available_again"] = true }
        if let address = item["recipient"]?["address"] { members["address"] = address }
        return members
    }

    private mutating func mail(_ item: PaperItem) {
        guard item.channel == .vendorMail, let address = item.address else { return }
        mails[address.lowercased(), default: []].append("Begin at \(item.link)\n\(signature)")
    }

    /// The texts among the settings that a provider tells with its call: they stand under the mails.
    func signature(in request: VendorRequest) -> String {
        guard let header = request.headers.first(where: { $0.name.lowercased() == "gatehouse-settings" })?.value,
            let data = Data(base64Encoded: header), let told = try? JSONValue(bytes: [UInt8](data))
        else { return "" }
        let texts = descriptor.settings.fields.filter(\.isPlainText)
        return texts.compactMap { (told[$0.name] ?? $0.fallback)?.string }.joined(separator: "\n")
    }

    private mutating func act(_ name: String, _ body: JSONValue) throws(PaperProblem) -> JSONValue {
        guard let action = descriptor.action(named: name), action.support[.api] == .native else {
            throw PaperProblem(404, "no_such_action", "There is no such action.")
        }
        let supply = supplies.firstIndex { $0.id == body["supply"]?.string }
        let item = items.firstIndex { $0.reference == body["item"]?["reference"]?.string }
        guard action.scope == .connection || supply != nil, action.scope != .invitation || item != nil else {
            throw PaperProblem(400, "unusable_request", "The action needs to be told on what.")
        }
        var answer: [String: JSONValue] = ["reference": body["reference"] ?? "", "outcome": "done", "result": [:]]
        if action.input.movesUnits, let supply {
            return .object(answer.merging(move(from: supply, action, body)) { _, new in new })
        }
        if let item, action.effect != .read { items[item].acts.append(name) }
        if let item, let secret = action.secretResults.first { answer["result"] = [secret: .string(items[item].link)] }
        return .object(answer)
    }

    private mutating func move(from supply: Int, _ action: ActionDescription, _ body: JSONValue) -> [String: JSONValue]
    {
        let (named, count) = action.input.fields.reduce(into: (String?.none, Int64(0))) { found, field in
            if field.kind == .supply { found.0 = body["input"]?[field.name]?.string }
            if let number = body["input"]?[field.name]?.integer { found.1 = number }
        }
        guard let to = supplies.firstIndex(where: { $0.id == named }), to != supply, count > 0, count <= free(supply)
        else {
            let refusal: JSONValue = [
                "code": "not_movable", "message": "Say which other supply, and how many of those left.",
            ]
            return ["outcome": "rejected", "refusal": refusal]
        }
        supplies[supply].owned = supplies[supply].owned.map { $0 - count }
        supplies[to].owned = supplies[to].owned.map { $0 + count }
        let effect: JSONValue = [
            "type": "units-moved", "count": .integer(count), "from": .string(supplies[supply].id),
            "to": .string(supplies[to].id),
        ]
        return ["effects": [effect]]
    }
}

extension PaperItem {
    fileprivate func meets(_ condition: Condition) -> Bool {
        switch condition.test {
        case .stageAtMost(let stage): phase <= Phase(stage)
        case .stageBelow(let stage): phase < Phase(stage)
        case .stageAtLeast(let stage): phase >= Phase(stage)
        case .channel(let channels): channels.contains(channel)
        case .setting, .supply, .credentialIsKnown, .supplyIsNotArchived: true
        }
    }
}

extension JSONValue {
    fileprivate var halvingRecords: JSONValue {
        guard var members = object, let records = members["records"]?.array else { return self }
        members["records"] = .array(Array(records.prefix(records.count / 2)))
        return .object(members)
    }
}
