import Foundation
import GatehouseForms

/// A real SMTP server in a process of its own; it can be told to stall or to refuse.
struct MailPeer: Sendable {
    /// Where it stalls: at the recipient, before the message; or at the final dot, with the message received.
    enum Place: String, Sendable { case recipient = "rcpt", dot }

    struct Message: Sendable {
        let recipients: [String]
        let subject: String
        /// All of its text, decoded.
        let body: String
        let headers: [String: String]
        let defects: [String]
    }

    let port: Int
    /// A PEM file of whoever vouches for it; empty where it is not encrypted.
    let authorities: String
    private let talker: Talker

    /// - Parameter login: `name:password`, wanted over an encrypted connection; nil for a server that wants neither.
    static func start(guardedBy login: String? = nil) async throws -> MailPeer {
        let talker = try Talker(script: "mailbox", login.map { ["--login", $0] } ?? [])
        let ready = try JSONValue(text: try await talker.next())
        return MailPeer(
            port: Int(ready["port"]?.integer ?? 0), authorities: ready["authorities"]?.string ?? "", talker: talker)
    }

    /// From now on the n-th mail stalls there, until `go`.
    func stall(_ place: Place, nth: Int) throws { try talker.say(#"{"stall": "\#(place.rawValue)", "nth": \#(nth)}"#) }
    func stalled() async throws { _ = try await talker.next() }
    func go() throws { try talker.say(#"{"go": true}"#) }
    func refuse(_ addresses: String...) throws {
        try talker.say(JSONValue.members(["refuse": .array(addresses.map { .string($0) })]).canonicalText)
    }

    /// What it received whole, in order.
    func messages() async throws -> [Message] {
        try talker.say(#"{"report": true}"#)
        while true {
            let line = try JSONValue(text: try await talker.next())
            guard let messages = line["messages"]?.array else { continue }
            return messages.map(Message.init)
        }
    }

    func close() async throws { try await talker.close() }
}

extension MailPeer.Message {
    init(_ json: JSONValue) {
        recipients = json["recipients"]?.array?.compactMap(\.string) ?? []
        let mail = json["mail"]
        subject = mail?["subject"]?.string ?? ""
        defects = mail?["defects"]?.array?.compactMap(\.string) ?? []
        let pairs = mail?["headers"]?.array?.compactMap { pair -> (String, String)? in
            guard let pair = pair.array, pair.count == 2, let name = pair[0].string, let value = pair[1].string else {
                return nil
            }
            return (name.lowercased(), value)
        }
        headers = Dictionary(pairs ?? [], uniquingKeysWith: { first, _ in first })
        body = (mail?["parts"]?.array ?? []).compactMap { part in
            part["body"]?.string.flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) }
        }.joined(separator: "\n")
    }
}
