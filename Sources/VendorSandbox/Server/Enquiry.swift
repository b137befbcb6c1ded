import HTTPTypes
import Hummingbird

/// What came over the wire for the contract.
struct Enquiry: Sendable {
    let operation: String
    let method: HTTPRequest.Method
    let token: String
    let key: String?
    let query: [String: String]
    let body: [UInt8]

    init(_ operation: String, _ request: Request, _ body: [UInt8]) {
        let bearer = request.headers[.authorization] ?? ""
        self.operation = operation
        method = request.method
        token = bearer.hasPrefix("Bearer ") ? String(bearer.dropFirst(7)) : ""
        key = HTTPField.Name("Idempotency-Key").flatMap { request.headers[$0] }
        query = Dictionary(request.uri.queryParameters.map { (String($0.key), String($0.value)) }) { first, _ in first }
        self.body = body
    }

    /// Names the call for the vendor's support; the same call has the same one.
    var id: String {
        let text = operation + (key ?? "") + query.sorted { $0.key < $1.key }.map { $0.key + $0.value }.joined()
        return "req-"
            + String(Chance.mixed(Chance.hash(text + String(decoding: body.prefix(512), as: UTF8.self))), radix: 36)
    }
}
