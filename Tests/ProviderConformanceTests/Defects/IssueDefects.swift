import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

let issueDefects: [Defect] = [
    Defect("issue.one-answer-each", "the answers come in another order") { broken in
        broken.issued { order, answer in
            order.items.count == 3 && !answer.hasRefusal ? Answer(answer.items.reversed(), tasks: answer.tasks) : answer
        }
    },
    Defect("issue.echo", "the address is not repeated", also: ["issue.spelling"]) { broken in
        broken.issued { _, answer in answer.mappingDone { $1.with(echo: Echo(reference: $1.echo.reference)) } }
    },
    Defect("issue.distinct", "everybody gets one link", also: ["status.link", "status.own-record"]) { broken in
        broken.issued { _, answer in answer.mappingDone { $1.with(link: Secret("https://paper.example.org/open/all")) }
        }
    },
    Defect("issue.usable", "a key is called a code") { broken in
        broken.issued { _, answer in answer.mappingDone { $1.kind == .accessKey ? $1.with(kind: .singleUseCode) : $1 } }
    },
    Defect("issue.fresh", "what is given out was taken back already") { broken in
        broken.issued { _, answer in answer.mappingDone { $1.with(word: "Taken back") } }
    },
    Defect(
        "issue.secrets-hidden", "the code stands in the vendor's word",
        also: ["answers.secret-repeated", "issue.fresh"]
    ) { broken in
        broken.issued { _, answer in answer.mappingDone { $1.with(word: "given \($1.secret?.reveal() ?? "")") } }
    },
    Defect(
        "issue.same-key", "every call has a key of its own",
        also: ["distribute.one-mail", "issue.key-reused", "issue.key-sent", "issue.lost-answer-repeated"]
    ) { broken in
        let calls = Memory(0)
        broken.ordering { order in
            let number = calls.change { count in
                count += 1
                return count
            }
            return order.with(key: "call-\(number)")
        }
    },
    Defect("issue.key-reused", "another order under a used key is taken as a new one") { broken in
        broken.vendor = { request, vendor throws(LinkFailure) in
            let response = try vendor.send(request)
            guard request.path == "/issue", response.status == 422, let key = request.key else { return response }
            return try vendor.send(request.with(key: key + "-other"))
        }
    },
    Defect("issue.key-sent", "the vendor is told another key than ours") { broken in
        broken.ordering { order in order.with(key: String(order.idempotencyKey.reversed())) }
    },
    Defect("issue.spelling", "an apostrophe is taken out of addresses") { broken in
        broken.ordering { order in
            order.with(items: order.items.map { $0.with(address: $0.recipient?.address.replacing("'", with: "")) })
        }
    },
    Defect("issue.empty", "nothing is answered to nothing") { broken in
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            order.items.isEmpty ? Answer([]) : try issue(order, context)
        }
    },
    Defect("issue.doubled-reference", "a doubled reference gets a number") { broken in
        broken.ordering { order in
            guard Set(order.items.map(\.reference)).count < order.items.count else { return order }
            return order.with(items: order.items.enumerated().map { $1.with(reference: $1.reference + "-\($0)") })
        }
    },
    Defect("issue.beyond-limit", "too many are answered one by one") { broken in
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            guard order.items.count > 1000 else { return try issue(order, context) }
            return Answer(order.items.map { _ in .rejected(Refusal(code: "too_many", message: "At most 1000.")) })
        }
    },
    Defect("issue.full-batch", "a batch of the declared size is refused") { broken in
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            guard (15...1000).contains(order.items.count) else { return try issue(order, context) }
            throw ProviderError(.badRequest, effect: .none, message: "Only 14 at once.")
        }
    },
    Defect("issue.out-of-stock", "where units run out nobody is served") { broken in
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            let answer = try issue(order, context)
            guard answer.items.contains(where: { $0.refusalCode == "none_left" }) else { return answer }
            throw ProviderError(.badRequest, effect: .none, message: "There are not enough units.")
        }
    },
    Defect("issue.unknown-supply", "an unknown supply is taken for the first one") { broken in
        broken.ordering { order in
            order.supply.vendorID.hasPrefix("no-such")
                ? order.with(supply: order.supply.with(vendorID: "sup-1")) : order
        }
    },
    Defect("issue.archived", "an archived supply is taken for the first one") { broken in
        broken.ordering { order in
            order.supply.isArchived ? order.with(supply: order.supply.with(vendorID: "sup-1")) : order
        }
    },
]

let issueTroubleDefects: [Defect] = [
    Defect(
        "issue.lost-answer", "a lost answer is taken for a refusal",
        also: ["issue.lost-answer-repeated", "vendor.cut-after"]
    ) { broken in
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            do throws(ProviderError) { return try issue(order, context) } catch {
                throw error.code == .unreachable ? error.with(Effect.none) : error
            }
        }
    },
    Defect("issue.lost-answer-repeated", "a repetition after a lost answer has a new key") { broken in
        let lost = Memory(Set<String>())
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            let key = order.idempotencyKey
            let asked = lost.now.contains(key) ? order.with(key: key + "-again") : order
            do throws(ProviderError) { return try issue(asked, context) } catch {
                lost.change { $0.insert(key) }
                throw error
            }
        }
    },
    Defect("issue.never-sent", "what was never sent is called unknown", also: ["trouble.unreachable"]) { broken in
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            do throws(ProviderError) { return try issue(order, context) } catch {
                throw error.code == .unreachable ? error.with(.unknown) : error
            }
        }
    },
    Defect("issue.bad-neighbour", "one bad address sinks the order") { broken in
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            guard order.items.allSatisfy({ $0.recipient?.address.contains("@") ?? true }) else {
                throw ProviderError(.badRequest, effect: .none, message: "An address is not usable.")
            }
            return try issue(order, context)
        }
    },
    Defect("issue.nameless", "a slot without a name is given to somebody") { broken in
        broken.issued { order, answer in
            answer.mappingDone { index, issued in
                guard order.items[index].recipient == nil else { return issued }
                return issued.with(echo: Echo(reference: issued.echo.reference, address: "somebody@example.org"))
            }
        }
    },
]

extension Broken {
    /// Changes what issuing answers.
    mutating func issued(
        _ change: @escaping @Sendable (Order, Answer<IssuedCredential>) -> Answer<IssuedCredential>
    ) {
        hooks.issuing = { order, context, issue throws(ProviderError) in change(order, try issue(order, context)) }
    }

    /// Changes the order before it is issued.
    mutating func ordering(_ change: @escaping @Sendable (Order) -> Order) {
        hooks.issuing = { order, context, issue throws(ProviderError) in try issue(change(order), context) }
    }
}
