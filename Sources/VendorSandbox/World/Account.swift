import GatehouseForms
import GatehouseModel

/// One consultancy's account at one simulated vendor: its members and what the vendor answered under which key.
struct Account {
    let id: String
    let name: String
    let kind: VendorKind
    var members: [String]
    var vendor: any SimulatedVendor
    /// The answers already given, by idempotency key; a repeated key gets the same one.
    var replies: [String: KeptReply] = [:]
    var outbox: [Mail] = []
    /// Where its webhooks go; nil where none are wanted.
    var hookAddress: String?
    var hooksMade = 0

    init(kind: VendorKind, name: String, seed: UInt64) {
        id = "\(kind.rawValue)/\(name)"
        self.name = name
        self.kind = kind
        members = ["consultant"]
        let chance = Chance(seed: Chance(seed: seed).number("account", id))
        vendor =
            switch kind {
            case .codeBundles: CodeBundlesVendor(account: name, chance: chance)
            case .campaigns: CampaignsVendor(account: name, chance: chance)
            case .learnerInvites: LearnersVendor(account: name, chance: chance)
            case .keyPool: KeyPoolVendor(account: name, chance: chance)
            }
    }

    func token(of member: String, seed: UInt64) -> String { "sbx_" + Chance(seed: seed).token("\(id)/\(member)") }
}

/// What was answered to the first call with a key, and what that call asked.
struct KeptReply {
    let fingerprint: Fingerprint
    let body: String
    /// How often the key was seen.
    var times = 1
}

/// Tells one request's content from another's.
struct Fingerprint: Hashable {
    let high: UInt64
    let low: UInt64

    init(_ text: String) {
        high = Chance.hash(text)
        low = Chance.hash(text, from: 0x9E37_79B9_7F4A_7C15)
    }
}
