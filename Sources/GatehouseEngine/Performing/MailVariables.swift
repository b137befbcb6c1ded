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

    func values(
        name: String?, address: String, assessments: [String], code: Secret?, link: Secret?
    ) -> [String: String] {
        let name = name ?? ""
        var values = [
            "person_name": name.isEmpty ? address : name,
            "organisation": sender.organisation,
            "sender_name": sender.mailbox.name ?? sender.organisation,
            "assessment": descriptor.assessmentNames(assessments, from: supply),
            "help_address": sender.helpAddress,
        ]
        values["person_first_name"] = name.split(separator: " ").first.map(String.init)
        values["code"] = code?.reveal()
        values["redeem_link"] = link?.reveal()
        values["vendor_sender"] = connection.settings["mail_sender"]?.string ?? descriptor.traits.mailSender
        return values
    }
}
