import GatehouseForms
import GatehouseProviderKit

/// What the ledger knows of a campaign beside its name: the supply's attributes, read into the words of the rules.
struct CampaignProfile {
    let name: String
    let isArchived: Bool
    /// Nil where they are not known, as for a campaign that was only named in a file.
    let assessments: [Assessment]?
    let reports: [Report]?
    /// Words that no rule knows: a newer offer of the vendor, or a slip.
    let unknownAssessments: [String]
    let unknownReports: [String]
    let reminders: ReminderSettings?

    init(_ supply: SupplyFacts) {
        func texts(_ name: String) -> [String]? { supply.attributes[name]?.array.map { $0.compactMap(\.string) } }
        let (assessments, reports) = (texts("assessments"), texts("reports"))
        name = supply.name
        isArchived = supply.isArchived
        self.assessments = assessments.map { $0.compactMap(Assessment.init(rawValue:)) }
        self.reports = reports.map { $0.compactMap(Report.init(rawValue:)) }
        unknownAssessments = (assessments ?? []).filter { Assessment(rawValue: $0) == nil }
        unknownReports = (reports ?? []).filter { Report(rawValue: $0) == nil }
        reminders = supply.attributes["reminders"].flatMap(ReminderSettings.init)
    }
}
