import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Why a mail of ours about one supply cannot be written, told before anything leaves (CB-12): its template speaks of something
/// for which there is no value. Each text that would be sent is written once, with a name, a code and a link that nobody has.
struct MailCheck {
    /// What makes one text another than the next one's.
    struct Letter: Hashable {
        var language: String?
        var hasName: Bool
        var assessments: [String]
        var hasCode = true
        var hasLink = true
    }

    private let template: TemplateChoice
    private let variables: MailVariables
    private let stored: [StoredTemplate]
    private let composer: any Composing
    private var known: [Letter: Told] = [:]

    /// What writing one has shown.
    struct Told {
        /// Why it cannot be written; nil where it can.
        var flaw: String?
        /// The language of a text in which neither code nor link stands: nobody could begin with it.
        var leadsNowhereIn: String?
    }

    init(_ verb: Verb, at site: Planner.Site, _ stored: [StoredTemplate], world: EngineWorld) {
        template = TemplateChoice(verb, of: site.supply, provider: site.connection.provider)
        variables = MailVariables(
            supply: site.supply, connection: site.connection, descriptor: site.provider.descriptor,
            sender: world.sender)
        (self.stored, composer) = (stored, world.composer)
    }

    /// Nil where it can be written.
    mutating func flaw(of letter: Letter) -> String? { told(of: letter).flaw }

    mutating func told(of letter: Letter) -> Told {
        if let told = known[letter] { return told }
        let told = found(in: letter)
        known[letter] = told
        return told
    }

    /// Stands in a text where a code or link is shown, and nowhere else.
    private static let mark = "NOBODYS-0000"

    private func found(in letter: Letter) -> Told {
        do throws(EngineError) {
            if letter.hasCode, !letter.hasLink { try variables.refuseLeadingAway() }
            let values = variables.values(
                name: letter.hasName ? "A Name" : nil, address: "somebody@example.org", assessments: letter.assessments,
                code: letter.hasCode ? Secret(Self.mark) : nil,
                link: letter.hasLink ? Secret("https://example.org/\(Self.mark)") : nil)
            let text = try composer.compose(template, language: letter.language, variables: values, stored: stored)
            let leadsOn = [text.text, text.html ?? ""].contains { $0.contains(Self.mark) }
            return Told(leadsNowhereIn: leadsOn || template.kind == .reminder ? nil : text.language)
        } catch {
            let name = variables.supply.name
            guard variables.assessments(letter.assessments).isEmpty else { return Told(flaw: error.message) }
            return Told(
                flaw:
                    "\(error.message); \(name) was entered without its assessments: say them with 'gatehouse supply edit \(name) --assessments …', or write their names into 'gatehouse template edit'"
            )
        }
    }
}

extension TemplateChoice {
    /// The mail of ours by which a verb is done.
    init(_ verb: Verb, of supply: Supply, provider: String) {
        self.init(
            provider: provider, kind: verb == .remind ? .reminder : supply.usage == .multi ? .announcement : .invitation
        )
    }
}

extension Planner {
    /// Of a part of new invitations: what cannot be written refuses the plan before a code is taken.
    func mailFlaws(
        of guests: [Guest], at site: Site, _ options: [String: JSONValue], _ stored: [StoredTemplate]
    ) -> [PlanFinding] {
        var check = MailCheck(.distribute, at: site, stored, world: world)
        let descriptor = site.provider.descriptor
        let assessments = descriptor.assessments(of: site.supply, options: options)
        let hasCode = descriptor.credential(of: site.supply) != .inviteLink
        var people: [String: [String]] = [:]
        var lost: [String: [String]] = [:]
        for guest in guests {
            guard let recipient = guest.recipient else { continue }
            let letter = MailCheck.Letter(
                language: recipient.language, hasName: !(recipient.name ?? "").isEmpty, assessments: assessments,
                hasCode: hasCode)
            let told = check.told(of: letter)
            if let flaw = told.flaw { people[flaw, default: []].append(guest.who) }
            if let language = told.leadsNowhereIn { lost[language, default: []].append(guest.who) }
        }
        let kind = TemplateChoice(.distribute, of: site.supply, provider: site.connection.provider).kind.rawValue
        let warnings = lost.sorted { $0.key < $1.key }.map { language, people in
            PlanFinding(
                severity: Finding.Severity.warning.rawValue, code: "mail_leads_nowhere", rule: "CB-12",
                supplyName: site.supply.name,
                message:
                    "the \(kind) in \(language) shows neither {{redeem_link}} nor {{code}}: \(people.count == 1 ? "1 person" : "\(people.count) people") could not begin with it; mend it with 'gatehouse template edit \(site.connection.provider) \(kind) \(language)'",
                people: people)
        }
        return warnings
            + people.sorted { $0.key < $1.key }.map { flaw, people in
                PlanFinding(
                    severity: "refuses-all", code: "mail_cannot_be_written", rule: "CB-12",
                    supplyName: site.supply.name,
                    message: "\(site.supply.name): \(flaw)", people: people.count == guests.count ? [] : people)
            }
    }

    /// Of invitations that are there: what the mail of each would be written of.
    func letters(
        of invitations: [Invitation], to people: [InvitationID: Person], at site: Site, in ledger: any LedgerReader
    ) throws -> [InvitationID: MailCheck.Letter] {
        let (descriptor, settings) = (site.provider.descriptor, site.connection.settings)
        let secrets = try ledger.reveal(Array(Set(invitations.compactMap(\.credential))))
        return Dictionary(
            invitations.map { invitation in
                let (person, held) = (people[invitation.id], invitation.credential.flatMap { secrets[$0] })
                let link = held?.link ?? held?.secret.flatMap { descriptor.link(for: $0, settings: settings) }
                return (
                    invitation.id,
                    MailCheck.Letter(
                        language: invitation.language ?? person?.language, hasName: !(person?.name ?? "").isEmpty,
                        assessments: invitation.assessments,
                        hasCode: held?.secret.map { $0 != held?.link && $0.asLink == nil } ?? false,
                        hasLink: link != nil)
                )
            }, uniquingKeysWith: { first, _ in first })
    }
}
