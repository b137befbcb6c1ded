import GatehouseForms
import GatehouseModel

/// An account at a vendor of invite campaigns, written from the rules of the trade alone.
struct CampaignsVendor: SimulatedVendor {
    static let kind = VendorKind.campaigns

    let account: String
    let chance: Chance
    var campaigns: [Campaign] = []
    var campaignsByID: [String: Int] = [:]
    var users: [User] = []
    var usersByReference: [String: [Int]] = [:]
    var usersByToken: [String: Int] = [:]
    private var news: [HookNews] = []

    init(account: String, chance: Chance) {
        self.account = account
        self.chance = chance
    }

    var summary: String { "campaigns sandbox, account \(account), \(campaigns.count) campaigns" }

    mutating func settle(at now: Instant) {}

    /// Somebody who bears a reference has moved on; who was invited by hand is nobody's news.
    mutating func tell(of index: Int) {
        guard let reference = users[index].reference else { return }
        let told = HookNews(reference: reference, supply: campaigns[users[index].campaign].id)
        if news.last != told { news.append(told) }
    }

    mutating func takeNews() -> [HookNews] {
        defer { news = [] }
        return news
    }

    func place(of id: String) throws(Problem) -> Int {
        guard let place = campaignsByID[id] else {
            throw Problem(404, "no_such_supply", "There is no such campaign.", rule: "CA-1")
        }
        return place
    }

    func userID(_ index: Int) -> String { "usr_\(index + 1)" }

    func user(_ item: TakenItem, in place: Int) -> Int? {
        if let id = item.id, id.hasPrefix("usr_"), let number = Int(id.dropFirst(4)), users.indices.contains(number - 1)
        {
            return users[number - 1].campaign == place ? number - 1 : nil
        }
        return usersByReference[item.reference]?.last { users[$0].campaign == place }
    }

    /// One act: the invitation exists and, by mail, has been sent (CA-5).
    mutating func issue(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        let place = try place(of: order.supply)
        guard !campaigns[place].isArchived else {
            throw Problem(409, "archived", "The campaign is archived and takes no more invitations.", rule: "CA-12")
        }
        guard order.channel == .vendorMail || order.channel == .link || order.channel == .ourMail else {
            throw Problem(422, "channel_not_possible", "People are invited by mail or by a link.", rule: "CA-5")
        }
        return order.items.map { item in
            ItemAnswer.of(item) { () throws(Refused) in
                guard let recipient = item.recipient else {
                    throw Refused("recipient_missing", "An invitation is for one address.", rule: "CA-5")
                }
                let index = try invite(
                    recipient, to: place, reference: item.reference, byMail: order.channel == .vendorMail, &turn)
                return [
                    "address": .string(recipient.address),
                    "credential": [
                        "kind": "invite-link", "link": .string(RedeemLink.invitation(users[index].token)),
                        "id": .string(userID(index)), "word": .string(users[index].state.rawValue),
                    ],
                ]
            }
        }
    }

    mutating func invite(
        _ participant: Participant, to place: Int, reference: String?, byMail: Bool, _ turn: inout Turn
    ) throws(Refused) -> Int {
        guard !campaigns[place].addresses.contains(participant.key) || turn.isRepeated else {
            throw Refused(
                "already_invited", "This address is in the campaign already; follow up instead.", rule: "CA-5")
        }
        campaigns[place].addresses.insert(participant.key)
        let campaign = campaigns[place]
        let index = users.count
        let token = Chance(seed: chance.number("invitations", account)).token("\(index)")
        var user = User(
            campaign: place, reference: reference, participant: participant, isMailed: byMail, token: token,
            invitedAt: turn.now,
            reports: campaign.reports, tags: campaign.tags,
            progress: Array(repeating: .notStarted, count: campaign.assessments.count),
            completedAt: Array(repeating: nil, count: campaign.assessments.count), changedAt: turn.now)
        user.history.append((turn.now, "system", byMail ? "invited by email" : "invited by link"))
        user.due = behaviour(place, participant).delay(to: .register).map { turn.offset + $0 }
        users.append(user)
        usersByToken[token] = index
        if let reference { usersByReference[reference, default: []].append(index) }
        campaigns[place].users.append(index)
        campaigns[place].tally[.unused, default: 0] += 1
        if byMail {
            mail(
                index, .invitation, "You are invited", "You are invited to \(campaign.name). Open {link} to begin.",
                &turn)
        }
        return index
    }

    func behaviour(_ place: Int, _ participant: Participant) -> Behaviour {
        Behaviour(chance: chance, identity: "campaigns/\(account)/\(campaigns[place].id)/\(participant.key)")
    }

    /// One of the vendor's mails to one person; `{link}` in its text is the person's own.
    mutating func mail(_ index: Int, _ kind: Mail.Kind, _ subject: String, _ text: String, _ turn: inout Turn) {
        let user = users[index]
        let link = RedeemLink.invitation(user.token)
        let whole = text.contains("{link}") ? text : text + "\n{link}"
        turn.mails.append(
            Mail(
                at: turn.now, kind: kind, to: user.participant.address, supply: campaigns[user.campaign].id,
                reference: user.reference, language: user.participant.language ?? "en", template: "default",
                subject: subject,
                text: whole.replacing("{link}", with: link), link: link))
    }

    func distribute(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        throw .notSupported("Inviting sends at once; there is nothing to distribute. Follow up instead.", rule: "CA-5")
    }

    func retract(_ order: TakenOrder, by member: String, _ turn: inout Turn) throws(Problem) -> [JSONValue] {
        throw .notSupported("An invitation cannot be taken back; archive the campaign.", rule: "CA-12")
    }
}
