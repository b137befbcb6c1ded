import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

let connectionDefects: [Defect] = [
    Defect("connection.check", "a connection that works is called unreachable") { broken in
        broken.hooks.checking = { _, context, check throws(ProviderError) in
            let health = try check((), context)
            return Health(isReachable: context.mode == .portal, summary: health.summary)
        }
    },
    Defect("connection.stranger", "the vendor does not look at tokens") { $0.takesStrangers = true },
    Defect("connection.no-link", "without a way to the vendor a check says that all is well") { broken in
        broken.hooks.checking = { _, context, check throws(ProviderError) in
            guard context.link != nil else { return Health(isReachable: true, summary: "All is well.") }
            return try check((), context)
        }
    },
    Defect("connection.own-hosts", "a check looks at somebody else's host as well") { broken in
        broken.hooks.checking = { _, context, check throws(ProviderError) in
            if context.mode == .api {
                _ = try? context.link?.send(VendorRequest(.get, "https://elsewhere.example.org/ping"))
            }
            return try check((), context)
        }
    },
    Defect("connection.own-hosts", "a check waits longer than declared") { broken in
        broken.hooks.checking = { _, context, check throws(ProviderError) in
            if context.mode == .api {
                _ = try? context.link?.send(VendorRequest(.get, "/check", deadline: .seconds(3600)))
            }
            return try check((), context)
        }
    },
    Defect("connection.secrets-stay", "the token stands in an address") { broken in
        broken.hooks.checking = { _, context, check throws(ProviderError) in
            if let token = context.secrets["token"]?.reveal() {
                _ = try? context.link?.send(VendorRequest(.get, "/check", query: [(name: "token", value: token)]))
            }
            return try check((), context)
        }
    },
    Defect("connection.portal", "a check calls somebody in portal mode") { broken in
        broken.hooks.checking = { _, context, check throws(ProviderError) in
            if context.mode == .portal { _ = try? context.link?.send(VendorRequest(.get, "/check")) }
            return try check((), context)
        }
    },
]

let supplyDefects: [Defect] = [
    Defect("supplies.listed", "a supply stands twice") { broken in
        broken.listing { reports in reports + reports.suffix(1) }
    },
    Defect("supplies.known-kinds", "a supply is of a kind that nobody described") { broken in
        broken.listing { reports in reports.map { $0.name == "Posters twin" ? $0.with(category: "banner") : $0 } }
    },
    Defect("supplies.same-again", "each time something else is shown", also: ["connection.check", "actions.reads"]) {
        broken in
        let asked = Memory(Int64(0))
        broken.listing { reports in
            let number = asked.change { count in
                count += 1
                return count
            }
            return reports.map { $0.name == "Posters twin" ? $0.with(attributes: ["seen": .integer(number)]) : $0 }
        }
    },
    Defect("supplies.known-counters", "a counter that nobody described") { broken in
        broken.listing { reports in
            reports.map { $0.with(counters: $0.counters.merging(["Mystery": 1]) { old, _ in old }) }
        }
    },
    Defect("supplies.conserved", "a supply owns one more than it counts", also: ["transfer.conserved"]) { broken in
        broken.listing { reports in reports.map { $0.with(purchased: $0.purchased.map { $0 + 1 }) } }
    },
    Defect("supplies.counted-records", "the counter of people counts one too many") { broken in
        broken.listing { reports in reports.map { $0.adding(1, to: "Invited people") } }
    },
    Defect("supplies.shared-code", "the code for everybody is not shown") { broken in
        broken.listing { reports in reports.map { $0.with(hidesCode: true) } }
    },
]

extension Broken {
    /// Changes what the list of supplies shows.
    mutating func listing(_ change: @escaping @Sendable ([SupplyReport]) -> [SupplyReport]) {
        hooks.listing = { _, context, list throws(ProviderError) in change(try list((), context)) }
    }
}
