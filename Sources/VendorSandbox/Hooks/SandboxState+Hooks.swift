import GatehouseForms
import GatehouseModel

extension SandboxState {
    /// The page on which an account's administrator says where webhooks go; an empty address ends them.
    mutating func setHooks(of id: String, _ body: JSONValue) throws(Problem) -> JSONValue {
        guard accounts[id]?.vendor.offer.sendsWebhooks == true else {
            throw Problem(404, "no_such_page", "This vendor sends no webhooks.")
        }
        guard let address = body["url"]?.string else { throw .unusable("url is missing") }
        if !address.isEmpty { try HookPost.check(address) }
        accounts[id]?.hookAddress = address.isEmpty ? nil : address
        return ["account": .string(id), "url": .string(address)]
    }

    /// What is to be sent now of all that has happened; it is told once.
    mutating func takeHooks(at now: Instant) -> [HookPost.Sending] {
        var sendings: [HookPost.Sending] = []
        for id in accounts.keys.sorted() {
            let news = accounts[id]!.vendor.takeNews()
            guard !news.isEmpty, let address = accounts[id]!.hookAddress else { continue }
            accounts[id]!.hooksMade += 1
            let letter = HookLetter(
                accounts[id]!, number: accounts[id]!.hooksMade, about: news, seed: seed, at: now)
            sendings.append(HookPost.Sending(letter: letter, address: address))
        }
        return sendings
    }

    /// What would be sent of one person now.
    func hook(about body: JSONValue, at now: Instant, _ vendorTime: Instant) throws(Problem) -> JSONValue {
        guard let reference = body["reference"]?.string else { throw .unusable("reference is missing") }
        for id in accounts.keys.sorted() {
            guard let account = accounts[id], account.vendor.offer.sendsWebhooks else { continue }
            let records = account.vendor.records(bearing: reference, for: account.members[0], at: vendorTime)
            guard let record = records.first else { continue }
            let news = HookNews(reference: reference, supply: record["supply"]?.string ?? "")
            let letter = HookLetter(account, number: account.hooksMade + 1, about: [news], seed: seed, at: now)
            return [
                "headers": .object(
                    Dictionary(letter.headers.map { ($0.name, JSONValue.string($0.value)) }) { first, _ in first }),
                "body_base64": .string(letter.base64), "sent_at": .string(now.description),
            ]
        }
        throw Problem(404, "no_such_person", "No vendor that sends webhooks knows this reference.")
    }
}
