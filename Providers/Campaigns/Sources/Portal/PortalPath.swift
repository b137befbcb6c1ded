import GatehouseForms
import GatehouseProviderKit

/// How to get to a place on the vendor's site, click by click.
struct PortalPath {
    /// The site's address, where the connection's settings say it.
    let site: String?

    init(settings: [String: JSONValue]) { site = settings["portal_url"]?.string }

    /// The first step of every task.
    func campaigns() -> [String] {
        [site.map { "Sign in at \($0) and open Campaigns." } ?? "Sign in at the vendor's site and open Campaigns."]
    }

    func campaign(_ name: String) -> [String] { campaigns() + ["Open “\(name)”."] }

    func person(_ who: String, in campaign: String) -> [String] {
        self.campaign(campaign) + ["In the list of people open \(who)."]
    }

    static let tickOff = "Tick this off here."
}
