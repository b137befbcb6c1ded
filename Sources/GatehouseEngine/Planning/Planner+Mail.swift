import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension Planner {
    /// Why mails of a part cannot be written: its template speaks of something for which there is no value. Each text that would
    /// be sent is written once, with a code that nobody has.
    func mailFlaws(
        of guests: [Guest], at site: Site, _ options: [String: JSONValue], _ stored: [StoredTemplate]
    ) -> [PlanFinding] {
        let descriptor = site.provider.descriptor
        let template = TemplateChoice(
            provider: site.connection.provider, kind: site.supply.usage == .multi ? .announcement : .invitation)
        let variables = MailVariables(
            supply: site.supply, connection: site.connection, descriptor: descriptor, sender: world.sender)
        let assessments = descriptor.assessments(of: site.supply, options: options)
        let code = Secret("CODE")
        let link = descriptor.link(for: code, settings: site.connection.settings) ?? Secret("https://example.org/CODE")
        var people: [String: [String]] = [:]
        var known: [MailShape: String?] = [:]
        for guest in guests {
            guard let recipient = guest.recipient else { continue }
            let shape = MailShape(language: recipient.language, hasName: !(recipient.name ?? "").isEmpty)
            let flaw =
                known[shape]
                ?? flaw(shape, template, stored) { name in
                    variables.values(
                        name: name, address: "somebody@example.org", assessments: assessments, code: code, link: link)
                }
            known.updateValue(flaw, forKey: shape)
            if let flaw { people[flaw, default: []].append(guest.who) }
        }
        return people.sorted { $0.key < $1.key }.map { flaw, people in
            PlanFinding(
                severity: "refuses-all", code: "mail_cannot_be_written", rule: "CB-12", supplyName: site.supply.name,
                message: "\(site.supply.name): \(flaw)"
                    + (assessments.isEmpty
                        ? "; \(site.supply.name) was entered without its assessments: write their names into 'gatehouse template edit', or enter the supply with --assessments"
                        : ""),
                people: people.count == guests.count ? [] : people)
        }
    }

    private func flaw(
        _ shape: MailShape, _ template: TemplateChoice, _ stored: [StoredTemplate],
        _ values: (String?) -> [String: String]
    ) -> String? {
        do throws(EngineError) {
            _ = try world.composer.compose(
                template, language: shape.language, variables: values(shape.hasName ? "A Name" : nil), stored: stored)
            return nil
        } catch { return error.message }
    }
}

/// What makes one text another than the next one's.
private struct MailShape: Hashable {
    let language: String?
    let hasName: Bool
}
