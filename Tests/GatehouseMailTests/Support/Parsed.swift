import Foundation

/// What Python's mail library read out of a message.
struct Parsed: Decodable {
    struct Part: Decodable {
        let type: String
        let charset: String?
        let encoding: String?
        let body: Data
        /// With the line ends of the wire.
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    let headers: [[String]]
    let subject: String
    let toName: String
    let toAddress: String
    let recipients: Int
    let date: Double?
    let type: String
    let defects: [String]
    let parts: [Part]
    let bareLineEnds: Int
    let longestLine: Int
    let raw: Data

    subscript(name: String) -> String? { headers.first { $0[0].lowercased() == name.lowercased() }?[1] }
}

/// What the peer of sink.py saw.
struct SinkReport: Decodable {
    struct Message: Decodable {
        let connection: Int
        let sender: String
        let recipients: [String]
        let utf8: Bool
        let tls: Bool
        let greeting: String
        let login: String?
        let mail: Parsed
    }

    let messages: [Message]
    let connections: Int
    let logins: Int
}

/// What the peer of scripted.py saw.
struct ScriptReport: Decodable {
    struct Mail: Decodable {
        let connection: Int
        let recipient: String
        let whole: Bool
        let raw: Data
    }

    /// The commands of each connection.
    let connections: [[String]]
    let received: [Mail]
}
