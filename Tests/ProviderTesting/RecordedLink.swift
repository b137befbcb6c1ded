package import GatehouseForms
package import GatehouseProviderKit
import Synchronization

/// A vendor that answers each request by a function of the test and keeps what it was asked.
package final class RecordedLink: VendorLink {
    package struct Asked: Sendable {
        package let path: String
        package let key: String?
        package let body: JSONValue
    }

    private let asked = Mutex<[Asked]>([])
    private let answer: @Sendable (Asked) -> JSONValue

    package init(_ answer: @escaping @Sendable (Asked) -> JSONValue) { self.answer = answer }

    /// Answers every item as done, with these members beside its reference and address.
    package static func doing(_ members: @escaping @Sendable (JSONValue) -> [String: JSONValue]) -> RecordedLink {
        RecordedLink { asked in
            let items = (asked.body["items"]?.array ?? []).map { item -> JSONValue in
                var done: [String: JSONValue] = ["reference": item["reference"] ?? .null, "outcome": "done"]
                done["address"] = item["recipient"]?["address"]
                return .object(done.merging(members(item)) { own, _ in own })
            }
            return ["items": .array(items)]
        }
    }

    package var requests: [Asked] { asked.withLock { $0 } }

    package func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
        let key = request.headers.first { $0.name == "Idempotency-Key" }?.value
        let body = (try? JSONValue(bytes: request.body ?? [])) ?? .null
        let one = Asked(path: request.path, key: key, body: body)
        asked.withLock { $0.append(one) }
        return VendorResponse(
            status: 200, headers: [(name: "X-Request-Id", value: "req-1")], body: Array(answer(one).canonicalText.utf8))
    }
}
