import GatehouseForms
import HTTPTypes

/// Where the link of a learner's invitation leads, and the join page by which people come without one.
extension RedeemPages {
    /// Whoever has an account meets a login screen, everybody else a registration screen (LI-11). Looking changes nothing. A
    /// browser that is signed in with another account, as its cookie `learner` says, cannot accept.
    func learner(_ token: String, _ request: HTTPRequest, _ body: [UInt8]) async throws -> Answered {
        guard let screen = seen({ $0.screen(token) }) else {
            return Answered(
                page: RedeemPages.page("Broken link", "<p>This invitation is not good any more.</p>"), status: 404)
        }
        let isLogin = screen["screen"] == "login"
        let title = isLogin ? "Log in" : "Register"
        guard request.method == .post else {
            return Answered(
                page: RedeemPages.page(
                    title,
                    "<p>You are invited to \(RedeemPages.escaped(screen["group"]?.string ?? "")).</p><form method=\"post\"><button>\(title)</button></form>"
                ))
        }
        var input: [String: JSONValue] = ["token": .string(token)]
        if let other = RedeemPages.signedIn(request) { input["signed_in_as"] = .string(other) }
        switch try await first(of: .learnerInvites, "learner-invites/accept", input)?["outcome"]?.string {
        case "welcome": return Answered(page: RedeemPages.page("Welcome", "<p>You have accepted.</p>"))
        case "again": return Answered(page: RedeemPages.page("Welcome back", "<p>You have accepted already.</p>"))
        case "other-account":
            return Answered(
                page: RedeemPages.page(
                    "Another account", "<p>You are signed in as somebody else. Open the link in a private window.</p>"),
                status: 409)
        default:
            return Answered(
                page: RedeemPages.page("Broken link", "<p>This invitation is not good any more.</p>"), status: 404)
        }
    }

    /// LI-6: anyone whom the page's list allows becomes a learner by its button.
    func joinPage(_ part: String, _ method: HTTPRequest.Method, _ body: [UInt8]) async throws -> Answered {
        guard let group = seen({ $0.webPage(at: part) }) else {
            return Answered(page: RedeemPages.page("No such page", "<p>Nobody can join here.</p>"), status: 404)
        }
        guard method == .post else {
            return Answered(
                page: RedeemPages.page(
                    "Join \(RedeemPages.escaped(group))",
                    """
                    <form method="post"><label>Your name <input name="name"></label>
                    <label>Your email address <input type="email" name="email" required></label><button>Join</button></form>
                    """))
        }
        let form = RedeemPages.form(body)
        let input: [String: JSONValue] = [
            "part": .string(part), "address": .string(form["email"] ?? ""), "name": .string(form["name"] ?? ""),
        ]
        let answer = try await first(of: .learnerInvites, "learner-invites/join", input)
        guard answer?["outcome"] != nil else {
            return Answered(
                page: RedeemPages.page("Not possible", "<p>This address may not join here.</p>"), status: 422)
        }
        return Answered(page: RedeemPages.page("Welcome", "<p>You are a learner now.</p>"))
    }

    /// What the first account shows that knows the link.
    private func seen<T: Sendable>(_ look: @Sendable (LearnersVendor) -> T?) -> T? {
        world.read { state, _ in
            state.accounts.values.sorted { $0.id < $1.id }.compactMap { ($0.vendor as? LearnersVendor).flatMap(look) }
                .first
        }
    }

    private static func signedIn(_ request: HTTPRequest) -> String? {
        let cookies = (request.headerFields[.cookie] ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
        return cookies.first { $0.hasPrefix("learner=") }.map { String($0.dropFirst("learner=".count)) }
    }
}
