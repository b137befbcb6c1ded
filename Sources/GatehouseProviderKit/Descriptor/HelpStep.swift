public import GatehouseForms
public import GatehouseModel

/// One thing to try when something did not work for a participant, shown on the person's page in this order.
public struct HelpStep: Hashable, Sendable {
    public enum Situation: String, Hashable, Sendable, Codable, CaseIterable {
        /// The vendor's mail did not reach the person.
        case mailNotArrived = "mail-not-arrived"
        /// The vendor's page refuses the code or the link.
        case credentialRefused = "credential-refused"
    }

    /// What the page can offer beside the words.
    public enum Offer: Hashable, Sendable {
        case verb(Verb)
        case action(String)
        /// The credential's link, where it is known, to copy or to show as a QR code.
        case link
    }

    public let situation: Situation
    /// For the member who helps; `{name}` stands for the connection's setting of that name.
    public let text: String
    public let offer: Offer?
    /// Only for these usages; empty fits any.
    public let usages: [Usage]
    public let rule: String

    public init(_ situation: Situation, _ text: String, offer: Offer? = nil, usages: [Usage] = [], rule: String) {
        self.situation = situation
        self.text = text
        self.offer = offer
        self.usages = usages
        self.rule = rule
    }

    /// The text with the connection's settings filled in; a name without a setting stays as it stands.
    public func text(settings: [String: JSONValue]) -> String {
        var out = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            out += rest[..<open]
            out += settings[name]?.string ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }
}

extension Descriptor {
    /// What to try in a situation with a credential of this usage, in order; empty when nothing is known to help.
    public func help(_ situation: HelpStep.Situation, usage: Usage) -> [HelpStep] {
        help.filter { $0.situation == situation && ($0.usages.isEmpty || $0.usages.contains(usage)) }
    }
}
