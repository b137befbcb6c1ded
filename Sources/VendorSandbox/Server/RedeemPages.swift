import Foundation
import GatehouseForms
import HTTPTypes

/// Where the link of a code, an invitation or a key leads. Looking at the first two changes nothing, so that no mail scanner
/// uses a code up; only the button does.
struct RedeemPages {
    let world: World

    func code(_ code: String, _ method: HTTPRequest.Method, _ body: [UInt8]) async throws -> Answered {
        guard method == .post else {
            return Answered(
                page: RedeemPages.page(
                    "Redeem your access code",
                    """
                    <p>Your code is <code>\(RedeemPages.escaped(code))</code>.</p>
                    <form method="post"><label>Your email address <input type="email" name="email" required></label>
                    <button>Redeem</button></form>
                    """))
        }
        let form = RedeemPages.form(body)
        var answers: [JSONValue] = []
        for account in accounts(of: .codeBundles) {
            let input: JSONValue = [
                "account": .string(account), "code": .string(code), "address": .string(form["email"] ?? ""),
            ]
            let reply = try await world.whenFree { try world.perform(.control("code-bundles/redeem", input)) }
            if let json = try? JSONValue(text: reply.body) { answers.append(json) }
            if answers.last?["outcome"]?.string == "welcome" { break }
        }
        if answers.contains(where: { $0["outcome"]?.string == "welcome" }) {
            return Answered(page: RedeemPages.page("Welcome", "<p>The code is yours. You can begin.</p>"))
        }
        if answers.contains(where: { $0["outcome"]?.string == "again" }) {
            return Answered(page: RedeemPages.page("Welcome back", "<p>You have redeemed this code already.</p>"))
        }
        return Answered(
            page: RedeemPages.page(
                "Invalid Code", "<p>This code is not valid. Ask whoever invited you for another one.</p>"), status: 422)
    }

    func invitation(_ token: String, _ method: HTTPRequest.Method, _ body: [UInt8]) async throws -> Answered {
        guard method == .post else {
            return Answered(
                page: RedeemPages.page(
                    "You are invited",
                    """
                    <p>Sign up, or log in if you have an account.</p><form method="post"><button>Sign up</button></form>
                    """))
        }
        for account in accounts(of: .campaigns) {
            let input: JSONValue = ["account": .string(account), "token": .string(token)]
            let reply = try await world.whenFree { try world.perform(.control("campaigns/register", input)) }
            if reply.status == 200 { return Answered(page: RedeemPages.page("Welcome", "<p>You have signed up.</p>")) }
        }
        return Answered(page: RedeemPages.page("Unknown link", "<p>Nobody was invited by this link.</p>"), status: 404)
    }

    func accounts(of kind: VendorKind) -> [String] {
        world.read { state, _ in state.accounts.values.filter { $0.kind == kind }.map(\.name).sorted() }
    }

    static func page(_ title: String, _ content: String) -> String {
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>\(title)</title><h1>\(title)</h1>\(content)<p>This is a simulated vendor.</p></html>\n"
    }

    static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { out, scalar in
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
    }

    static func form(_ body: [UInt8]) -> [String: String] {
        let pairs = String(decoding: body, as: UTF8.self).split(separator: "&").map { pair -> (String, String) in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func decoded(_ part: Substring) -> String { part.replacing("+", with: " ").removingPercentEncoding ?? "" }
            return (decoded(parts[0]), parts.count == 2 ? decoded(parts[1]) : "")
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
