import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

let keyReuseDefects: [Defect] =
    ["distribute", "retract", "remind"].map { verb in
        Defect("\(verb).key-reused", "another order under a used key is taken as a new one") { broken in
            broken.takingReusedKeys { $0 == "/\(verb)" }
        }
    } + [
        Defect("distribute.key-reused", "it is refused, and handed out all the same") { broken in
            broken.vendor = { request, vendor throws(LinkFailure) in
                let response = try vendor.send(request)
                guard request.path == "/distribute", response.status == 422, let key = request.key else {
                    return response
                }
                _ = try vendor.send(request.with(key: key + "-other"))
                return response
            }
        },
        Defect("transfer.key-reused", "another transfer under a used key is taken as a new one") { broken in
            broken.takingReusedKeys { $0 == "/actions/transfer" }
        },
        Defect("actions.key-reused", "a used key marks somebody else's invitation") { broken in
            broken.takingReusedKeys { $0 == "/actions/mark" }
        },
    ]

let untouchedDefects: [Defect] = [
    Defect("distribute.others-untouched", "what was issued last goes out as well") { broken in
        let last = Memory([OrderItem]())
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            let answer = try issue(order, context)
            if context.mode == .api, order.channel == .vendorMail, order.items.count == 3 {
                last.change { $0 = order.items }
            }
            return answer
        }
        broken.hooks.distributing = { order, context, distribute throws(ProviderError) in
            let answer = try distribute(order, context)
            let others = last.now.filter { $0.reference != order.items.first?.reference }
            guard context.mode == .api, order.items.count == 1, others.count == 2 else { return answer }
            _ = try? distribute(order.with(key: order.idempotencyKey + "-more", items: others), context)
            return answer
        }
    },
    Defect("retract.others-untouched", "its neighbours are taken back as well") { broken in
        let last = Memory([OrderItem]())
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            let answer = try issue(order, context)
            if context.mode == .api, order.items.count == 3 { last.change { $0 = order.items } }
            return answer
        }
        broken.hooks.retracting = { order, context, retract throws(ProviderError) in
            let answer = try retract(order, context)
            let others = last.now.filter { $0.reference != order.items.first?.reference }
            guard context.mode == .api, order.items.count == 1, others.count == 2 else { return answer }
            _ = try? retract(order.with(key: order.idempotencyKey + "-more", items: others), context)
            return answer
        }
    },
    Defect("remind.others-untouched", "everybody of the last order is reminded") { broken in
        let last = Memory([OrderItem]())
        broken.hooks.issuing = { order, context, issue throws(ProviderError) in
            let answer = try issue(order, context)
            if context.mode == .api, order.items.count == 3 { last.change { $0 = order.items } }
            return answer
        }
        broken.hooks.reminding = { order, context, remind throws(ProviderError) in
            let answer = try remind(order, context)
            let others = last.now.filter { $0.reference != order.items.first?.reference }
            guard context.mode == .api, order.items.count == 1, others.count == 2 else { return answer }
            _ = try? remind(order.with(key: order.idempotencyKey + "-more", items: others), context)
            return answer
        }
    },
]

let settingDefects: [Defect] = [
    Defect("settings.heeded", "the signature that was set is not looked at") { broken in
        broken.vendor = { request, vendor throws(LinkFailure) in
            // An empty object in base64: nothing was set.
            let headers = request.headers.map { $0.name == "Gatehouse-Settings" ? (name: $0.name, value: "e30=") : $0 }
            return try vendor.send(
                VendorRequest(
                    request.method, request.path, query: request.query, headers: headers, body: request.body,
                    deadline: request.deadline))
        }
    }
]

extension Broken {
    /// What is refused because its key was used is done under another key.
    fileprivate mutating func takingReusedKeys(_ isMeant: @escaping @Sendable (String) -> Bool) {
        vendor = { request, vendor throws(LinkFailure) in
            let response = try vendor.send(request)
            guard isMeant(request.path), response.status == 422, let key = request.key else { return response }
            return try vendor.send(request.with(key: key + "-other"))
        }
    }
}
