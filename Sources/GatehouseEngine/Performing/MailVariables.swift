import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// What a mail of ours about one supply can speak of.
struct MailVariables {
    let supply: Supply
    let connection: Connection
    let descriptor: Descriptor
    let sender: Sender

    /// - Parameter code: what the credential is kept by; a link that has no code beside it is none.
    func values(
        name: String?, address: String, assessments: [String], code: Secret?, link: Secret?,
        expires: CalendarDate? = nil
    ) -> [String: String] {
        let name = name ?? ""
        var values = [
            "person_name": name.isEmpty ? address : name,
            "organisation": sender.organisation,
            "sender_name": sender.mailbox.name ?? sender.organisation,
            "assessment": descriptor.assessmentNames(self.assessments(assessments), from: supply),
            "help_address": sender.helpAddress,
        ]
        values["person_first_name"] = PersonName.greeted(name)
        // As 2026-12-31: who writes the text puts it into the text's language.
        values["expires_on"] = expires?.description
        let isAddress = code.map { $0 == link || $0.asLink != nil } ?? false
        values["code"] = isAddress ? nil : code?.reveal()
        values["redeem_link"] = (link ?? (isAddress ? code : nil))?.reveal()
        values["vendor_sender"] = connection.settings["mail_sender"]?.string ?? descriptor.traits.mailSender
        return values
    }

    /// What an invitation is for; where it was made before the supply's assessments were known, those.
    func assessments(_ assessments: [String]) -> [String] { assessments.isEmpty ? supply.assessments : assessments }

    /// Of a code without the link that its vendor gave, where the only one to make of it leads to another site (CB-14).
    func refuseLeadingAway() throws(EngineError) {
        guard let name = descriptor.traits.linkBaseSetting, let sites = descriptor.linkLeadsAway(connection.settings)
        else { return }
        throw EngineError(
            .refused,
            "the vendor gave the code without its link, and one made from it would lead to \(sites.link), while \(connection.name) is at \(sites.connection): say where codes are redeemed with 'gatehouse connection rotate \(connection.name) --set \(name)=…', then distribute again"
        )
    }
}
