import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

/// Mistakes that the three verbs after issuing can make alike.
enum VerbMistake {
    /// The same order is answered otherwise the second time.
    static func secondAnswer<Value>(_ other: @escaping @Sendable (Value) -> Value) -> Step<Order, Answer<Value>> {
        let seen = Memory(Set<String>())
        return { order, context, act throws(ProviderError) in
            let answer = try act(order, context)
            let isNew = seen.change { $0.insert(order.idempotencyKey).inserted }
            return isNew ? answer : answer.mappingDone { other($1) }
        }
    }

    /// Everything is done twice, under two keys.
    static func twice<Value>() -> Step<Order, Answer<Value>> {
        return { order, context, act throws(ProviderError) in
            let answer = try act(order, context)
            if context.mode == .api { _ = try? act(order.with(key: order.idempotencyKey + "-more"), context) }
            return answer
        }
    }

    /// The same key does it again, and gives the first answer.
    static func again<Value>() -> Step<Order, Answer<Value>> {
        let seen = Memory(Set<String>())
        return { order, context, act throws(ProviderError) in
            let answer = try act(order, context)
            let isNew = seen.change { $0.insert(order.idempotencyKey).inserted }
            if context.mode == .api, !isNew { _ = try? act(order.with(key: order.idempotencyKey + "-again"), context) }
            return answer
        }
    }

    /// One refusal is thrown for all.
    static func sinking<Value>() -> Step<Order, Answer<Value>> {
        return { order, context, act throws(ProviderError) in
            let answer = try act(order, context)
            guard context.mode == .api, answer.hasRefusal, answer.items.count > 1 else { return answer }
            throw ProviderError(.badRequest, effect: .none, message: "One of them is not there.")
        }
    }

    /// A lost answer counts as not done.
    static func forgetful<Value>() -> Step<Order, Answer<Value>> {
        return { order, context, act throws(ProviderError) in
            do throws(ProviderError) { return try act(order, context) } catch { throw error.with(Effect.none) }
        }
    }

    /// What is refused as too late counts as done.
    static func hasty<Value>(_ value: @escaping @Sendable () -> Value) -> Step<Order, Answer<Value>> {
        return { order, context, act throws(ProviderError) in
            try act(order, context).mapping { _, outcome in
                ["not_possible_now", "already_used", "completed"].contains(outcome.refusalCode)
                    ? .done(value()) : outcome
            }
        }
    }
}

let distributeDefects: [Defect] = [
    Defect("distribute.one-answer-each", "it went to another address") { broken in
        broken.hooks.distributing = { order, context, distribute throws(ProviderError) in
            try distribute(order, context).mappingDone { index, value in
                guard index == 1, order.items.count == 3 else { return value }
                return Distributed(
                    word: value.word, echo: Echo(reference: value.echo.reference, address: "other@example.org"))
            }
        }
    },
    Defect("distribute.shown", "what is only set aside is shown as handed out", also: ["capability.one-act"]) {
        broken in
        broken.seeing { $0.word == "In the ring" ? $0.with { $0.word = "Out" } : $0 }
    },
    Defect("distribute.same-key", "the second time it is answered otherwise") { broken in
        broken.hooks.distributing = VerbMistake.secondAnswer { _ in Distributed(word: "Busy") }
    },
    Defect("distribute.one-mail", "each mail is sent twice") { $0.hooks.distributing = VerbMistake.twice() },
    Defect("distribute.one-mail", "the same order under the same key is mailed again, and answered as the first time") {
        $0.hooks.distributing = VerbMistake.again()
    },
    Defect(
        "distribute.one-mail", "an invitation by one act is mailed again under the same key",
        also: ["issue.key-reused", "issue.lost-answer-repeated", "issue.same-key"]
    ) { broken in
        let seen = Memory(Set<String>())
        broken.vendor = { request, vendor throws(LinkFailure) in
            let response = try vendor.send(request)
            guard request.path == "/issue", request.json?["channel"] == "vendor-mail", let key = request.key else {
                return response
            }
            let isNew = seen.change { $0.insert(key).inserted }
            if !isNew { _ = try vendor.send(request.with(key: key + "-again")) }
            return response
        }
    },
    Defect("distribute.bad-neighbour", "one that is not there sinks the order", also: ["manual.bad-neighbour"]) {
        $0.hooks.distributing = VerbMistake.sinking()
    },
    Defect("distribute.used", "what was used is handed out again, and counts as out") { broken in
        let sent = Memory<[String: Int]>([:])
        broken.hooks.distributing = { order, context, distribute throws(ProviderError) in
            if context.mode == .api, order.items.count == 1 {
                sent.change { $0[order.items[0].reference, default: 0] += 1 }
            }
            return try distribute(order, context)
        }
        broken.seeing { record in
            guard sent.now[record.reference ?? ""] ?? 0 > 1 else { return record }
            return record.with { $0.word = "Out" }
        }
    },
    Defect("distribute.lost-answer", "a lost answer counts as not done") {
        $0.hooks.distributing = VerbMistake.forgetful()
    },
]

let retractDefects: [Defect] = [
    Defect("retract.unused", "what was taken back is shown as out", also: ["retract.lost-answer"]) { broken in
        broken.seeing { $0.word == "Taken back" ? $0.with { $0.word = "Out" } : $0 }
    },
    Defect("retract.same-key", "the second time it is answered otherwise") { broken in
        broken.hooks.retracting = VerbMistake.secondAnswer { _ in Retracted(isAvailableAgain: false, word: "Out") }
    },
    Defect("retract.twice", "each time another unit returns", also: ["transfer.conserved"]) { broken in
        let extra = Memory(Int64(0))
        broken.hooks.retracting = { order, context, retract throws(ProviderError) in
            let answer = try retract(order, context)
            if order.items.count == 1, answer.items.contains(where: { $0.refusalCode == "not_found" }) {
                extra.change { $0 += 1 }
            }
            return answer
        }
        broken.listing { reports in reports.map { $0.adding(extra.now, to: "Free") } }
    },
    Defect("retract.bad-neighbour", "one that is not there sinks the order") {
        $0.hooks.retracting = VerbMistake.sinking()
    },
    Defect("retract.lost-answer", "a lost answer counts as not done") { $0.hooks.retracting = VerbMistake.forgetful() },
    Defect("retract.free-when-shown", "a unit is called free before it is shown so", also: ["retract.returned"]) {
        broken in
        let taken = Memory(Int64(0))
        broken.hooks.retracting = { order, context, retract throws(ProviderError) in
            let answer = try retract(order, context)
            if context.mode == .api { taken.change { $0 += Int64(answer.items.count { $0.refusalCode == nil }) } }
            return answer
        }
        broken.listing { reports in reports.map { $0.adding(-taken.now, to: "Free").adding(taken.now, to: "Out") } }
    },
    Defect("retract.used", "what was used is taken back") { broken in
        broken.hooks.retracting = VerbMistake.hasty { Retracted(isAvailableAgain: false) }
    },
    Defect("retract.conserved", "handing out two loses one", also: ["transfer.conserved"]) { broken in
        let lost = Memory(Int64(0))
        broken.hooks.distributing = { order, context, distribute throws(ProviderError) in
            if context.mode == .api, order.items.count == 2 { lost.change { $0 += 1 } }
            return try distribute(order, context)
        }
        broken.listing { reports in reports.map { $0.adding(-lost.now, to: "Free") } }
    },
    Defect("retract.returned", "with time a unit is lost", also: ["transfer.conserved"]) { broken in
        let lost = Memory(Int64(0))
        broken.advanced = { seconds in if seconds > 30 { lost.change { $0 += 1 } } }
        broken.listing { reports in reports.map { $0.adding(-lost.now, to: "Free") } }
    },
    Defect("use.conserved", "a use is counted as handed out") { broken in
        broken.listing { reports in
            reports.map { report in
                let used = report.counters["Done"] ?? 0
                return report.adding(-used, to: "Done").adding(used, to: "Out")
            }
        }
    },
]

let remindDefects: [Defect] = [
    Defect("remind.open", "a reminder makes somebody busy", also: ["remind.key-reused"]) { broken in
        let reminded = Memory(Set<String>())
        broken.hooks.reminding = { order, context, remind throws(ProviderError) in
            reminded.change { $0.formUnion(order.items.map(\.reference)) }
            return try remind(order, context)
        }
        broken.seeing { record in
            reminded.now.contains(record.reference ?? "") ? record.with { $0.word = "Busy" } : record
        }
    },
    Defect("remind.same-key", "the second time it is answered otherwise") { broken in
        broken.hooks.reminding = VerbMistake.secondAnswer { _ in Reminded(word: "Busy") }
    },
    Defect("remind.one-mail", "each reminder is sent twice") { $0.hooks.reminding = VerbMistake.twice() },
    Defect("remind.bad-neighbour", "one that is not there sinks the order") {
        $0.hooks.reminding = VerbMistake.sinking()
    },
    Defect("remind.lost-answer", "a lost answer counts as not done") { $0.hooks.reminding = VerbMistake.forgetful() },
    Defect("remind.completed", "whoever has completed counts as reminded") { broken in
        broken.hooks.reminding = VerbMistake.hasty { Reminded() }
    },
]

let capabilityDefects: [Defect] = [
    Defect("capability.native-works", "a way is declared that the vendor does not have") { broken in
        let no = Support.no(reason: "Nothing is exported here. Pass the link on.")
        broken.descriptor.row(.issue, no) { $0.with(support: .native) }
    },
    Defect("capability.no-is-no", "what is declared as not possible is done all the same") { broken in
        broken.ordering { $0.channel == .apply ? $0.with(channel: .link) : $0 }
    },
    Defect("capability.gateway-is-ours", "what Gatehouse passes on is called done by the vendor") { broken in
        broken.hooks.distributing = { order, context, distribute throws(ProviderError) in
            guard order.channel == .link else { return try distribute(order, context) }
            return Answer(order.items.map { .done(Distributed(echo: Echo(reference: $0.reference))) })
        }
    },
    Defect("capability.one-act", "it sends at once and is declared as only setting aside") { broken in
        broken.descriptor.capabilities = broken.descriptor.capabilities.map {
            $0.verb == .issue && $0.usages == [.personal] ? $0.with(isOneAct: false) : $0
        }
    },
    Defect("capability.deleted-shown", "the snapshot leaves out what was taken back") { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            let page = try ask(query, context)
            guard case .supply = query.scope else { return page }
            return page.mapping { $0.word == "Taken back" ? nil : $0 }
        }
    },
]

extension Broken {
    /// Changes every record that status shows.
    mutating func seeing(_ change: @escaping @Sendable (ObservedRecord) -> ObservedRecord?) {
        hooks.asking = { query, context, ask throws(ProviderError) in try ask(query, context).mapping(change) }
    }
}
