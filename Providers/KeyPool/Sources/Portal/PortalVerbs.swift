import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The verbs in portal mode: each answers with what a person has to do on the vendor's site.
struct PortalVerbs {
    let path: PortalPath

    init(_ context: Context) { path = PortalPath(context) }

    /// "Send Access Keys", in the order of the page: one task for all.
    func send(_ order: Order) -> Answer<IssuedCredential> {
        guard order.channel == .vendorMail else { return refused(order) }
        let pool = PoolProfile(order.supply)
        let options = SendingOptions(order.options, pool: pool)
        let answer = Answer<IssuedCredential>(order.items, refusing: notSendable) { items in
            [sending(of: items, from: pool, options)]
        }
        return Answer(answer.items, tasks: answer.tasks, effects: options.kept(with: order.supply))
    }

    /// "Reclaim Key": one task each, because each may turn out to have been opened meanwhile (KP-9).
    func reclaim(_ order: Order) -> Answer<Retracted> {
        Answer(order.items, refusing: nameless) { items in items.map(reclaiming) }
    }
}

extension PortalVerbs {
    private func sending(of items: [OrderItem], from pool: PoolProfile, _ options: SendingOptions) -> ManualTask {
        let texts: [ManualTask.Material?] = [
            .addresses(of: items, name: PortalText.addresses),
            options.message.map { .text(PortalText.message, $0) },
            options.signature.map { .text(PortalText.signature, $0) },
        ]
        return ManualTask(
            title: "Send \(Counting.of(items.count, "access key")) from “\(pool.name)”",
            steps: path.open("Send Access Keys") + [
                "See that the number of keys left, at the top of the page, is at least \(items.count).",
                coaches(pool, options),
                "Assessment: \(options.assessment.assessment?.label ?? "leave it open, the client chooses").",
                "Paste the text “\(PortalText.addresses)” into the field for email addresses.",
                options.message == nil
                    ? "Empty the field for a message of your own: the page offers that of the last time."
                    : "Put the text “\(PortalText.message)” into the field for a message of your own, in place of whatever the page offers there.",
                options.signature == nil
                    ? "Leave the signature block empty: the standard signature is sent."
                    : "Put the text “\(PortalText.signature)” into the signature block.",
                "Compare: \(Counting.of(items.count, "address", "addresses")). Then choose Send: the mail leaves at once.",
                PortalPath.tickOff,
            ], materials: texts.compactMap { $0 }, references: items.map(\.reference), rule: "KP-4")
    }

    private func coaches(_ pool: PoolProfile, _ options: SendingOptions) -> String {
        guard !options.coaches.isEmpty else {
            guard pool.areCoachesTold else {
                return
                    "Coaches: it is not known here whether the organisation has any. Where the page asks to pick, leave it, cancel this item here with that reason, and enter them with the action add-coach; where it does not, the mail bears the name of \(pool.administrator ?? "the account's administrator")."
            }
            return
                "There is no choice of coaches as long as none was added to the organisation: the mail bears the name of \(pool.administrator ?? "the account's administrator")."
        }
        return "Coaches: select exactly \(options.coaches.map { pool.coach(named: $0) ?? $0 }.enumerated)."
    }

    private func reclaiming(_ item: OrderItem) -> ManualTask {
        ManualTask(
            title: "Reclaim the key of \(item.who)",
            steps: path.sentKey(of: item) + [
                "Where the list says “in progress” or a date, the link was opened and the key cannot be reclaimed: cancel this item here with that reason.",
                "Choose Reclaim Key and confirm.",
                "Look at the number left on the page Send Access Keys.",
                "Tick this off here and say whether the number left has risen.",
            ], references: [item.reference], asks: .reclaimed, rule: "KP-9")
    }

    private func refused<Value>(_ order: Order) -> Answer<Value> {
        let refusal = Refusal(
            code: "channel_not_offered",
            message: "A key is sent by the vendor's mail, not by \(order.channel.rawValue); choose vendor-mail.",
            rule: "KP-7")
        return Answer(order.items.map { _ in .rejected(refusal) })
    }

    private func nameless(_ item: OrderItem) -> Refusal? {
        guard item.recipient == nil else { return nil }
        return Refusal(
            code: "names_needed", message: "A sent key is found by its client; say whose it is.", rule: "KP-8")
    }

    private func notSendable(_ item: OrderItem) -> Refusal? {
        guard let recipient = item.recipient else {
            return Refusal(
                code: "names_needed", message: "A key is sent to one address; give the person.", rule: "KP-4")
        }
        guard !recipient.isPasteable else { return nil }
        return Refusal(
            code: "address_not_pasteable",
            message:
                "The vendor's field separates addresses by commas and would break this one apart; use another address of this person.",
            rule: "KP-4")
    }
}

extension Form {
    /// What ticking off a reclaimed key asks for: it counts as free only where the vendor's page counts it so.
    fileprivate static let reclaimed = Form([
        FormField(
            "available_again", .boolean, label: "The number left has risen",
            help: "Whether the page Send Access Keys counts the key as left again.", required: true)
    ])
}
