import GatehouseForms
import HTTPTypes

/// Where the link of an access key leads, and the page by which clients come without one.
extension RedeemPages {
    /// Opening a key's link is already beginning (KP-9); after completion the same link shows the report (KP-7).
    func key(_ token: String, _ method: HTTPRequest.Method, _ body: [UInt8]) async throws -> Answered {
        var input: [String: JSONValue] = ["token": .string(token)]
        let isChoice = method == .post
        if isChoice, let choice = RedeemPages.form(body)["assessment"] { input["assessment"] = .string(choice) }
        let answer = try await first(of: .keyPool, "key-pool/\(isChoice ? "begin" : "open")", input)
        guard let answer, answer["code"] == nil else {
            let isChoosing = answer?["code"]?.string == "choice_missing"
            return Answered(
                page: isChoosing
                    ? RedeemPages.page("Choose", RedeemPages.choice)
                    : RedeemPages.page("Link not valid", "<p>This link is not good any more.</p>"),
                status: isChoosing ? 422 : 404)
        }
        let assessment = answer["assessment"]?.string
        switch answer["sees"]?.string {
        case "report": return Answered(page: RedeemPages.page("Your report", "<p>You have completed it.</p>"))
        case "assessment":
            return Answered(
                page: RedeemPages.page("Begun", "<p>You are taking \(RedeemPages.escaped(assessment ?? "it")).</p>"))
        default:
            let begin = assessment.map {
                "<form method=\"post\"><button>Begin \(RedeemPages.escaped($0))</button></form>"
            }
            return Answered(page: RedeemPages.page("Welcome", begin ?? RedeemPages.choice))
        }
    }

    /// The landing page takes a key from the pool for whoever fills it in (KP-8).
    func landingPage(_ token: String, _ method: HTTPRequest.Method, _ body: [UInt8]) async throws -> Answered {
        guard method == .post else {
            return Answered(
                page: RedeemPages.page(
                    "Begin here",
                    """
                    <form method="post"><label>Your email address <input type="email" name="email" required></label>
                    <button>Begin</button></form>
                    """))
        }
        let input: [String: JSONValue] = [
            "token": .string(token), "address": .string(RedeemPages.form(body)["email"] ?? ""),
        ]
        guard let answer = try await first(of: .keyPool, "key-pool/landing", input), let link = answer["link"]?.string
        else {
            return Answered(
                page: RedeemPages.page("Not possible now", "<p>Ask whoever gave you this address.</p>"), status: 422)
        }
        return Answered(
            page: RedeemPages.page("Welcome", "<p><a href=\"\(RedeemPages.escaped(link))\">Choose and begin</a></p>"))
    }

    /// The answer of the account that knows the link; a refusal where one knows it and says no. Nil where nobody does.
    func first(of kind: VendorKind, _ page: String, _ input: [String: JSONValue]) async throws -> JSONValue? {
        var refusal: JSONValue?
        for account in accounts(of: kind) {
            let whole = JSONValue.object(input.merging(["account": .string(account)]) { own, _ in own })
            let reply = try await world.whenFree { try world.perform(.control(page, whole)) }
            guard let json = try? JSONValue(text: reply.body) else { continue }
            if reply.status == 200 { return json }
            if json["code"]?.string != "no_such_link" { refusal = json }
        }
        return refusal
    }

    private static let choice = """
        <form method="post"><button name="assessment" value="drive">Drive</button>
        <button name="assessment" value="express">Express</button></form>
        """
}
