import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

let reachDefects: [Defect] = [
    Defect("answers.same-page", "a link to the same page is given another ending") { broken in
        broken.receivingItems { _, items in
            guard items.count == 2, let first = items[0]["credential"]?["link"]?.string,
                let second = items[1]["credential"], second["link"] == .string(first + "#2")
            else { return items }
            let own = second.with("link", "https://paper.example.org/another-page")
            return [items[0], items[1].with("credential", own)]
        }
    },
    Defect("answers.code-in-link", "a link with somebody else's code is left out") { broken in
        broken.receivingItems { _, items in
            guard items.count == 2, let code = items[0]["credential"]?["secret"]?.string,
                let second = items[1]["credential"], second["link"]?.string?.hasSuffix(code) == true
            else { return items }
            return [items[0], items[1].with("credential", second.with("link", .null))]
        }
    },
    Defect("answers.other-supply", "what an answer says of a supply is taken, whichever it is") { broken in
        let told = Memory(false)
        broken.receiving { request, response throws(LinkFailure) in
            guard request.path == "/issue", response.json?["effects"] != nil else { return response }
            told.change { $0 = true }
            return response.changing { $0["effects"] = nil }
        }
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            let answer = try issue(order, context)
            let effects = told.now ? [LedgerEffect.archived(supply: "a-supply-of-nobody", true)] : []
            return Answer(answer.items, tasks: answer.tasks, effects: effects)
        }
    },
    Defect("answers.other-vendor", "who answers is not looked at") { broken in
        broken.receiving { request, response throws(LinkFailure) in
            guard request.path == "/check", response.status == 200 else { return response }
            return response.changing { $0["provider"] = .string(Descriptor.model.id) }
        }
    },
    Defect("supplies.unknown-kind", "a supply of an unknown kind is taken") { broken in
        broken.hooks.listing = { _, context, list throws(ProviderError) in
            do throws(ProviderError) { return try list((), context) } catch {
                guard error.code == .malformedAnswer else { throw error }
                return [
                    SupplyReport(
                        vendorID: "strange", name: "Strange", usage: .single, category: "a-kind-of-nobody",
                        assessments: [], purchased: 1, counters: [:])
                ]
            }
        }
    },
    Defect("actions.reads-only", "what an action that only reads would change is taken") { broken in
        broken.believing { order in [.unitsBought(count: 3, to: order.supply?.vendorID ?? "")] }
    },
    Defect("transfer.backwards", "a transfer that is told backwards is taken as told") { broken in
        broken.believing { order in
            let home = order.supply?.vendorID ?? ""
            let away = order.otherSupplies.values.first { $0.name == order.input["to"]?.string }?.vendorID ?? ""
            return [.unitsMoved(count: 1, from: away, to: home)]
        }
    },
]

extension Broken {
    /// An action's answer that is refused counts as done, with these effects.
    fileprivate mutating func believing(_ effects: @escaping @Sendable (ActionOrder) -> [LedgerEffect]) {
        hooks.performing = { order, context, perform throws(ProviderError) in
            do throws(ProviderError) { return try perform(order, context) } catch {
                guard error.code == .echoMismatch else { throw error }
                return ActionAnswer(.done([:]), effects: effects(order))
            }
        }
    }
}
