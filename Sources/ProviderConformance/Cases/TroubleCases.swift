import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Calls that come to nothing, and the words in which that is said.
let troubleCases: [ConformanceCase] = [
    ConformanceCase(
        "trouble.throttled", "Throttled is no refusal for ever: nothing was done, and the wait is passed on."
    ) { trial in
        let answer = VendorResponse.problem(
            429, ["title": "Too many calls.", "status": 429, "code": "throttled"],
            headers: [(name: "Retry-After", value: "7")])
        let attempt = try trial.issuingOne(under: .answer(answer))
        switch attempt {
        case .failure(let error):
            try trial.expect(error.effect == .none, "throttled leaves it unknown")
            try trial.expect(error.code == .throttled, "throttled is called \(error.code.rawValue)")
            try trial.expect(
                error.retryAfter == .seconds(7),
                "the vendor asked for 7 s, and \(error.retryAfter.map { "\($0)" } ?? "nothing") is passed on")
        case .success(let answer):
            guard case .retry(_, let wait)? = answer.items.first else {
                throw Judged.failed("throttled is no reason to try later")
            }
            try trial.expect(wait == .seconds(7), "the vendor asked for a wait of 7 s, and it is not passed on")
        }
    },
    ConformanceCase("trouble.unreachable", "Where nobody answers, nothing was done, and that is said.") { trial in
        let attempt = try trial.issuingOne(under: .stop(.neverSent))
        try trial.expectRefused(attempt, "nobody answers")
        if case .failure(let error) = attempt {
            try trial.expect(error.code == .unreachable, "nobody answers, and it is called \(error.code.rawValue)")
        }
    },
    ConformanceCase("trouble.cancelled", "Cancelled before it was sent means that nothing was done.") { trial in
        let attempt = try trial.issuingOne(under: .stop(.cancelled))
        try trial.expectRefused(attempt, "cancelled before it was sent")
    },
    ConformanceCase("trouble.timed-out", "No answer in time leaves it unknown.") { trial in
        try trial.expectUnknown(trial.issuingOne(under: .lose(.timedOut)), "no answer in time")
    },
    ConformanceCase("trouble.failed", "A failure of the vendor that says nothing of its effect leaves it unknown.") {
        trial in
        let answer = VendorResponse(
            status: 500, headers: [(name: "Content-Type", value: "text/html")],
            body: Array("<h1>Internal Server Error</h1>".utf8))
        let attempt = try trial.issuingOne(under: .answer(answer))
        try trial.expectUnknown(attempt, "the vendor failed")
        if case .failure(let error) = attempt {
            try trial.expect(
                !error.description.contains("<"), "the vendor's page is shown to a person: \(error.message)")
        }
    },
    ConformanceCase("trouble.questions", "A question that comes to nothing has had no effect.") { trial in
        let way = try trial.quietWay()
        let context = try trial.api()
        let questions: [(String, () throws -> Void)] = [
            ("a snapshot", { _ = try trial.provider.status(StatusQuery(.supply(way.supply.vendorID)), context) }),
            ("a list of supplies", { _ = try trial.provider.supplies(context) }),
            ("a check", { _ = try trial.provider.check(context) }),
        ]
        for (what, question) in questions {
            let error = try trial.tampered(.lose(.answerLost), of: .any) { try trial.error(of: question) }
            try trial.expect(error?.effect != .unknown, "\(what) that was lost is said to have had an effect")
        }
    },
    ConformanceCase(
        "trouble.words", "What the vendor says of its trouble is shown without control characters and not without end."
    ) { trial in
        let rude = "\u{1B}[31mNo\u{0} such\u{7} thing. " + String(repeating: "Very long. ", count: 3000)
        let answer = VendorResponse.problem(
            403, ["title": .string(rude), "status": 403, "code": "refused", "effect": "none"])
        guard case .failure(let error) = try trial.issuingOne(under: .answer(answer)) else { return }
        let shown = error.message + (error.detail ?? "")
        let isClean = shown.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" }
        try trial.expect(isClean, "control characters of the vendor reach a person's screen")
        try trial.expect(shown.utf8.count <= 4096, "\(shown.utf8.count) bytes of the vendor's words reach a person")
    },
    ConformanceCase(
        "trouble.token-hidden", "An error never shows the connection's secrets, even where the vendor repeats them."
    ) { trial in
        guard let token = trial.run.subject.secrets.values.first(where: { $0.reveal().count > 8 }) else {
            _ = try trial.api()
            throw trial.skip("the connection has no secret")
        }
        let words = JSONValue.string("Token \(token.reveal()) may not do this.")
        let answer = VendorResponse.problem(
            403, ["title": words, "detail": words, "status": 403, "code": "refused", "effect": "none"])
        guard case .failure(let error) = try trial.issuingOne(under: .answer(answer)) else { return }
        try trial.expect(!"\(error)".contains(token.reveal()), "the token is shown in an error")
        let context = try trial.api()
        let checking = try trial.tampered(.answer(answer), of: .any) {
            try trial.error { _ = try trial.provider.check(context) }
        }
        let isShown = checking.map { "\($0)".contains(token.reveal()) } ?? false
        try trial.expect(!isShown, "the token is shown in the error of a check")
    },
    ConformanceCase("trouble.code-hidden", "A refusal never shows a code, even where the vendor repeats it.") { trial in
        let way = try trial.way(.retract)
        let holding = try trial.given(1, by: way)[0]
        guard let code = holding.issued.secret ?? holding.issued.link else {
            throw trial.skip("the vendor shows no code or link")
        }
        let order = trial.order(way, [holding.item])
        let answer = VendorResponse.problem(
            403,
            ["title": .string("Not \(code.reveal()), please."), "status": 403, "code": "refused", "effect": "none"])
        let attempt = try trial.tampered(.answer(answer)) { try trial.tryRetracting(order) }
        switch attempt {
        case .failure(let error): try trial.expect(!"\(error)".contains(code.reveal()), "the code is shown in an error")
        case .success(let answer):
            for case .rejected(let refusal) in answer.items {
                try trial.expect(!refusal.description.contains(code.reveal()), "the code is shown in a refusal")
            }
        }
    },
]

extension Trial {
    fileprivate func issuingOne(under deed: Tampering.Deed) throws -> Attempt<IssuedCredential> {
        let way = try way()
        return try issuing(order(way, people(1)), under: deed)
    }
}
