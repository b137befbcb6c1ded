import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

let actionDefects: [Defect] = [
    Defect("actions.unknown", "an action that nobody described is called done") { broken in
        broken.hooks.performing = { order, context, perform throws(ProviderError) in
            order.name == "no-such-action" ? ActionAnswer(.done([:])) : try perform(order, context)
        }
    },
    Defect("actions.no-is-no", "what is declared as not possible is called done") { broken in
        broken.hooks.performing = { order, context, perform throws(ProviderError) in
            order.name == "print-list" && context.mode == .api ? ActionAnswer(.done([:])) : try perform(order, context)
        }
    },
    Defect("actions.subject", "an action on nothing is called done") { broken in
        broken.hooks.performing = { order, context, perform throws(ProviderError) in
            order.name == "transfer" && order.supply == nil ? ActionAnswer(.done([:])) : try perform(order, context)
        }
    },
    Defect(
        "actions.reads", "an action that only reads waits for a person", also: ["actions.reads-only"]
    ) { broken in
        broken.hooks.performing = { order, context, perform throws(ProviderError) in
            guard order.name == "copy-link", context.mode == .api, order.supply != nil else {
                return try perform(order, context)
            }
            return ActionAnswer(.manual(task: 0))
        }
    },
    Defect("actions.secret-results", "a link among the results is not declared as secret") { broken in
        broken.descriptor.action("copy-link") { $0.with(secretResults: []) }
    },
    Defect("transfer.conserved", "the answer says another number than was moved") { broken in
        broken.hooks.performing = { order, context, perform throws(ProviderError) in
            let answer = try perform(order, context)
            return ActionAnswer(
                answer.outcome,
                effects: answer.effects.map { effect in
                    guard case .unitsMoved(let count, let from, let to) = effect else { return effect }
                    return .unitsMoved(count: count + 1, from: from, to: to)
                }, tasks: answer.tasks)
        }
    },
    Defect(
        "transfer.same-key", "a repetition moves the units again", also: ["actions.key-reused", "transfer.key-reused"]
    ) { broken in
        let calls = Memory(0)
        broken.hooks.performing = { order, context, perform throws(ProviderError) in
            let number = calls.change { count in
                count += 1
                return count
            }
            let asked = ActionOrder(
                name: order.name, idempotencyKey: "act-\(number)", supply: order.supply,
                otherSupplies: order.otherSupplies,
                item: order.item, input: order.input)
            return try perform(asked, context)
        }
    },
]

/// What a provider makes of an answer that is none, before it has read it.
let answerDefects: [Defect] = [
    Defect("answers.half", "an answer that is no JSON counts as not done") { broken in
        broken.receiving { _, response throws(LinkFailure) in
            guard response.status == 200, !response.body.isEmpty, response.json == nil, !response.isPage,
                !response.isDeep
            else {
                return response
            }
            throw .nothingDone
        }
    },
    Defect("answers.login-page", "a login page counts as not done") { broken in
        broken.receiving { _, response throws(LinkFailure) in
            guard response.status == 200, response.isPage else { return response }
            throw .nothingDone
        }
    },
    Defect("answers.empty", "an empty answer counts as not done") { broken in
        broken.receiving { _, response throws(LinkFailure) in
            guard response.status == 200, response.body.isEmpty else { return response }
            throw .nothingDone
        }
    },
    Defect("answers.deep", "an answer that is nested too deeply counts as not done") { broken in
        broken.receiving { _, response throws(LinkFailure) in
            guard response.isDeep else { return response }
            throw .nothingDone
        }
    },
    Defect("answers.too-large", "an answer that was cut off counts as not done") { broken in
        broken.hooks.calling = { request, link throws(LinkFailure) in
            do throws(LinkFailure) { return try link.send(request) } catch {
                throw error.kind == .tooLarge ? .nothingDone : error
            }
        }
    },
    Defect("answers.missing-item", "an item that is not answered counts as refused") { broken in
        broken.receivingItems { request, items in
            let refusal: JSONValue = ["code": "not_answered", "message": "It was not answered."]
            return items
                + request.references.dropFirst(items.count).map {
                    ["reference": .string($0), "outcome": "rejected", "refusal": refusal]
                }
        }
    },
    Defect("answers.other-reference", "a reference that was not asked for is put right") { broken in
        broken.receivingItems { request, items in
            zip(items, request.references).map { item, asked in
                request.references.contains(item["reference"]?.string ?? "")
                    ? item : item.with("reference", .string(asked))
            }
        }
    },
    Defect("answers.other-address", "an address that was not asked for is put right") { broken in
        broken.receivingItems { request, items in
            zip(items, request.json?["items"]?.array ?? []).map { item, asked in
                asked["recipient"]?["address"].map { item["address"] == nil ? item : item.with("address", $0) } ?? item
            }
        }
    },
    Defect("answers.swapped", "answers in another order are put right") { broken in
        broken.receivingItems { request, items in
            let answered = items.compactMap { $0["reference"]?.string }
            guard answered != request.references, Set(answered) == Set(request.references) else { return items }
            return zip(items, request.json?["items"]?.array ?? []).map { item, asked in
                let address = asked["recipient"]?["address"]
                let renamed = item.with("reference", asked["reference"] ?? "")
                return address.map { renamed["address"] == nil ? renamed : renamed.with("address", $0) } ?? renamed
            }
        }
    },
    Defect("answers.same-credential", "a second credential of the same name gets a number") { broken in
        broken.receivingItems { _, items in
            guard items.count == 2, let first = items[0]["credential"], items[1]["credential"] == first else {
                return items
            }
            let other = first.with("secret", "NUMBERED-2").with("link", "https://paper.example.org/2").with(
                "id", "item-two")
            return [items[0], items[1].with("credential", other)]
        }
    },
    Defect("answers.unasked-record", "a record about somebody else is taken") { broken in
        broken.receiving { request, response throws(LinkFailure) in
            guard request.path == "/status", let asked = request.json?["references"]?.array, asked.count == 1 else {
                return response
            }
            return response.changing { members in
                members["records"] = .array((members["records"]?.array ?? []).map { $0.with("reference", asked[0]) })
            }
        }
    },
]

extension Broken {
    mutating func receiving(
        _ change: @escaping @Sendable (VendorRequest, VendorResponse) throws(LinkFailure) -> VendorResponse
    ) {
        hooks.calling = { request, link throws(LinkFailure) in try change(request, try link.send(request)) }
    }

    /// Changes the items of an answer to issue.
    mutating func receivingItems(_ change: @escaping @Sendable (VendorRequest, [JSONValue]) -> [JSONValue]) {
        receiving { request, response throws(LinkFailure) in
            guard request.path == "/issue", response.status == 200 else { return response }
            return response.changing { members in
                if let items = members["items"]?.array { members["items"] = .array(change(request, items)) }
            }
        }
    }
}

extension LinkFailure {
    static let nothingDone = LinkFailure(kind: .unreachable, effect: .none, detail: "taken for nothing")
}

extension VendorResponse {
    var isPage: Bool { header("Content-Type")?.hasPrefix("text/html") ?? false }
    var isDeep: Bool { body.starts(with: Array("[[[[".utf8)) }
}

extension JSONValue {
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        .object((object ?? [:]).merging([name: value]) { _, new in new })
    }
}
