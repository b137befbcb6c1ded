import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The connection itself: who may call, whom it calls, and what of its secrets goes where.
let connectionCases: [ConformanceCase] = [
    ConformanceCase("connection.check", "A check says in one line that the connection works, and changes nothing.") {
        trial in
        let context = try trial.api()
        let before = try trial.provider.supplies(context).sortedByID
        let health = try trial.provider.check(context)
        try trial.expect(health.isReachable, "a connection that works is called unreachable: \(health.summary)")
        try trial.expect(health.summary.isOneLine, "the summary is empty or not one line")
        let after = try trial.provider.supplies(context).sortedByID
        try trial.expect(before == after, "the check changed what the supplies show")
    },
    ConformanceCase(
        "connection.stranger", "With a token that the vendor does not know, nothing works and nothing happens."
    ) { trial in
        _ = try trial.api()
        guard let strangers = trial.run.subject.strangersLink else { throw trial.skip("calls bear no token here") }
        let context = try trial.api(link: strangers)
        let what = "with a token that nobody knows"
        let error = try trial.error {
            let health = try trial.provider.check(context)
            try trial.expect(!health.isReachable, "\(what) the check says that the connection works")
        }
        if let error {
            try trial.expect(error.effect == .none, "\(what) the check may have done something")
            try trial.expect(
                error.code == .notAllowed,
                "\(what) the check says \(error.code.rawValue), not not_allowed: \(error.message)")
        }
        let way = try trial.way()
        let order = trial.order(way, [trial.person()])
        try trial.expectRefused(trial.tryIssuing(order, context), "issue \(what)")
    },
    ConformanceCase("connection.no-link", "Without a way to the vendor every verb says so, with the effect none.") {
        trial in
        _ = try trial.api()
        let context = Context(
            mode: .api, settings: trial.run.subject.settings, secrets: trial.run.subject.secrets, link: nil,
            now: trial.run.subject.clock())
        let way = try trial.way()
        let order = trial.order(way, [trial.person()])
        try trial.expectRefused(trial.tryIssuing(order, context), "issue without a link")
        let asking = try trial.error {
            let page = try trial.provider.status(StatusQuery(.everything), context)
            try trial.expect(page.facts?.isComplete != true, "a snapshot without a link is called complete")
        }
        try trial.expect(asking?.effect != .unknown, "status without a link may have done something")
        let checking = try trial.error {
            let health = try trial.provider.check(context)
            try trial.expect(!health.isReachable, "a check without a link says that the connection works")
        }
        try trial.expect(checking?.effect != .unknown, "a check without a link may have done something")
    },
    ConformanceCase(
        "connection.own-hosts",
        "Calls go to the connection's own address and to declared hosts, each within the deadline."
    ) {
        trial in
        let link = try trial.workedOnce()
        let hosts = trial.descriptor.traits.outboundHosts
        let strange = link.sent.filter { request in
            !request.path.hasPrefix("/") && !hosts.contains { request.path.hasPrefix("https://\($0)/") }
        }
        try trial.expectNone(strange.map { String($0.path.prefix(80)) }, "a call to a host that is not declared")
        let limit = trial.descriptor.traits.deadline
        let late = link.sent.filter { $0.deadline > limit }.map { "\($0.path) waits \($0.deadline)" }
        try trial.expectNone(late, "longer than the declared deadline of \(limit)")
    },
    ConformanceCase("connection.secrets-stay", "Secrets stand in no address, and the token is left to the link.") {
        trial in
        let link = try trial.workedOnce()
        let tokens = trial.run.subject.secrets.values.map { $0.reveal() }.filter { $0.count > 3 }
        let known = tokens + link.given.map { $0.reveal() }
        for request in link.sent {
            let address = request.path + "?" + request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
            try trial.expect(!known.contains { address.contains($0) }, "a secret stands in the address of a call")
            let said =
                request.headers.map(\.value).joined(separator: "\n")
                + String(decoding: request.body ?? [], as: UTF8.self)
            try trial.expect(
                !tokens.contains { said.contains($0) }, "the connection's token stands in a call of the provider's own")
        }
    },
    ConformanceCase("connection.portal", "In portal mode a check works without calling anybody.") { trial in
        let trap = WatchedLink(NoVendor())
        let health = try trial.provider.check(trial.portal(link: trap))
        try trial.expect(
            health.isReachable && health.summary.isOneLine, "the check fails, or has no summary of one line")
        try trial.expect(trap.sent.isEmpty, "somebody was called")
    },
]

extension Trial {
    /// The whole way once: what was sent meanwhile, and the secrets that were given.
    fileprivate func workedOnce() throws -> (sent: [VendorRequest], given: [Secret]) {
        let way = try way()
        let holding = try given(1, by: way)[0]
        _ = try lookUp([holding])
        _ = try status(.supply(way.supply.vendorID))
        _ = try provider.check(api())
        if way.does(.remind) { _ = try tryReminding(order(way, [holding.item])) }
        if way.does(.retract) { _ = try tryRetracting(order(way, [holding.item])) }
        let secrets = [holding.issued.secret, holding.issued.link].compactMap { $0 } + holding.issued.aliases
        return (try watched().sent, secrets)
    }
}

/// A vendor whom nobody can reach.
struct NoVendor: VendorLink {
    func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse { throw .neverSent }
}

extension [SupplyReport] {
    var sortedByID: [SupplyReport] { sorted { $0.vendorID < $1.vendorID } }
}
