import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

let resultDefects: [Defect] = [
    Defect("results.no-is-no", "results are given that nobody was promised") { broken in
        broken.descriptor.traits = broken.descriptor.traits.with(givesResults: false)
        broken.hooks.scoring = { _, _, _ throws(ProviderError) in ResultsPage(results: [], nextCursor: nil) }
    },
    Defect("results.pages", "a result comes twice") { broken in
        broken.scoring { page in ResultsPage(results: page.results + page.results, nextCursor: page.nextCursor) }
    },
    Defect("results.pages", "each time there is one more") { broken in
        let calls = Memory<Int64>(0)
        broken.scoring { page in
            let number = calls.change { count in
                count += 1
                return count
            }
            let more = AssessmentResult(assessment: "drive", scores: ["call": .integer(number)])
            return ResultsPage(results: page.results + [more], nextCursor: page.nextCursor)
        }
    },
    Defect("results.one-supply", "the supply that was asked for is not looked at") { broken in
        broken.hooks.scoring = { query, context, ask throws(ProviderError) in
            let page = try ask(query, context)
            let other = AssessmentResult(supply: "sup-of-another", assessment: "drive")
            return query.supply == nil
                ? page : ResultsPage(results: page.results + [other], nextCursor: page.nextCursor)
        }
    },
    Defect("results.unfinished", "who has only just been invited has a result") { broken in
        let issued = Memory<[String]>([])
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            issued.change { $0 += order.items.map(\.reference) }
            return try issue(order, context)
        }
        broken.scoring { page in
            let early = Set(issued.now).subtracting(page.results.compactMap(\.reference))
            return ResultsPage(
                results: page.results + early.map { AssessmentResult(reference: $0, assessment: "drive") },
                nextCursor: page.nextCursor)
        }
    },
    Defect("results.completed", "results are of nobody") { broken in
        broken.scoring { page in
            ResultsPage(
                results: page.results.enumerated().map {
                    AssessmentResult(assessment: $1.assessment, scores: ["number": .integer(Int64($0))])
                }, nextCursor: page.nextCursor)
        }
    },
    Defect("results.secrets-hidden", "the link to the report is one of the scores") { broken in
        broken.scoring { page in
            ResultsPage(
                results: page.results.map { result in
                    AssessmentResult(
                        reference: result.reference, vendorID: result.vendorID, address: result.address,
                        supply: result.supply, assessment: result.assessment, completedAt: result.completedAt,
                        scores: ["report": .string(result.reportLink?.reveal() ?? "")], reportLink: result.reportLink)
                }, nextCursor: page.nextCursor)
        }
    },
]

let hintDefects: [Defect] = [
    Defect("hints.no-is-no", "a webhook is translated although none are sent") { broken in
        broken.descriptor.traits = broken.descriptor.traits.with(sendsWebhooks: false)
        broken.hooks.hinting = { _, _, _ throws(ProviderError) in [] }
    },
    Defect("hints.stranger", "a webhook without a signature is believed") { broken in
        broken.hooks.hinting = { webhook, context, translate throws(ProviderError) in
            let isSigned = webhook.headers.contains { $0.name == PaperSignature.header }
            return isSigned ? try translate(webhook, context) : [.everything]
        }
    },
    Defect("hints.understood", "a webhook is verified and forgotten") { broken in
        broken.hooks.hinting = { webhook, context, translate throws(ProviderError) in
            _ = try translate(webhook, context)
            return []
        }
    },
    Defect("hints.signature", "the signature is not compared with the body") { broken in
        broken.hooks.hinting = { webhook, context, translate throws(ProviderError) in
            guard let time = webhook.headers.first(where: { $0.name == PaperSignature.timeHeader })?.value,
                let token = context.secrets["token"]
            else { return try translate(webhook, context) }
            let signature = PaperSignature.of(webhook.body, at: time, by: token)
            let headers = [
                (name: PaperSignature.timeHeader, value: time), (name: PaperSignature.header, value: signature),
            ]
            return try translate(
                Webhook(headers: headers, body: webhook.body, receivedAt: webhook.receivedAt), context)
        }
    },
    Defect("hints.stale", "when a webhook was sent is not looked at") { broken in
        broken.hooks.hinting = { webhook, context, translate throws(ProviderError) in
            let sent = webhook.headers.first { $0.name == PaperSignature.timeHeader }.flatMap { Instant($0.value) }
            return try translate(
                Webhook(headers: webhook.headers, body: webhook.body, receivedAt: sent ?? webhook.receivedAt), context)
        }
    },
    Defect("hints.harmless", "a webhook that comes a second time is an error") { broken in
        let seen = Memory<Set<[UInt8]>>([])
        broken.hooks.hinting = { webhook, context, translate throws(ProviderError) in
            let hints = try translate(webhook, context)
            guard seen.change({ $0.insert(webhook.body).inserted }) else {
                throw ProviderError(.badRequest, effect: .none, message: "This webhook was taken before.")
            }
            return hints
        }
    },
]

let manualDefects: [Defect] = [
    Defect(
        "manual.one-answer-each", "what waits for a person is called done",
        also: ["manual.tasks", "manual.bad-neighbour"]
    ) {
        broken in
        broken.leaving { order, answer in
            answer.mapping { index, outcome in
                .done(Distributed(word: nil, echo: Echo(reference: order.items[index].reference)))
            }
        }
    },
    Defect("manual.tasks", "a task says nothing of how it is done") { broken in
        broken.leaving { _, answer in Answer(answer.items, tasks: answer.tasks.map { $0.with(steps: []) }) }
    },
    Defect("manual.tasks", "a task names nobody") { broken in
        broken.leaving { _, answer in Answer(answer.items, tasks: answer.tasks.map { $0.with(references: []) }) }
    },
    Defect("manual.bad-neighbour", "one that is not there sinks the others") { broken in
        broken.leaving { _, answer in
            let refusal = Refusal(code: "not_found", message: "One of them is not known.", rule: nil)
            return answer.hasRefusal ? answer.mapping { _, _ in .rejected(refusal) } : answer
        }
    },
    Defect("manual.not-yet", "what waits for a person is shown as handed out") { broken in
        let left = Memory<Set<String>>([])
        broken.leaving { order, answer in
            left.change { $0.formUnion(order.items.map(\.reference)) }
            return answer
        }
        broken.lookingUp { page in
            page.mapping { record in
                left.now.contains(record.reference ?? "") ? record.with { $0.word = "Out" } : record
            }
        }
    },
]

extension Broken {
    fileprivate mutating func scoring(_ change: @escaping @Sendable (ResultsPage) -> ResultsPage) {
        hooks.scoring = { query, context, ask throws(ProviderError) in change(try ask(query, context)) }
    }

    /// Changes what becomes of orders that the interface leaves to a person.
    fileprivate mutating func leaving(
        _ change: @escaping @Sendable (Order, Answer<Distributed>) -> Answer<Distributed>
    ) {
        hooks.distributing = { order, context, distribute throws(ProviderError) in
            let answer = try distribute(order, context)
            return order.channel == .apply ? change(order, answer) : answer
        }
    }
}
