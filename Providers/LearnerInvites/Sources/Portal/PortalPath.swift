import GatehouseProviderKit

/// How to get to a place on the vendor's site, click by click.
struct PortalPath {
    /// The site's address, where the connection's settings say it.
    let site: String?

    init(_ settings: LearnerSettings) { site = settings.portalURL }

    /// The first step of every task.
    func open(_ page: String) -> [String] {
        [site.map { "Sign in at \($0) and open \(page)." } ?? "Sign in at the vendor's site and open \(page)."]
    }

    var learners: [String] { open("Learners") }

    func learner(_ who: String) -> [String] { learners + ["Find \(who) in the list and open it."] }

    static let tickOff = "Tick this off here."
}
