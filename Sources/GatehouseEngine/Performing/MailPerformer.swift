import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Sends a batch of our own mails, one person each, on one connection.
///
/// Before each mail leaves, its delivery is durably `sending`; after it, its outcome. A process killed in between leaves at
/// most one mail of which nobody knows, and that one is never sent again by itself.
struct MailPerformer {
    let world: EngineWorld
    let ledger: any Ledger
    let batch: Batch
    let settlement: Settlement

    private struct Letter {
        let act: Intent
        let message: MailMessage
        var delivery: Delivery
    }

    func perform() throws -> [Intent] {
        let (letters, refused) = write(try ledger.read { try $0.templates() })
        var settled = try ledger.write { writer in
            let settled = refused.isEmpty ? [] : try settlement.write(refused, tasks: [], in: writer)
            try writer.add(letters.map(\.delivery))
            try announce(0, of: letters, in: writer)
            return settled
        }
        do {
            try world.mail.send(letters.map(\.message)) { index, outcome in
                let isStopping = world.isStopping() && index + 1 < letters.count
                settled += try ledger.write { writer in
                    let acts = try settle(letters[index], outcome, in: writer)
                    guard !isStopping else { return try acts + putBack(letters[(index + 1)...], in: writer) }
                    try announce(index + 1, of: letters, in: writer)
                    return acts
                }
                if isStopping { throw Stopped() }
            }
        } catch is Stopped {}
        return settled
    }

    /// Thrown between two mails, so that the transport sends no other.
    private struct Stopped: Error {}

    /// Those that were not announced surely did not leave.
    private func putBack(_ letters: ArraySlice<Letter>, in writer: any LedgerWriter) throws -> [Intent] {
        let changes = letters.map { Settlement.Change.resumed($0.act, "the work was stopped before it left") }
        return try settlement.write(changes, tasks: [], in: writer)
    }

    /// A letter for each act, and what becomes of those for which none can be written.
    private func write(_ stored: [StoredTemplate]) -> (letters: [Letter], refused: [Settlement.Change]) {
        var letters: [Letter] = []
        var refused: [Settlement.Change] = []
        for act in batch.acts {
            switch Result(catching: { () throws(EngineError) in try letter(for: act, stored) }) {
            case .success(let letter): letters.append(letter)
            case .failure(let error):
                refused.append(.rejected(act, Refusal(code: "mail_not_written", message: error.message)))
            }
        }
        return (letters, refused)
    }

    /// Says durably that a mail is about to leave, and keeps the lease; a worker whose acts were taken over stops here.
    private func announce(_ index: Int, of letters: [Letter], in writer: any LedgerWriter) throws {
        guard letters.indices.contains(index) else { return }
        var delivery = letters[index].delivery
        delivery.state = .sending
        delivery.attempts += 1
        delivery.at = world.clock.now
        try writer.save([delivery])
        var act = letters[index].act
        guard let claim = act.claim else { return }
        let length = claim.until.since(claim.since)
        act.state = .claimed
        act.claim = Intent.Claim(
            worker: claim.worker, since: world.clock.now, until: world.clock.now.advanced(by: length),
            fence: claim.fence)
        try writer.settle([act])
    }

    private func settle(_ letter: Letter, _ outcome: MailOutcome, in writer: any LedgerWriter) throws -> [Intent] {
        var delivery = letter.delivery
        delivery.attempts += 1
        delivery.at = world.clock.now
        let change: Settlement.Change
        switch outcome {
        case .accepted(let reply):
            (delivery.state, delivery.reply) = (.accepted, "\(reply)")
            change =
                letter.act.verb == "remind"
                ? settlement.reminded(letter.act) : settlement.distributed(letter.act, word: nil, echo: Echo())
        case .rejected(let reply):
            (delivery.state, delivery.reply) = (.refused, "\(reply)")
            let message = "the mail server refused \(delivery.address): \(reply); mend the address or pass on the link"
            change = .rejected(letter.act, Refusal(code: "mail_refused", message: message))
        case .retry(let reply):
            (delivery.state, delivery.reply) = (.queued, "\(reply)")
            change = .retry(letter.act, "the mail server asks to wait: \(reply)", code: "mail_deferred", after: nil)
        case .notSent(let trouble):
            (delivery.state, delivery.reply) = (.queued, trouble.message)
            change = .retry(letter.act, trouble.message, code: trouble.code, after: nil)
        case .unknown(let trouble):
            (delivery.state, delivery.reply) = (.unknown, trouble.message)
            change = .person(letter.act, "delivery unknown: \(trouble.message); not sent again by itself")
        }
        try writer.save([delivery])
        return try settlement.write([change], tasks: [], in: writer)
    }

    private func letter(for act: Intent, _ stored: [StoredTemplate]) throws(EngineError) -> Letter {
        guard let invitation = batch.invitation(of: act), let person = batch.person(of: act),
            let address = person.addresses.first
        else {
            throw EngineError(.invalid, "the invitation has no person with an address: add one and distribute again")
        }
        let template = TemplateChoice(
            act.verb == "remind" ? .remind : .distribute, of: batch.supply, provider: batch.connection.provider)
        let text = try world.composer.compose(
            template, language: invitation.language ?? person.language,
            variables: try variables(for: act, invitation, person, address), stored: stored)
        let secrets = invitation.credential.flatMap { batch.secrets[$0] }
        let domain = world.sender.mailbox.address.split(separator: "@").last.map(String.init) ?? "localhost"
        let messageID = "\(act.id.text)@\(domain)"
        let message = MailMessage(
            messageID: messageID, date: world.clock.now, from: world.sender.mailbox,
            to: Mailbox(name: person.name, address: address.address),
            subject: text.subject, text: text.text, html: text.html, language: text.language,
            headers: [.autoGenerated, .invitation(invitation.id.text)],
            secrets: [secrets?.secret, secrets?.link].compactMap { $0 })
        let delivery = Delivery(
            id: ID(unique: String(act.id.text.dropFirst(4))), invitation: invitation.id, intent: act.id,
            kind: template.kind.rawValue,
            address: address.address, language: text.language, subject: text.subject, messageID: messageID,
            state: .queued,
            attempts: act.attempts, at: world.clock.now)
        return Letter(act: act, message: message, delivery: delivery)
    }

    private func variables(
        for act: Intent, _ invitation: Invitation, _ person: Person, _ address: EmailAddress
    ) throws(EngineError) -> [String: String] {
        let item = batch.item(of: act)
        let variables = MailVariables(
            supply: batch.supply, connection: batch.connection, descriptor: batch.provider.descriptor,
            sender: world.sender)
        if item.credential != nil, item.link == nil { try variables.refuseLeadingAway() }
        return variables.values(
            name: person.name, address: address.address, assessments: invitation.assessments, code: item.credential,
            link: item.link, expires: invitation.credential.flatMap { batch.secrets[$0]?.expires })
    }
}

/// An assessment's id as people read it: `top-5` is "Top 5".
package enum AssessmentName {
    package static func of(_ id: String) -> String {
        id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
    }

    /// The id of an assessment whose name somebody wrote: "Top 5" is `top-5`.
    package static func id(_ name: String) -> String {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }

    package static func list(_ ids: [String]) -> String { ids.map(of).joined(separator: ", ") }
}
