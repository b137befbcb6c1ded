import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// What the mails of a part, and the calls to its vendor, are made of beside its people: by what people call it. Where one of it is
/// another when the plan is applied, other mails or calls would leave than somebody has seen, and the plan is stale.
struct PlanBasis {
    private(set) var values: [String: String] = [:]

    /// What a vendor is called with, and what it is told of the supply. Balances are no part of it, and secrets are not.
    init(of connection: Connection, _ supply: Supply?, _ provider: Descriptor) {
        for (name, value) in connection.settings { values["\(name) of \(connection.name)"] = PlanBasis.words(value) }
        if let descriptor = connection.descriptor {
            values["what \(connection.name) can do"] = PlanBasis.figure(descriptor)
        }
        guard let supply else { return }
        values["the vendor's id of \(supply.name)"] = supply.vendorID
        values["kind of \(supply.name)"] = "\(supply.category), \(supply.usage.rawValue)"
        values["assessments of \(supply.name)"] = supply.assessments.joined(separator: ", ")
        let form = provider.supplyKind(category: supply.category, usage: supply.usage)?.attributes
        for (name, value) in supply.attributes {
            // A number that nobody says of a supply is a count of the vendor's.
            if value.number != nil, form?[name] == nil { continue }
            values["\(supply.name): \(name)"] = PlanBasis.words(value)
        }
    }

    /// What our own mails are written from: who sends them, and the organisation's own texts in the languages that are sent.
    mutating func addMails(
        _ mails: TemplateChoice, in languages: Set<String>, _ stored: [StoredTemplate], _ world: EngineWorld
    ) {
        let sender = world.sender
        values["where our mails go"] = world.mail.isCapturing ? "to nobody: they are captured" : "out"
        values[PlanBasis.sender] = sender.mailbox.words
        values["organisation"] = sender.organisation
        values["help address"] = sender.helpAddress
        // A reminder says the invitation's words again where it has none of its own.
        let kinds = mails.kind == .reminder ? [mails.kind, .invitation] : [mails.kind]
        for kind in kinds {
            let texts = stored.filter { $0.provider == mails.provider && $0.kind == kind.rawValue }
            for (language, versions) in Dictionary(grouping: texts, by: \.language) where languages.contains(language) {
                let newest = versions.max { $0.version < $1.version }
                values["text of the \(kind.rawValue) in \(language)"] = newest.map { PlanBasis.figure($0.source) }
            }
        }
    }

    /// By what the plan shows it.
    static let sender = "sender"

    /// Of what is too long to be shown: whether it is the same is all that it tells.
    private static func figure(_ text: String) -> String { mark + digest(.string(text)) }
    private static let mark = "sha256:"

    /// What is another than before, in people's words; nil where nothing is.
    static func difference(_ name: String, before: String?, now: String?) -> String? {
        guard before != now else { return nil }
        guard let before else { return "\(name) is new: \(shown(now))" }
        guard let now else { return "\(name) is no longer there (it was \(shown(before)))" }
        return before.hasPrefix(mark) || now.hasPrefix(mark)
            ? "\(name) is another" : "\(name): \(shown(before)) → \(shown(now))"
    }

    private static func shown(_ value: String?) -> String {
        guard let value, !value.isEmpty else { return "nothing" }
        guard !value.hasPrefix(mark) else { return "a text of your own" }
        return value.count > 100 ? value.prefix(100) + "…" : value
    }

    private static func words(_ value: JSONValue) -> String { value.string ?? value.canonicalText }
}

extension Mailbox {
    /// As it stands in a mail: `Anna Example <anna@example.org>`.
    fileprivate var words: String { name.map { "\($0) <\(address)>" } ?? address }
}

extension Planner {
    /// - Parameter mails: which mails of ours leave, and in which languages they were asked for; nil where none does.
    func basis(
        of site: Site, mails: TemplateChoice?, in wanted: Set<String?> = [], _ stored: [StoredTemplate]
    ) -> [String: String] {
        var basis = PlanBasis(of: site.connection, site.supply, site.provider.descriptor)
        guard let mails else { return basis.values }
        let languages = wanted.map { world.composer.language($0, for: mails, stored: stored).language }
        basis.addMails(mails, in: Set(languages), stored, world)
        return basis.values
    }
}
