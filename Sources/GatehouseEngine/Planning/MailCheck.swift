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
    private var known: [Letter: String?] = [:]

    init(_ verb: Verb, at site: Planner.Site, _ stored: [StoredTemplate], world: EngineWorld) {
        template = TemplateChoice(verb, of: site.supply, provider: site.connection.provider)
        variables = MailVariables(
            supply: site.supply, connection: site.connection, descriptor: site.provider.descriptor,
            sender: world.sender)
        (self.stored, composer) = (stored, world.composer)
    }

    /// Nil where it can be written.
    mutating func flaw(of letter: Letter) -> String? {
        if let told = known[letter] { return told }
        let flaw = found(in: letter)
        known.updateValue(flaw, forKey: letter)
        return flaw
    }

    private func found(in letter: Letter) -> String? {
        do throws(EngineError) {
            if letter.hasCode, !letter.hasLink { try variables.refuseLeadingAway() }
            let values = variables.values(
                name: letter.hasName ? "A Name" : nil, address: "somebody@example.org", assessments: letter.assessments,
                code: letter.hasCode ? Secret("CODE") : nil,
                link: letter.hasLink ? Secret("https://example.org/CODE") : nil)
            _ = try composer.compose(template, language: letter.language, variables: values, stored: stored)
            return nil
        } catch {
            let name = variables.supply.name
            guard variables.assessments(letter.assessments).isEmpty else { return error.message }
            return
                "\(error.message); \(name) was entered without its assessments: say them with 'gatehouse supply edit \(name) --assessments …', or write their names into 'gatehouse template edit'"
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
        for guest in guests {
            guard let recipient = guest.recipient else { continue }
            let letter = MailCheck.Letter(
                language: recipient.language, hasName: !(recipient.name ?? "").isEmpty, assessments: assessments,
                hasCode: hasCode)
            if let flaw = check.flaw(of: letter) { people[flaw, default: []].append(guest.who) }
        }
        return people.sorted { $0.key < $1.key }.map { flaw, people in
            PlanFinding(
                severity: "refuses-all", code: "mail_cannot_be_written", rule: "CB-12", supplyName: site.supply.name,
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
