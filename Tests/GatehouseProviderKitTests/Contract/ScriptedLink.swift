import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import Synchronization

/// A vendor that answers what a test says, and remembers what it was asked.
final class ScriptedLink: VendorLink {
    private let answer: @Sendable (VendorRequest) throws(LinkFailure) -> VendorResponse
    private let seen = Mutex<[VendorRequest]>([])

    init(_ answer: @escaping @Sendable (VendorRequest) throws(LinkFailure) -> VendorResponse) { self.answer = answer }

    /// Status 200 with this body, whatever was asked.
    convenience init(says body: JSONValue) {
        self.init { _ in
            VendorResponse(status: 200, headers: [("X-Request-Id", "req-1")], body: Array(body.canonicalText.utf8))
        }
    }

    convenience init(
        status: Int, _ body: String, type: String = "application/problem+json",
        _ headers: [(name: String, value: String)] = []
    ) {
        self.init { _ in
            VendorResponse(status: status, headers: headers + [("Content-Type", type)], body: Array(body.utf8))
        }
    }

    convenience init(fails failure: LinkFailure) {
        self.init { _ throws(LinkFailure) in throw failure }
    }

    var requests: [VendorRequest] { seen.withLock { $0 } }
    var sentBodies: [JSONValue] { requests.compactMap { $0.body.flatMap { try? JSONValue(bytes: $0) } } }

    func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
        seen.withLock { $0.append(request) }
        return try answer(request)
    }

    func client(token: String = "token-of-the-connection") throws -> ContractClient {
        try ContractClient(
            Context(
                mode: .api, settings: [:], secrets: ["token": Secret(token)], link: self,
                now: Instant(milliseconds: 1_700_000_000_000)))
    }
}

enum Sample {
    static let code = "ABCD1234WXYZ"
    static let supply = SupplyFacts(
        vendorID: "bnd_1", name: "Spring", usage: .single, category: "strengths", stock: .vendor, available: 5)
    static let other = SupplyFacts(
        vendorID: "bnd_2", name: "Autumn", usage: .single, category: "strengths", stock: .vendor, available: 5)

    static func order(_ count: Int = 2, key: String = "int_1", holding: Bool = false) -> Order {
        Order(
            idempotencyKey: key, supply: supply, channel: .vendorMail,
            items: (1...count).map { number in
                OrderItem(
                    reference: "inv_\(number)",
                    recipient: Recipient(address: "Person-\(number)@example.org", language: "da"),
                    credential: holding ? Secret(code) : nil, vendorID: holding ? "hnd_\(number)" : nil)
            })
    }

    static func issued(_ number: Int) -> JSONValue {
        [
            "reference": .string("inv_\(number)"), "outcome": "done",
            "address": .string("person-\(number)@example.org"),
            "credential": [
                "kind": "single-use-code", "secret": .string("CODE-\(number)"), "id": .string("hnd_\(number)"),
                "link": .string("https://vendor.example.org/ac/CODE-\(number)"), "word": "Available",
                "expires": "2027-01-31",
            ],
        ]
    }

    static let answer: JSONValue = ["items": [issued(1), issued(2)]]

    /// The sample answer with one member of its first item changed; null takes it away.
    static func answer(with name: String, _ value: JSONValue?) -> JSONValue {
        var first = issued(1).object ?? [:]
        first[name] = value
        return ["items": [.object(first), issued(2)]]
    }

    static func answer(withCredential name: String, _ value: JSONValue?) -> JSONValue {
        var credential = issued(1)["credential"]?.object ?? [:]
        credential[name] = value
        return answer(with: "credential", .object(credential))
    }
}
