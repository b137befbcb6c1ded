import GatehouseForms
import GatehouseModel

/// An account at a vendor of access keys, written from the rules of the trade alone: one organisation with one pool.
struct KeyPoolVendor: SimulatedVendor {
    static let kind = VendorKind.keyPool
    static let pool = "pool"
    static let assessments = ["drive", "express"]
    /// The member who buys and sends; every other one is a coach of that name, or nobody.
    static let administrator = "consultant"

    let account: String
    let chance: Chance
    var bought: Int64 = 0
    /// Keys that were never sent or came back (KP-1).
    var left: Int64 = 0
    var administratorName = "The administrator"
    var coaches: [OrganisationCoach] = []
    /// The message of one's own that was sent last; offered again (KP-5).
    var keptMessage: String?
    var keys: [SentKey] = []
    var keysByReference: [String: [Int]] = [:]
    var keysByToken: [String: Int] = [:]
    /// People who will come by the landing page.
    var plannedVisits: [(due: Int64, address: String)] = []

    init(account: String, chance: Chance) {
        self.account = account
        self.chance = chance
    }

    var summary: String { "key-pool sandbox, account \(account), \(left) keys left" }

    /// The end of the landing page's address.
    var landingToken: String { Chance(seed: chance.number("landing page", account)).token("page") }

    mutating func settle(at now: Instant) {}

    func keyID(_ index: Int) -> String { "key_\(index + 1)" }

    func key(id: String) -> Int? {
        guard id.hasPrefix("key_"), let number = Int(id.dropFirst(4)), keys.indices.contains(number - 1) else {
            return nil
        }
        return number - 1
    }

    func key(_ item: TakenItem) -> Int? {
        if let id = item.id { return key(id: id) }
        return keysByReference[item.reference]?.last
    }

    /// KP-2, KP-10: the administrator and the attached coaches, nobody else.
    func sees(_ member: String, _ index: Int) -> Bool {
        member == KeyPoolVendor.administrator || keys[index].coaches.contains(member)
    }

    func refuseOthers(than member: String, _ what: String) throws(Problem) {
        guard member == KeyPoolVendor.administrator else {
            throw Problem(
                403, "administrator_only", "\(what) is the administrator's; a coach sees clients and reports.")
        }
    }

    func refuseOtherPool(_ id: String) throws(Problem) {
        guard id == KeyPoolVendor.pool else {
            throw Problem(
                404, "no_such_supply", "The organisation has one pool of keys, and it is not that.", rule: "KP-1")
        }
    }

    func behaviour(_ index: Int) -> Behaviour {
        Behaviour(chance: chance, identity: "key-pool/\(account)/\(keys[index].client.key)")
    }
}
