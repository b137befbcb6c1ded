import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The verbs in portal mode: each answers with what a person has to do on the vendor's site.
struct PortalVerbs {
    let path: PortalPath

    init(_ context: Context) { path = PortalPath(settings: context.settings) }

    /// One task for all, whose items are ticked off one by one where each brings its own link back (CA-5).
    func issue(_ order: Order) -> Answer<IssuedCredential> {
        switch order.channel {
        case .vendorMail: Answer(order.items, refusing: notPasteable) { [invitation(of: $0, order)] }
        case .link, .ourMail: Answer(order.items, refusing: nameless) { links(for: $0, order) }
        case .apply, .export: refused(order)
        }
    }

    /// Whoever has an invitation already is sent the vendor's mail by a follow-up; the other channels are ours.
    func distribute(_ order: Order) -> Answer<Distributed> {
        guard order.channel == .vendorMail else { return refused(order) }
        return Answer(order.items, refusing: nameless) { [followUp(of: $0, order)] }
    }

    func remind(_ order: Order) -> Answer<Reminded> {
        Answer(order.items, refusing: nameless) { [followUp(of: $0, order)] }
    }
}

extension PortalVerbs {
    private func invitation(of items: [OrderItem], _ order: Order) -> ManualTask {
        ManualTask(
            title: "Invite \(Counting.people(items.count)) into “\(order.supply.siteName)” by the vendor's mail",
            steps: path.campaign(order.supply.siteName) + [
                "Choose Invite, then invite by email.",
                "Paste the text “addresses” into the field for email addresses.",
                "See that the page shows \(Counting.people(items.count)), then send.",
                PortalPath.tickOff,
            ],
            materials: [.addresses(of: items, name: "addresses")], references: items.map(\.reference), rule: "CA-5")
    }

    /// An address that the field would break apart is entered by itself.
    private func links(for items: [OrderItem], _ order: Order) -> [ManualTask] {
        let (together, alone) = (
            items.filter { $0.recipient?.isPasteable ?? false }, items.filter { !($0.recipient?.isPasteable ?? false) }
        )
        return (together.isEmpty ? [] : [links(of: together, order)]) + alone.map { links(of: [$0], order) }
    }

    private func links(of items: [OrderItem], _ order: Order) -> ManualTask {
        let isOne = items.count == 1
        return ManualTask(
            title: isOne
                ? "Make the invite link of \(items[0].who) in “\(order.supply.siteName)”"
                : "Make the invite links of \(Counting.people(items.count)) in “\(order.supply.siteName)”",
            steps: path.campaign(order.supply.siteName) + [
                isOne
                    ? "Choose Invite, then invite by link, and enter the address from “addresses”."
                    : "Choose Invite, then invite by link, and paste the text “addresses”; where the page takes one address at a time, enter them one after another.",
                isOne
                    ? "Copy the link that the page shows for \(items[0].who)."
                    : "Copy the link that the page shows for each person.",
                isOne
                    ? "Tick this off here and paste the link."
                    : "Tick each person off here with the person's own link.",
            ],
            materials: [.addresses(of: items, name: "addresses")], references: items.map(\.reference),
            asks: .inviteLink, rule: "CA-5")
    }

    private func followUp(of items: [OrderItem], _ order: Order) -> ManualTask {
        let text = order.options["text"]?.string
        let template = order.options["template"]?.string
        let message =
            text.map { _ in "Replace the text by the one in “text”." }
            ?? template.map { "Select the template “\($0)”." } ?? "Leave the text as the vendor offers it."
        return ManualTask(
            title: "Follow up \(Counting.people(items.count)) in “\(order.supply.siteName)”",
            steps: path.campaign(order.supply.siteName) + [
                "Select the people listed in “people”; leave out whoever is shown as Completed.",
                "Choose Follow up.", message, "Send, then tick this off here.",
            ],
            materials: [.addresses(of: items, name: "people")] + (text.map { [.text("text", $0)] } ?? []),
            references: items.map(\.reference), rule: "CA-10")
    }

    private func refused<Value>(_ order: Order) -> Answer<Value> {
        let refusal = Refusal(
            code: "channel_not_offered",
            message: "A campaign does not hand out by \(order.channel.rawValue); choose vendor-mail, our-mail or link.",
            rule: "CA-5")
        return Answer(order.items.map { _ in .rejected(refusal) })
    }

    private func nameless(_ item: OrderItem) -> Refusal? {
        guard item.recipient == nil else { return nil }
        return Refusal(
            code: "names_needed", message: "An invitation into a campaign belongs to one address; give the person.",
            rule: "CA-5")
    }

    private func notPasteable(_ item: OrderItem) -> Refusal? {
        guard let recipient = item.recipient else { return nameless(item) }
        guard !recipient.isPasteable else { return nil }
        return Refusal(
            code: "address_not_pasteable",
            message:
                "The vendor's field separates addresses by commas and would break this one apart; invite by link instead.",
            rule: "CA-5")
    }
}
