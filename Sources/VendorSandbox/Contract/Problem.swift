import GatehouseForms

/// A refusal of a whole call, as a problem document (RFC 9457) with the contract's `code` and `effect`.
struct Problem: Error {
    let status: Int
    let code: String
    let title: String
    let rule: String?
    /// What the call did: `none` or `unknown`; nil where the vendor says nothing, as one that failed would.
    let effect: String?
    let retryAfter: Int64?

    init(
        _ status: Int, _ code: String, _ title: String, rule: String? = nil, effect: String? = "none",
        retryAfter: Int64? = nil
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.rule = rule
        self.effect = effect
        self.retryAfter = retryAfter
    }

    var body: JSONValue {
        .members([
            "type": "about:blank", "status": .integer(Int64(status)), "code": .string(code), "title": .string(title),
            "rule": rule.map(JSONValue.string), "effect": effect.map(JSONValue.string),
            "retry_after": retryAfter.map(JSONValue.integer),
        ])
    }

    static func unusable(_ what: String) -> Problem {
        Problem(400, "unusable_request", "The request is not usable: \(what).")
    }

    static func notSupported(_ title: String, rule: String) -> Problem {
        Problem(405, "not_supported", title, rule: rule)
    }

    static let noSuchSupply = Problem(
        404, "no_such_supply", "There is no such supply, or you have no access to it.", rule: "CB-4")
}

/// A refusal of one item; the others go on.
struct Refused: Error {
    let code: String
    let message: String
    let rule: String

    init(_ code: String, _ message: String, rule: String) {
        self.code = code
        self.message = message
        self.rule = rule
    }
}
