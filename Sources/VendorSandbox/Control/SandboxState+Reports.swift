import GatehouseForms
import GatehouseModel

/// What the control pages show; nothing here changes anything.
extension SandboxState {
    func show(_ name: String, _ clock: Instant) throws(Problem) -> JSONValue {
        switch name {
        case "": return overview(vendorTime(clock))
        case "ledger": return ledger
        case "outbox": return outbox
        default: throw Problem(404, "no_such_page", "There is no control page \(name).")
        }
    }

    private func overview(_ now: Instant) -> JSONValue {
        [
            "seed": .string(String(seed)), "now": .string(now.description), "advanced_seconds": .integer(offset / 1000),
            "accounts": .array(
                accounts.values.sorted { $0.id < $1.id }.map { account in
                    [
                        "account": .string(account.id), "vendor": .string(account.kind.rawValue),
                        "base_url": .string("\(RedeemLink.placeholder)/\(account.kind.rawValue)/v1"),
                        "members": .array(
                            account.members.map { member in
                                ["name": .string(member), "token": .string(account.token(of: member, seed: seed))]
                            }),
                    ]
                }),
        ]
    }

    /// By account: what its vendor holds, and every idempotency key with how often it was seen.
    private var ledger: JSONValue {
        .object(
            accounts.mapValues { account in
                guard var members = account.vendor.ledger.object else { return .null }
                members["keys"] = .object(account.replies.mapValues { .integer(Int64($0.times)) })
                return .object(members)
            })
    }

    private var outbox: JSONValue {
        .array(
            accounts.values.sorted { $0.id < $1.id }.flatMap { account in
                account.outbox.enumerated().map { number, mail in
                    JSONValue.members([
                        "account": .string(account.id), "number": .integer(Int64(number + 1)),
                        "at": .string(mail.at.description),
                        "kind": .string(mail.kind.rawValue), "to": .string(mail.to),
                        "supply": mail.supply.map(JSONValue.string),
                        "reference": mail.reference.map(JSONValue.string), "language": .string(mail.language),
                        "template": .string(mail.template), "subject": .string(mail.subject),
                        "text": .string(mail.text),
                        "link": mail.link.map(JSONValue.string),
                    ])
                }
            })
    }
}
