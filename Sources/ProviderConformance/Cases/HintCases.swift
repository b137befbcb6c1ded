import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// What the vendor sends by itself: verified, and translated into where to look.
let hintCases: [ConformanceCase] = [
    ConformanceCase("hints.no-is-no", "What is sent no webhooks says so when it gets one, with the effect none.") {
        trial in
        let context = try trial.api()
        if trial.descriptor.traits.sendsWebhooks { throw trial.skip("webhooks are declared to be sent") }
        let error = try trial.error { _ = try trial.provider.hints(trial.foreign(context.now), context) }
        try trial.expectDeclined(error, "webhooks, which are not declared,")
    },
    ConformanceCase("hints.stranger", "A webhook that the vendor did not sign is refused, and hints at nothing.") {
        trial in
        let context = try trial.api()
        try trial.needsWebhooks()
        try trial.expectForeign(trial.foreign(context.now), "a webhook that nobody signed")
    },
    ConformanceCase(
        "hints.understood", "A webhook of the vendor's own hints at where the news is.", level: .full
    ) { trial in
        let (holding, webhook) = try trial.news()
        let hints = try trial.hints(webhook)
        let isLedThere = hints.contains {
            $0 == .reference(holding.item.reference) || $0 == .supply(holding.way.supply.vendorID) || $0 == .everything
        }
        try trial.expect(isLedThere, "the hints lead nowhere near the person whom the webhook is about: \(hints)")
    },
    ConformanceCase(
        "hints.signature", "A webhook that was changed on the way is refused: its body is signed.", level: .full
    ) { trial in
        let (_, webhook) = try trial.news()
        _ = try trial.hints(webhook)
        let changed = Webhook(
            headers: webhook.headers, body: webhook.body + [UInt8(ascii: " ")], receivedAt: webhook.receivedAt)
        try trial.expectForeign(changed, "a webhook whose body was changed")
    },
    ConformanceCase("hints.stale", "A webhook that comes a day late is refused: nobody plays it again.", level: .full) {
        trial in
        let (_, webhook) = try trial.news()
        _ = try trial.hints(webhook)
        let late = Webhook(
            headers: webhook.headers, body: webhook.body, receivedAt: webhook.receivedAt.advanced(by: .seconds(86_400)))
        try trial.expectForeign(late, "a webhook from yesterday")
    },
    ConformanceCase(
        "hints.harmless", "Webhooks that come twice or in another order say the same, and change nothing.",
        level: .full
    ) { trial in
        let (holding, first) = try trial.news()
        let (_, second) = try trial.news()
        let told = (try trial.hints(first), try trial.hints(second))
        let before = (try trial.record(of: holding), try trial.units(of: holding.way.supply.vendorID))
        let again = (late: try trial.hints(second), early: try trial.hints(first))
        try trial.expect(
            again.early == told.0 && again.late == told.1, "a webhook that comes twice says something else")
        let after = (try trial.record(of: holding), try trial.units(of: holding.way.supply.vendorID))
        try trial.expect(
            before.0.word == after.0.word && before.1 == after.1,
            "a webhook that came twice changed what the vendor shows")
    },
]

extension Trial {
    fileprivate func needsWebhooks() throws {
        if !descriptor.traits.sendsWebhooks { throw skip("the vendor is declared to send no webhooks") }
    }

    /// Something that never came from the vendor.
    fileprivate func foreign(_ now: Instant) -> Webhook {
        Webhook(
            headers: [(name: "Content-Type", value: "application/json"), (name: "X-Signature", value: "0000")],
            body: Array("{\"reference\":\"inv_of_somebody_else\"}".utf8), receivedAt: now)
    }

    /// Somebody has begun, and the vendor tells of it.
    fileprivate func news() throws -> (Holding, Webhook) {
        let bench = try bench()
        try needsWebhooks()
        let missing = descriptor.settings.secretFields.filter { run.subject.secrets[$0] == nil }
        if !missing.isEmpty {
            throw skip(
                "the connection's \(missing.joined(separator: " and ")) was not given, by which webhooks are told")
        }
        let way = try way()
        let holding = try given(1, by: way)[0]
        try bench.move(holding.item.reference, to: .started)
        return (holding, try bench.webhook(about: holding.item.reference))
    }

    fileprivate func hints(_ webhook: Webhook) throws -> [Hint] { try provider.hints(webhook, api()) }

    fileprivate func expectForeign(_ webhook: Webhook, _ what: String) throws {
        var hints: [Hint] = []
        guard let error = try error(of: { hints = try self.hints(webhook) }) else {
            throw Judged.failed("\(what) is taken for the vendor's: \(hints)")
        }
        try expect(
            error.code == .notAllowed && error.effect == .none,
            "\(what): it says \(error.code.rawValue), not not_allowed: \(error.message)")
    }
}
