import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

let troubleDefects: [Defect] = [
    Defect("trouble.throttled", "the wait is not passed on", also: ["vendor.throttle"]) { broken in
        broken.receiving { _, response throws(LinkFailure) in response.without(header: "retry-after") }
    },
    Defect("trouble.unreachable", "nobody there is called a failure of the vendor") { broken in
        broken.failing { error in
            error.code == .unreachable && error.effect == .none ? error.with(code: .vendorFailed) : error
        }
    },
    Defect("trouble.cancelled", "cancelled counts as unknown") { broken in
        broken.failing { $0.code == .cancelled ? $0.with(.unknown) : $0 }
    },
    Defect("trouble.timed-out", "no answer in time counts as not done") { broken in
        broken.failing { $0.code == .timedOut ? $0.with(Effect.none) : $0 }
    },
    Defect("trouble.failed", "a failure of the vendor counts as not done", also: ["vendor.fail-after"]) { broken in
        broken.failing { $0.code == .vendorFailed ? $0.with(Effect.none) : $0 }
    },
    Defect("trouble.questions", "a question that was lost is called unknown") { broken in
        broken.hooks.listing = { _, context, list throws(ProviderError) in
            do throws(ProviderError) { return try list((), context) } catch { throw error.with(.unknown) }
        }
    },
    Defect("trouble.words", "the vendor's words are shown as they came") { broken in
        broken.repeating { $0.contains("\u{1B}") }
    },
    Defect("trouble.token-hidden", "the vendor's words are shown with the token in them") { broken in
        broken.repeating { $0.contains("token") || $0.contains("Token") }
    },
    Defect("trouble.code-hidden", "the vendor's words are shown with the code in them") { broken in
        broken.repeating { $0.hasPrefix("Not ") }
    },
]

let portalDefects: [Defect] = [
    Defect(
        "portal.one-answer-each", "an item waits for a task that is not there",
        also: ["portal.references", "portal.upload"]
    ) {
        broken in
        broken.hooks.reminding = { order, context, remind throws(ProviderError) in
            let answer = try remind(order, context)
            guard context.mode == .portal else { return answer }
            return answer.mapping { index, outcome in index == 1 ? .manual(task: 5) : outcome }
        }
    },
    Defect("portal.steps", "a task has no steps", also: ["manual.tasks"]) { $0.hooks.tasking = { $0.with(steps: []) } },
    Defect("portal.material", "somebody is missing in the upload") { broken in
        broken.hooks.tasking = { task in
            task.with(
                materials: task.materials.map { $0.mediaType == "text/csv" ? $0.with(lines: { $0.dropLast() }) : $0 }
                    .filter { $0.mediaType == "text/csv" })
        }
    },
    Defect("portal.references", "a task does not name who waits for it", also: ["manual.tasks"]) { broken in
        broken.hooks.tasking = { $0.with(references: Array($0.references.dropLast())) }
    },
    Defect("portal.secrets-marked", "a list of codes is not marked as secret") { broken in
        broken.hooks.tasking = { task in
            task.with(
                materials: task.materials.map {
                    ManualTask.Material(name: $0.name, mediaType: $0.mediaType, content: $0.content)
                })
        }
    },
    Defect("portal.upload", "the upload has other columns than the site takes") { broken in
        broken.hooks.tasking = { task in
            task.with(
                materials: task.materials.map { material in
                    material.mediaType == "text/csv"
                        ? material.with(lines: { ["Mail,Language"] + $0.dropFirst() }) : material
                })
        }
    },
    Defect("portal.bad-neighbour", "one nameless slot sinks the work list") { broken in
        broken.hooks.retracting = { order, context, retract throws(ProviderError) in
            guard context.mode == .portal, order.items.contains(where: { $0.recipient == nil }) else {
                return try retract(order, context)
            }
            return Answer(
                order.items.map { _ in .rejected(Refusal(code: "name_needed", message: "A name is missing.")) })
        }
    },
    Defect("portal.no-calls", "somebody is called in portal mode") { broken in
        broken.hooks.retracting = { order, context, retract throws(ProviderError) in
            if context.mode == .portal { _ = try? context.link?.send(VendorRequest(.get, "/check")) }
            return try retract(order, context)
        }
    },
    Defect("portal.status", "a snapshot is made up in portal mode") { broken in
        broken.hooks.asking = { query, context, ask throws(ProviderError) in
            context.mode == .portal ? .nothing(context) : try ask(query, context)
        }
    },
    Defect("portal.actions", "an action by hand has no steps") { broken in
        broken.hooks.performing = { order, context, perform throws(ProviderError) in
            let answer = try perform(order, context)
            return ActionAnswer(answer.outcome, effects: answer.effects, tasks: answer.tasks.map { $0.with(steps: []) })
        }
    },
]

let contractDefects: [Defect] = [
    Defect("contract.describe", "it speaks another contract") { broken in
        broken.answering { $1.changing { if $0["descriptor"] != nil { $0["contract"] = "provider-v0" } } }
    },
    Defect("contract.problem", "a refusal has no words") { broken in
        broken.answering { $1.changing { if $0["code"] == "no_such_supply" { $0["title"] = nil } } }
    },
    Defect("contract.key-needed", "a call without a key is given one") { broken in
        broken.vendor = { request, vendor throws(LinkFailure) in
            let needsKey = request.path == "/issue" && request.key == nil
            return try vendor.send(needsKey ? request.with(key: "made-up-\(request.references.first ?? "")") : request)
        }
    },
    Defect("contract.body", "a body that is no order leaves it unknown") { broken in
        broken.answering { $1.changing { if $0["code"] == "unusable_request" { $0["effect"] = nil } } }
    },
    Defect("contract.too-many", "the first thousand of too many are done") { broken in
        broken.vendor = { request, vendor throws(LinkFailure) in
            guard let items = request.json?["items"]?.array, items.count > 1000 else { return try vendor.send(request) }
            let body = (request.json ?? [:]).with("items", .array(Array(items.prefix(1000))))
            return try vendor.send(request.with(body: body))
        }
    },
    Defect("contract.unknown-operation", "an operation that there is not is answered") { broken in
        broken.answering { request, response in
            request.path == "/no-such-operation" ? VendorResponse(status: 200, body: Array("{}".utf8)) : response
        }
    },
    Defect("contract.totals", "the total counts one too many", also: ["snapshot.complete"]) { broken in
        broken.answering { request, response in
            response.changing { members in
                guard request.path == "/snapshot", let total = members["totals"]?["records"]?.integer else { return }
                members["totals"] = ["records": .integer(total + 1)]
            }
        }
    },
    Defect(
        "contract.missing", "what is missing is not named",
        also: [
            "contract.key-needed", "contract.too-many", "issue.archived", "issue.doubled-reference", "issue.key-reused",
            "issue.never-sent", "issue.unknown-supply", "manual.bad-neighbour", "status.many-references",
            "status.unknown-reference",
            "vendor.throttle",
        ]
    ) { broken in
        broken.answering { request, response in
            request.path == "/status" ? response.changing { $0["missing"] = [] } : response
        }
    },
]

let vendorDefects: [Defect] = [
    Defect("vendor.cut-after", "a cut connection counts as not done") { broken in
        broken.vendor = { request, vendor throws(LinkFailure) in
            do throws(LinkFailure) { return try vendor.send(request) } catch { throw .nothingDone }
        }
    },
    Defect("vendor.fail-after", "the vendor says that its failure did nothing") { broken in
        broken.answering { $1.changing { if $0["code"] == "failed" { $0["effect"] = "none" } } }
    },
    Defect("vendor.throttle", "the vendor does not say how long to wait") { broken in
        broken.answering { $1.without(header: "retry-after") }
    },
    Defect("vendor.partial-page", "the vendor counts what it sends, not what there is", also: ["snapshot.pages"]) {
        broken in
        broken.answering { request, response in
            response.changing { members in
                guard request.path == "/snapshot", members["totals"] != nil else { return }
                members["totals"] = ["records": .integer(Int64(members["records"]?.array?.count ?? 0))]
            }
        }
    },
    Defect("vendor.duplicate", "of two records for one reference one is shown") { broken in
        broken.lookingUp { page in
            var seen: Set<String> = []
            return page.mapping { seen.insert($0.reference ?? "").inserted ? $0 : nil }
        }
    },
]

extension Broken {
    /// Changes the vendor's answers.
    mutating func answering(_ change: @escaping @Sendable (VendorRequest, VendorResponse) -> VendorResponse) {
        vendor = { request, vendor throws(LinkFailure) in change(request, try vendor.send(request)) }
    }

    /// Changes what issuing throws.
    mutating func failing(_ change: @escaping @Sendable (ProviderError) -> ProviderError) {
        hooks.issuing = { order, context, issue throws(ProviderError) in
            do throws(ProviderError) { return try issue(order, context) } catch { throw change(error) }
        }
    }

    /// Repeats the vendor's own title where it is like this.
    mutating func repeating(_ isShown: @escaping @Sendable (String) -> Bool) {
        let heard = Memory<String?>(nil)
        hooks.calling = { request, link throws(LinkFailure) in
            let response = try link.send(request)
            heard.change { $0 = response.status == 200 ? nil : response.title }
            return response
        }
        @Sendable func shown(_ error: ProviderError) -> ProviderError {
            guard let title = heard.now, isShown(title) else { return error }
            return error.with(message: title)
        }
        hooks.issuing = { order, context, issue throws(ProviderError) in
            do throws(ProviderError) { return try issue(order, context) } catch { throw shown(error) }
        }
        hooks.retracting = { order, context, retract throws(ProviderError) in
            do throws(ProviderError) { return try retract(order, context) } catch { throw shown(error) }
        }
    }
}

extension ManualTask {
    func with(steps: [String]? = nil, materials: [Material]? = nil, references: [String]? = nil) -> ManualTask {
        ManualTask(
            title: title, steps: steps ?? self.steps, materials: materials ?? self.materials,
            references: references ?? self.references, asks: asks, rule: rule)
    }
}

extension ManualTask.Material {
    func with(lines change: ([String]) -> [String]) -> ManualTask.Material {
        let lines = String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        let text = change(lines).map { $0 + "\r\n" }.joined()
        return ManualTask.Material(name: name, mediaType: mediaType, content: Array(text.utf8), isSecret: isSecret)
    }
}
