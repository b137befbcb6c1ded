import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Testing

@Suite("Contract client: what a failure means")
struct ContractFailureTests {
    func failure(_ link: ScriptedLink) throws -> (change: ProviderError, question: ProviderError) {
        let change = #expect(throws: ProviderError.self) { try link.client().issue(Sample.order()) }
        let question = #expect(throws: ProviderError.self) { try link.client().supplies() }
        return (try #require(change), try #require(question))
    }

    @Test(
        "A lost answer is unknown for a changing call and nothing for a question",
        arguments: [
            (LinkFailure.Kind.unreachable, Effect.none, ProviderError.Code.unreachable),
            (.timedOut, .unknown, .timedOut),
            (.connectionLost, .unknown, .unreachable), (.tooLarge, .unknown, .malformedAnswer),
            (.redirected, .unknown, .malformedAnswer), (.notAllowed, .none, .notAllowed),
            (.cancelled, .none, .cancelled),
        ])
    func lost(kind: LinkFailure.Kind, effect: Effect, code: ProviderError.Code) throws {
        let (change, question) = try failure(
            ScriptedLink(fails: LinkFailure(kind: kind, effect: effect, detail: "the detail")))
        #expect(change.code == code)
        #expect(change.effect == effect)
        // Which address may not be called, and why, is the person's to read; what the wire said is detail.
        #expect(kind == .notAllowed ? change.message == "the detail" : change.detail == "the detail")
        #expect(question.code == code)
        #expect(question.effect == Effect.none)
    }

    @Test(
        "A refusal's effect is what the vendor declares; undeclared it is unknown, but for 429",
        arguments: [
            (400, "none", Effect.none, ProviderError.Code.badRequest), (401, "none", .none, .notAllowed),
            (403, "none", .none, .notAllowed),
            (404, "none", .none, .badRequest), (405, "none", .none, .notSupported),
            (409, "unknown", .unknown, .badRequest),
            (422, "none", .none, .badRequest), (429, nil, .none, .throttled), (429, "unknown", .unknown, .throttled),
            (400, nil, .unknown, .badRequest), (401, nil, .unknown, .notAllowed),
            (404, "perhaps", .unknown, .badRequest),
            (500, nil, .unknown, .vendorFailed), (500, "none", .none, .vendorFailed),
            (503, "none", .none, .vendorFailed),
            (502, nil, .unknown, .vendorFailed), (504, nil, .unknown, .timedOut), (408, nil, .unknown, .timedOut),
            (501, "none", .none, .notSupported),
            (202, "none", .none, .malformedAnswer), (204, nil, .unknown, .malformedAnswer),
        ] as [(Int, String?, Effect, ProviderError.Code)])
    func declared(status: Int, effect: String?, expected: Effect, code: ProviderError.Code) throws {
        let body = JSONValue.members(["title": "No.", "code": "some_code", "effect": effect.map(JSONValue.string)])
            .canonicalText
        let (change, question) = try failure(ScriptedLink(status: status, body))
        #expect(change.effect == expected)
        #expect(change.code == code)
        #expect(change.message == "No.")
        #expect(change.detail == "HTTP \(status), some_code")
        #expect(question.effect == Effect.none)
    }

    @Test(
        "Words that are no problem document declare nothing",
        arguments: ["<html>Bad gateway</html>", "", "[1]", "{\"effect\":"])
    func undeclared(body: String) throws {
        #expect(try failure(ScriptedLink(status: 502, body, type: "text/html")).change.effect == .unknown)
        #expect(try failure(ScriptedLink(status: 400, body)).change.effect == .unknown)
        #expect(
            try failure(ScriptedLink(status: 400, "{\"effect\":\"none\"}", type: "text/plain")).change.effect
                == .unknown)
    }

    @Test("429 says when to come back, in the header or in the document, a day at most")
    func retryAfter() throws {
        let plain = try failure(ScriptedLink(status: 429, "", type: "text/plain", [("Retry-After", "7")])).change
        #expect(plain.retryAfter == .seconds(7))
        #expect(plain.effect == Effect.none)
        #expect(
            try failure(ScriptedLink(status: 429, "{\"retry_after\":11}", [("Retry-After", "7")])).change.retryAfter
                == .seconds(11))
        #expect(
            try failure(ScriptedLink(status: 429, "", [("Retry-After", "99999999999")])).change.retryAfter
                == .seconds(86_400))
        #expect(try failure(ScriptedLink(status: 429, "", [("Retry-After", "-1")])).change.retryAfter == nil)
    }

    @Test("A body that is no JSON is unknown for a changing call and nothing for a question")
    func noJSON() throws {
        for body in ["", "{", "{\"items\":[]}x", "\u{0}"] {
            let (change, question) = try failure(ScriptedLink(status: 200, body, type: "application/json"))
            #expect(change.code == .malformedAnswer)
            #expect(change.effect == .unknown)
            #expect(question.effect == Effect.none)
        }
    }

    @Test("A body above 8 MiB is refused even where the link let it through")
    func tooLarge() throws {
        let body = "{\"items\":\"" + String(repeating: "x", count: 8 << 20) + "\"}"
        let error = #expect(throws: ProviderError.self) {
            try ScriptedLink(status: 200, body, type: "application/json").client().issue(Sample.order())
        }
        #expect(error?.code == .malformedAnswer)
        #expect(error?.detail == "the answer is larger than 8 MiB")
    }

    @Test("Neither code nor token appears in an error or a refusal, however the vendor words it")
    func secretsStayHidden() throws {
        let token = "token-of-the-connection"
        let words = "No \(Sample.code.lowercased()) for \(token), nor Bearer \(token.uppercased())"
        let problem = JSONValue.members(["title": .string(words), "code": .string(Sample.code), "effect": "none"])
            .canonicalText
        let order = Sample.order(1, holding: true)
        let error = #expect(throws: ProviderError.self) {
            try ScriptedLink(status: 400, problem).client().distribute(order)
        }
        let said = "\(try #require(error))".lowercased()
        #expect(!said.contains(Sample.code.lowercased()))
        #expect(!said.contains(token))

        let refused: JSONValue = [
            "items": [
                [
                    "reference": "inv_1", "outcome": "rejected",
                    "refusal": ["code": .string(Sample.code), "message": .string(words)],
                ]
            ]
        ]
        guard case .rejected(let refusal) = try ScriptedLink(says: refused).client().distribute(order).items[0] else {
            throw Absent()
        }
        #expect(!"\(refusal) \(refusal.code)".lowercased().contains(Sample.code.lowercased()))
        #expect(!refusal.message.contains(token))
    }

    @Test("A refusal does not tell one person another's new code")
    func neighboursCode() throws {
        let words: JSONValue = "Taken by person-1 with code-1, see https://vendor.example.org/ac/CODE-1"
        let refused: JSONValue = [
            "reference": "inv_2", "outcome": "rejected", "refusal": ["code": "taken", "message": words],
        ]
        let answer = try ScriptedLink(says: ["items": [Sample.issued(1), refused]]).client().issue(Sample.order())
        guard case .rejected(let refusal) = answer.items[1] else { throw Absent() }
        #expect(refusal.message == "Taken by person-1 with ••••-1, see ••••DE-1")
    }

    @Test("The vendor's words are shortened and freed of control characters")
    func wordsAreTamed() throws {
        let problem = JSONValue.members([
            "title": .string("\u{1B}[31mred\u{7}" + String(repeating: "long ", count: 500))
        ]).canonicalText
        let error = try failure(ScriptedLink(status: 400, problem)).change
        #expect(error.message.hasPrefix("[31mred"))
        #expect(error.message.count <= 601)
    }
}
