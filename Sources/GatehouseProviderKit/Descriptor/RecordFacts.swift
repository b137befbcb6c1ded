public import GatehouseForms
public import GatehouseModel

/// By which attributes a vendor's records tell what an invitation is beside its stage, so that a difference from what was ordered is
/// seen. Nil where they do not tell it.
public struct RecordFacts: Hashable, Sendable {
    /// The language that the invitation is in.
    public let language: String?
    /// The coaches who see it, separated by commas; the option of the same name says who was ordered (KP-2).
    public let coaches: String?
    /// How often the vendor reminded the person.
    public let reminders: String?
    /// Of a completed one that has no report yet.
    public let noReport: VendorTraits.SelfArrival?
    /// A record's id names a person's account and stays with that person, whatever address it bears.
    public let idsAreAccounts: Bool

    public init(
        language: String? = nil, coaches: String? = nil, reminders: String? = nil,
        noReport: VendorTraits.SelfArrival? = nil, idsAreAccounts: Bool = false
    ) {
        self.language = language
        self.coaches = coaches
        self.reminders = reminders
        self.noReport = noReport
        self.idsAreAccounts = idsAreAccounts
    }
}

extension RecordFacts {
    var json: JSONValue {
        .members([
            "language": language.map(JSONValue.string), "coaches": coaches.map(JSONValue.string),
            "reminders": reminders.map(JSONValue.string), "no_report": noReport.map(\.json),
            "ids_are_accounts": idsAreAccounts ? true : nil,
        ])
    }

    init(reading reader: DocumentReader) {
        reader.expect("language", "coaches", "reminders", "no_report", "ids_are_accounts")
        self.init(
            language: reader.optionalText("language", atMost: 200),
            coaches: reader.optionalText("coaches", atMost: 200),
            reminders: reader.optionalText("reminders", atMost: 200),
            noReport: reader.optional("no_report").map(VendorTraits.SelfArrival.init(reading:)),
            idsAreAccounts: reader.flag("ids_are_accounts"))
    }
}
