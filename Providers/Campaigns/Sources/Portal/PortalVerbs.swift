import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The verbs in portal mode: each answers with what a person has to do on the vendor's site.
struct PortalVerbs {
    let path: PortalPath

    init(_ context: Context) { path = PortalPath(settings: context.settings) }

    /// By the vendor's mail one task for all; by link one task each, because each brings its own link back (CA-5).
    func issue(_ order: Order) -> Answer<IssuedCredential> {
        switch order.channel {
        case .vendorMail: Answer(order.items, refusing: notPasteable) { [invitation(of: $0, order)] }
        case .link, .ourMail: Answer(order.items, refusing: nameless) { items in items.map { link(for: $0, order) } }
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

    private func link(for item: OrderItem, _ order: Order) -> ManualTask {
        ManualTask(
            title: "Make the invite link of \(item.who) in “\(order.supply.siteName)”",
            steps: path.campaign(order.supply.siteName) + [
                "Choose Invite, then invite by link, and enter the address from “address”.",
                "Copy the link that the page shows for \(item.who).",
                "Tick this off here and paste the link.",
            ],
            materials: [.addresses(of: [item], name: "address")], references: [item.reference], asks: .inviteLink,
            rule: "CA-5")
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
