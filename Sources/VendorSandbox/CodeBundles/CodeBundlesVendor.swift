import GatehouseForms
import GatehouseModel

/// An account at a vendor of access codes, written from the rules of the trade alone.
struct CodeBundlesVendor: SimulatedVendor {
    static let kind = VendorKind.codeBundles
    /// How long a retracted code is shown as such before it is available again (CB-15).
    static let retractTakes: Duration = .seconds(60)

    let account: String
    let chance: Chance
    /// Of the account's codes: one series, so that no two are alike.
    let codes: Chance
    var settings = Settings()
    var bundles: [Bundle] = []
    var bundlesByID: [String: Int] = [:]
    var units: [Unit] = []
    var unitsByCode: [String: Int] = [:]
    var sharedByCode: [String: Int] = [:]
    var handouts: [Handout] = []
    var handoutsByReference: [String: [Int]] = [:]
    /// People who have an account here, by their address in lower case.
    var people: [String: Person] = [:]
    /// Retracted codes that are not yet available again, in the order of their times.
    var settling: [(due: Instant, handout: Int)] = []
    /// Uses of multi-use codes that somebody will make.
    var plannedUses: [(due: Int64, bundle: Int, address: String)] = []
    /// Codes made so far, of any kind.
    var minted = 0

    init(account: String, chance: Chance) {
        self.account = account
        self.chance = chance
        codes = Chance(seed: chance.number("codes", account))
    }

    struct Settings {
        /// `subscription` or `free` (CB-2).
        var plan = "subscription"
        /// `current` or `older`: what a transfer may do (CB-19).
        var edition = "current"
        /// `newer` or `older`: how the counts and words are called (CB-3).
        var countWords = "newer"
        var hasMultiUseAccess = true
        /// The organisation's own template by language.
        var templates: [String: String] = [
            "en": "Your organisation invites you: {link}", "de": "Ihre Organisation lädt Sie ein: {link}",
        ]
    }

    struct Person {
        var participant: Participant
        var completed: Set<String> = []
    }

    var summary: String {
        "code-bundles sandbox, account \(account), \(settings.plan) plan, \(settings.edition) edition"
    }

    /// The bundle's place, for a member who has access to it (CB-4).
    func place(of id: String, for member: String) throws(Problem) -> Int {
        guard let place = bundlesByID[id], bundles[place].access.contains(member) else { throw .noSuchSupply }
        return place
    }

    func handoutID(_ index: Int) -> String { "hnd_\(index + 1)" }

    func handout(id: String?) -> Int? {
        guard let id, id.hasPrefix("hnd_"), let number = Int(id.dropFirst(4)), handouts.indices.contains(number - 1)
        else { return nil }
        return number - 1
    }

    /// Moves one handing out into another phase; the bundle's tally follows.
    mutating func move(_ index: Int, to phase: Handout.Phase) {
        let bundle = handouts[index].bundle
        bundles[bundle].tally[handouts[index].phase, default: 0] -= 1
        bundles[bundle].tally[phase, default: 0] += 1
        handouts[index].phase = phase
    }

    mutating func settle(at now: Instant) {
        var done = 0
        while done < settling.count, settling[done].due <= now {
            let index = settling[done].handout
            if handouts[index].phase == .retracting { giveBack(index) }
            done += 1
        }
        if done > 0 { settling.removeFirst(done) }
    }

    /// The code is free again, for anybody.
    mutating func giveBack(_ index: Int) {
        move(index, to: .returned)
        let unit = handouts[index].unit
        bundles[units[unit].bundle].returned.append(unit)
    }

    /// Takes a code out of a bundle; nil when none is left. Codes nobody ever had go first.
    mutating func take(from place: Int) -> Int? {
        if bundles[place].fresh > 0 {
            bundles[place].fresh -= 1
            let code = mint()
            units.append(Unit(code: code, bundle: place))
            unitsByCode[code] = units.count - 1
            return units.count - 1
        }
        return bundles[place].returned.popLast()
    }

    mutating func mint() -> String {
        minted += 1
        return codes.code(minted)
    }

    /// The code as people type it.
    static func folded(_ code: String) -> String {
        String(
            code.unicodeScalars.filter { $0 != " " && $0 != "-" && $0 != "\t" && $0 != "\n" && $0 != "\r" }.map(
                Character.init)
        )
        .uppercased()
    }
}
