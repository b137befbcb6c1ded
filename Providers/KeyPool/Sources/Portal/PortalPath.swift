import GatehouseForms
import GatehouseProviderKit

/// How to get to a place on the vendor's site, click by click.
struct PortalPath {
    /// The site's address, where the connection's settings say it.
    let site: String?

    init(_ context: Context) { site = context.settings["portal_url"]?.string }

    /// The first step of every task.
    func open(_ page: String) -> [String] {
        [site.map { "Sign in at \($0) and open \(page)." } ?? "Sign in at the vendor's site and open \(page)."]
    }

    func sentKey(of item: OrderItem) -> [String] { open("Sent Keys") + ["Find \(item.who) in the list."] }

    static let tickOff = "Tick this off here."
}

enum PortalText {
    static let addresses = "addresses"
    static let message = "message"
    static let signature = "signature"
}
