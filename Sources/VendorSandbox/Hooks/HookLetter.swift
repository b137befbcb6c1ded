import Crypto
import Foundation
import GatehouseForms
import GatehouseModel

/// What a vendor sends by itself: that there is news of somebody, never what it is; signed with a key that stays at the vendor,
/// which verifies it again when it is asked what it hints at.
struct HookLetter: Sendable {
    static let timeHeader = "X-Sandbox-Time"
    static let signatureHeader = "X-Sandbox-Signature"
    /// In milliseconds; one that is older, somebody else plays again.
    static let freshness: Int64 = 300_000
    /// News of more people than these is told as news of their supply.
    static let mostReferences = 50

    let account: String
    let body: [UInt8]
    var headers: [(name: String, value: String)]
    let sentAt: Instant

    /// - Parameters:
    ///   - number: counts the account's letters.
    ///   - now: by the clock of this world, not by the vendors' own, which may have been moved on.
    init(_ account: Account, number: Int, about news: [HookNews], seed: UInt64, at now: Instant) {
        let references = news.map(\.reference)
        let supplies = Set(news.map(\.supply)).sorted()
        let told: [JSONValue] =
            references.count <= HookLetter.mostReferences
            ? references.map { ["reference": .string($0)] } : supplies.map { ["supply": .string($0)] }
        self.init(
            account.id,
            body: ["delivery": .string("\(account.id)/\(number)"), "events": .array(told)], seed: seed, at: now)
    }

    init(_ account: String, body: JSONValue, seed: UInt64, at now: Instant) {
        self.account = account
        self.body = Array(body.canonicalText.utf8)
        sentAt = now
        headers = [
            ("Content-Type", "application/json"), (HookLetter.timeHeader, now.description),
            (
                HookLetter.signatureHeader,
                "sha256=" + HookLetter.signature(self.body, at: now.description, of: account, seed: seed)
            ),
        ]
    }

    var base64: String { Data(body).base64EncodedString() }

    private static func signature(_ body: [UInt8], at time: String, of account: String, seed: UInt64) -> String {
        let key = SymmetricKey(data: Array(Chance(seed: seed).token("webhooks/\(account)").utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(time).".utf8) + body, using: key)
        return code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// What a letter that came back hints at, in the contract's words; refused where it is not the account's own, or too old.
    static func hints(_ envelope: JSONValue, of account: String, seed: UInt64) throws(Problem) -> JSONValue {
        guard let body = envelope["body_base64"]?.string.flatMap({ Data(base64Encoded: $0) }).map(Array.init),
            let received = envelope["received_at"]?.string.flatMap({ Instant($0) }),
            let headers = envelope["headers"]?.array
        else { throw .unusable("it is no webhook in its envelope") }
        func header(_ name: String) -> String {
            headers.first { $0["name"]?.string?.lowercased() == name.lowercased() }?["value"]?.string ?? ""
        }
        let time = header(timeHeader)
        let own = "sha256=" + signature(body, at: time, of: account, seed: seed)
        guard header(signatureHeader) == own, let sent = Instant(time),
            abs(received.milliseconds - sent.milliseconds) <= freshness
        else { throw Problem(403, "not_the_vendors", "This is not signed by this account, or too old.") }
        let events = (try? JSONValue(bytes: body))?["events"]?.array ?? []
        return ["hints": .array(events)]
    }
}

/// Somebody has moved on.
struct HookNews: Sendable, Hashable {
    let reference: String
    let supply: String
}
