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

extension SupplyFacts {
    /// What the vendor's site calls the campaign; in the ledger it may go by another name.
    var siteName: String { attributes["name"]?.string ?? name }
}

extension OrderItem {
    /// As the vendor's list of people shows them.
    var who: String {
        recipient.map { person in person.name.map { "\($0) <\(person.address)>" } ?? person.address } ?? reference
    }
}

extension ManualTask.Material {
    static func text(_ name: String, _ text: String) -> ManualTask.Material {
        ManualTask.Material(name: name, mediaType: "text/plain", content: Array(text.utf8))
    }

    /// Exactly what the field for addresses takes: separated by commas, on one line.
    static func addresses(of items: [OrderItem], name: String) -> ManualTask.Material {
        text(name, items.compactMap(\.recipient?.address).joined(separator: ", "))
    }
}

extension Int {
    /// `1 person`, `58 people`.
    var people: String { self == 1 ? "1 person" : "\(self) people" }
}
