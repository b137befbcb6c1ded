import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// The actions in portal mode, after the rules have been looked at.
struct PortalActions {
    let path: PortalPath
    let order: ActionOrder

    init(_ order: ActionOrder, _ context: Context) {
        self.order = order
        path = PortalPath(settings: context.settings)
    }

    func answer(_ request: CampaignRequest) throws(ProviderError) -> ActionAnswer {
        switch request {
        case .create(let campaign): create(campaign)
        case .rename(let supply, let name): rename(supply, to: name)
        case .changeReports(let supply, let reports, let reach):
            change("reports", of: supply, to: reports.map(\.rawValue), labels: reports.labels, reach: reach)
        case .changeTags(let supply, let tags, let reach):
            change("tags", of: supply, to: tags, labels: tags.joined(separator: ", "), reach: reach)
        case .setReminders(let supply, let reminders): setReminders(reminders, of: supply)
        case .archive(let supply): archive(supply)
        case .counts(let supply): counts(supply)
        case .results(let supply): results(supply)
        case .publish(let report, let item, let supply): publish(report, to: item, in: supply)
        case .addNote(let text, let item, let supply): note(text, on: item, in: supply)
        case .copyLink(let item, let supply): copyLink(of: item, in: supply)
        case .look(let action, _, _): throw .notSupported(action)
        }
    }
}

extension PortalActions {
    private func create(_ campaign: NewCampaign) -> ActionAnswer {
        manual(
            "Create the campaign “\(campaign.name)”",
            path.campaigns() + [
                "Choose +New invite campaign.",
                "Goal: \(campaign.goal.label).",
                "Name: \(campaign.name)",
                "Assessments: \(campaign.assessments.labels).",
                campaign.reports.isEmpty ? "Reports: none." : "Reports: \(campaign.reports.labels).",
                campaign.tags.isEmpty ? "Tags: none." : "Tags: \(campaign.tags.joined(separator: ", ")).",
                "Choose Complete, then Go to campaign.", PortalPath.tickOff,
            ], rule: "CA-1", effects: [.supply(campaign.report)])
    }

    private func rename(_ supply: SupplyFacts, to name: String) -> ActionAnswer {
        manual(
            "Rename “\(supply.siteName)” to “\(name)”",
            path.campaign(supply.siteName) + [
                "Choose Edit beside the name.", "Name: \(name)", "Save, then tick this off here.",
            ],
            rule: "CA-11", effects: [.renamed(supply, name)])
    }

    private func change(_ subject: String, of supply: SupplyFacts, to values: [String], labels: String, reach: Reach)
        -> ActionAnswer
    {
        manual(
            "Change the \(subject) of “\(supply.siteName)”",
            path.campaign(supply.siteName) + [
                "Open \(subject == "reports" ? "Reports" : "Tags") → Edit.",
                values.isEmpty ? "Remove all \(subject)." : "Select exactly: \(labels).",
                "Asked for whom, choose: \(reach.label).", "Save, then tick this off here.",
            ], rule: "CA-11",
            effects: [.attributes(supply: supply.vendorID, [subject: .array(values.map { .string($0) })])])
    }

    private func setReminders(_ reminders: ReminderSettings, of supply: SupplyFacts) -> ActionAnswer {
        let settings =
            reminders.isOn
            ? [
                "Frequency: \(reminders.frequency.label). How many: \(reminders.count ?? 1).",
                "Groups: \(reminders.groups.labels).",
            ]
                + reminders.groups.map { group in
                    reminders.texts[group] == nil
                        ? "Text for \(group.label): leave it as the vendor offers it."
                        : "Text for \(group.label): paste “text for \(group.label)”."
                } : ["Turn the reminders off."]
        return manual(
            "Set the reminders of “\(supply.siteName)”",
            path.campaign(supply.siteName) + ["Open the campaign's reminders."] + settings + [
                "Save, then tick this off here."
            ],
            materials: !reminders.isOn
                ? []
                : reminders.groups.compactMap { group in
                    reminders.texts[group].map { .text("text for \(group.label)", $0) }
                }, rule: "CA-9", effects: [.attributes(supply: supply.vendorID, ["reminders": reminders.json])])
    }

    private func archive(_ supply: SupplyFacts) -> ActionAnswer {
        manual(
            "Archive “\(supply.siteName)”",
            path.campaign(supply.siteName) + ["Open ⋯ → Archive campaign and confirm.", PortalPath.tickOff],
            rule: "CA-12",
            effects: [.archived(supply: supply.vendorID, true)])
    }

    private func counts(_ supply: SupplyFacts) -> ActionAnswer {
        manual(
            "Count the people of “\(supply.siteName)”",
            path.campaign(supply.siteName) + [
                "Read the five counts above the list of people.", "Tick this off here and enter them.",
            ],
            asks: .counts, rule: "CA-6")
    }

    private func results(_ supply: SupplyFacts) -> ActionAnswer {
        let columns = (order.input["columns"]?.array ?? []).compactMap(\.string)
        return manual(
            "Download the results of “\(supply.siteName)”",
            path.campaign(supply.siteName) + [
                columns.isEmpty
                    ? "Open Results." : "Open Results and add the columns \(columns.joined(separator: ", ")).",
                "Choose Download all and save the CSV file.",
                "Take it in here as a file of results, then tick this off.",
            ], rule: "CA-8")
    }

    private func publish(_ report: Report, to item: OrderItem, in supply: SupplyFacts) -> ActionAnswer {
        manual(
            "Publish \(report.label) to \(item.who)",
            path.person(item.who, in: supply.siteName) + [
                "Open Reports, choose \(report.label) and publish it.", PortalPath.tickOff,
            ],
            rule: "CA-3")
    }

    private func note(_ text: String, on item: OrderItem, in supply: SupplyFacts) -> ActionAnswer {
        manual(
            "Write a note on \(item.who)",
            path.person(item.who, in: supply.siteName) + [
                "Open Notes and paste the text “note”.", "Save, then tick this off here.",
            ],
            materials: [.text("note", text)], rule: "CA-7", effects: [.note(reference: item.reference, text: text)])
    }

    private func copyLink(of item: OrderItem, in supply: SupplyFacts) -> ActionAnswer {
        manual(
            "Copy the link of \(item.who)",
            path.person(item.who, in: supply.siteName) + [
                "Choose Copy link.", "Tick this off here and paste the link.",
            ],
            asks: .inviteLink, rule: "CA-7")
    }

    private func manual(
        _ title: String, _ steps: [String], materials: [ManualTask.Material] = [], asks: Form = .empty, rule: String,
        effects: [LedgerEffect] = []
    ) -> ActionAnswer {
        let task = ManualTask(
            title: title, steps: steps, materials: materials, references: order.item.map { [$0.reference] } ?? [],
            asks: asks,
            rule: rule)
        return ActionAnswer(.manual(task: 0), effects: effects, tasks: [task])
    }
}

extension Form {
    /// The vendor's own five counters (CA-6).
    fileprivate static let counts = Form(
        [
            ("all_users", "All users"), ("unused", "Unused"), ("signed_up", "Signed up"),
            ("in_progress", "In progress"),
            ("completed", "Completed"),
        ]
        .map { name, label in FormField(name, .integer(0...10_000_000), label: label, required: true) })
}

extension ProviderError {
    /// With the place where the vendor's site shows it.
    fileprivate static func notSupported(_ action: CampaignAction) -> ProviderError {
        let reason =
            if case .no(let reason)? = action.description.support[.portal] { reason } else {
                "There is nothing to do by hand."
            }
        return ProviderError(.notSupported, effect: .none, message: reason)
    }
}

extension LedgerEffect {
    /// The campaign goes by this name now, at the vendor and in the ledger; its id stays (CA-11).
    static func renamed(_ supply: SupplyFacts, _ name: String) -> LedgerEffect {
        .attributes(supply: supply.vendorID, ["name": .string(name)])
    }
}
