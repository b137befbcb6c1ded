import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// "Email Codes": the vendor picks the codes and mails them (CB-5, CB-6, CB-7, CB-9 to CB-12).
struct MailTask {
    let order: Order
    let bundle: Bundle
    let settings: BundleSettings
    let options: DistributionOptions
    let origin: DraftPerson.Origin
    /// What is wrong with a row of the upload, by the item's reference.
    private let wrongRows: [String: String]

    init(order: Order, settings: BundleSettings) {
        self.order = order
        self.settings = settings
        bundle = Bundle(order.supply)
        options = DistributionOptions(order.options)
        origin = options.origin(channel: order.channel, bundle: bundle, plan: settings.plan)
        var rows = UploadRows()
        var wrong: [String: String] = [:]
        for item in origin == .file ? order.items : [] {
            guard let person = item.recipient else { continue }
            wrong[item.reference] = rows.problem(of: person, language: person.language ?? settings.defaultLanguage)
        }
        wrongRows = wrong
    }

    func refusal(_ item: OrderItem) -> Refusal? {
        guard !bundle.isMultiUse else { return .multiUse("The vendor's mail") }
        guard let recipient = item.recipient else {
            return Refusal(
                code: "no_recipient",
                message: "The vendor mails codes to people only. Name the person, or export the code.", rule: "CB-6")
        }
        guard let reason = wrongRows[item.reference] else { return nil }
        return Refusal(
            code: "upload_row_wrong",
            message: "\(recipient.address): \(reason); the vendor would refuse the whole file. Put it right.",
            rule: "CB-7")
    }

    func manualTask(_ items: [OrderItem]) -> ManualTask {
        let recipients = items.compactMap(\.recipient)
        let isApplied = order.channel == .apply
        return ManualTask(
            title: isApplied
                ? "Apply \(Counting.of(items.count, "code")) of \"\(bundle.name)\" to accounts"
                : "Email \(Counting.of(items.count, "code")) of \"\(bundle.name)\"",
            steps: PortalPath(bundle: bundle, settings: settings).toMail(items.count) + recipientSteps(recipients)
                + templateSteps
                + closingSteps(recipients),
            materials: materials(recipients), references: items.map(\.reference), rule: rule)
    }

    private var rule: String {
        if bundle.isPersonal { return "CB-9" }
        return switch origin {
        case .file: "CB-7"
        case .typed: "CB-6"
        case .account: "CB-5"
        }
    }

    private func language(of recipient: Recipient) -> String { recipient.language ?? settings.defaultLanguage }

    // MARK: steps

    private func recipientSteps(_ recipients: [Recipient]) -> [String] {
        switch origin {
        case .file:
            let typed = recipients.filter(mustBeTyped)
            var steps: [String] = []
            if typed.count < recipients.count {
                steps = [
                    "Upload \(MailTask.uploadName) as the recipients.",
                    "If the file comes back with errors marked, nothing of it was taken: put the marked people right here and begin again. Go on when the page shows its success summary.",
                ]
            }
            if !typed.isEmpty {
                steps.append(
                    "Type in \(Counting.of(typed.count, "more person", "more people")) from \"\(MailTask.typedName)\": a spreadsheet would run their entries as formulas, so they are not in the file."
                )
            }
            return steps
        case .typed: return ["Type in each person from \"\(MailTask.typedName)\": email, ID and primary language."]
        case .account:
            return [
                "Search the existing accounts for each address from \"\(MailTask.accountsName)\" and pick it. Leave out whom the list shows as not eligible; it says why."
            ]
        }
    }

    private var templateSteps: [String] {
        switch (options.template, options.text) {
        case (.organisation, .some) where !bundle.isPersonal:
            [
                "At Select Email Template choose the organisation's own.",
                "Put \"\(MailTask.textName)\" in place of its text, for this distribution only; the stored template stays as it is.",
            ]
        case (.organisation, nil) where !bundle.isPersonal:
            [
                "At Select Email Template choose the organisation's own. A warning about a missing language stops nothing: those people get the default."
            ]
        default: ["At Select Email Template choose the vendor's default."]
        }
    }

    private func closingSteps(_ recipients: [Recipient]) -> [String] {
        let languages = Counting.byLanguage(recipients.map { language(of: $0) })
        var steps = [
            "Choose Save.",
            "Compare the summary: \(Counting.of(recipients.count, "recipient")); languages \(languages).",
        ]
        steps.append(
            order.channel == .apply
                ? "Choose Email Codes: each code is applied to the account together with the mail."
                : "Choose Email Codes.")
        return steps
    }

    // MARK: materials

    static let uploadName = "recipients.csv"
    static let typedName = "Recipients to type"
    static let accountsName = "Accounts to pick"
    static let textName = "Edited text"

    /// The upload must be exact, so a cell cannot be guarded; such people are typed instead.
    private func mustBeTyped(_ recipient: Recipient) -> Bool {
        CSVText.runsAsFormula(recipient.address) || CSVText.runsAsFormula(recipient.externalID ?? "")
    }

    private func materials(_ recipients: [Recipient]) -> [ManualTask.Material] {
        var materials: [ManualTask.Material] = []
        switch origin {
        case .file:
            let (typed, uploaded) = (recipients.filter(mustBeTyped), recipients.filter { !mustBeTyped($0) })
            if !uploaded.isEmpty { materials.append(upload(uploaded)) }
            if !typed.isEmpty { materials.append(typedList(typed)) }
        case .typed: materials.append(typedList(recipients))
        case .account: materials.append(.lines(MailTask.accountsName, recipients.map(\.address)))
        }
        if let text = options.text, options.template == .organisation, !bundle.isPersonal {
            materials.append(.lines(MailTask.textName, [text]))
        }
        return materials
    }

    /// Exactly the vendor's three columns (CB-7).
    private func upload(_ recipients: [Recipient]) -> ManualTask.Material {
        let header = FileFormat.recipientUpload.columns.map(\.name)
        let rows = recipients.map { [$0.address, $0.externalID ?? "", language(of: $0)] }
        return .table(MailTask.uploadName, [header] + rows)
    }

    private func typedList(_ recipients: [Recipient]) -> ManualTask.Material {
        .lines(MailTask.typedName, recipients.map { "\($0.address), \($0.externalID ?? ""), \(language(of: $0))" })
    }
}
