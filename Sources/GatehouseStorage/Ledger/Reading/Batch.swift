import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// What acts have in common, stored once: one row serves every command that asks for the same.
struct Batch: Hashable {
    /// What the batch's key has behind its command's id; the whole key where there is a command.
    let key: String
    /// Nil where it serves all of them.
    let command: CommandID?
    let verb: String
    let connection: ConnectionID
    let supply: SupplyID?
    let channel: Channel?
    let support: String
    let options: [String: JSONValue]

    init(_ intent: Intent) {
        // An action's input may be a secret, and is hardly ever the same twice: it is not kept in memory.
        let isOwn = intent.batch.utf8.starts(with: intent.command.text.utf8) && !intent.verb.hasPrefix("action:")
        key = isOwn ? String(intent.batch.dropFirst(intent.command.text.count)) : intent.batch
        command = isOwn ? nil : intent.command
        verb = intent.verb
        connection = intent.connection
        supply = intent.supply
        channel = intent.channel
        support = intent.support
        options = intent.options
    }

    init(_ row: borrowing SQLRow, _ scope: LedgerScope) throws {
        key = try row.text(1)
        command = try row.optionalID(2)
        verb = try row.text(3)
        connection = try row.id(4)
        supply = try row.optionalID(5)
        channel = try row.optionalWord(6)
        support = try row.text(7)
        options = try row.optionalBlob(8).map { try Batch.open($0, scope) } ?? [:]
    }

    static let columns = "number, key, command, verb, connection, supply, channel, support, options"

    /// The whole key of the batch that acts of this command are in.
    func key(of command: CommandID) -> String { self.command == nil ? command.text + key : key }

    /// Enough to tell most apart; what was chosen costs more to hash than to compare.
    func hash(into hasher: inout Hasher) {
        hasher.combine(key)
        hasher.combine(verb)
    }

    /// What was chosen may hold secrets (an action's input), so all of it is sealed.
    func sealedOptions(_ scope: LedgerScope) throws -> SQLValue {
        if options.isEmpty { return .null }
        let text = Secret(JSONValue.object(options).canonicalText)
        return .blob(try scope.vault.seal(scope.workspace, field: Batch.field, text))
    }

    private static func open(_ box: [UInt8], _ scope: LedgerScope) throws -> [String: JSONValue] {
        let text = try scope.vault.open(scope.workspace, field: field, box).reveal()
        guard let options = (try? JSONValue(text: text))?.object else {
            throw SQLRow.damaged("options are no JSON object")
        }
        return options
    }

    private static let field = "batch options"
}

/// An act as its row holds it, without what its batch says.
struct IntentRow {
    let id: IntentID
    let command: CommandID
    let batch: Int64
    let invitation: InvitationID?
    /// The act or the invitation that it waits for.
    let awaited: String?
    let state: IntentState
    let attempts: Int
    let dueAt: Instant
    let claim: Intent.Claim?
    let fence: Int64
    let detail: String?
    let outcomeCode: String?
    let sent: SentItem?

    static let columns = """
        id, command, batch, invitation, after, state, attempts, due_at, worker, claimed_at, lease_until, fence, detail, \
        outcome_code, sent
        """

    init(_ row: borrowing SQLRow) throws {
        id = try row.id(0)
        command = try row.id(1)
        batch = try row.integer(2)
        invitation = try row.optionalID(3)
        awaited = try row.optionalText(4)
        state = try row.code(5, IntentState.byCode)
        attempts = Int(try row.integer(6))
        dueAt = try row.instant(7)
        fence = try row.integer(11)
        if let worker = try row.optionalText(8), let since = try row.optionalInstant(9),
            let until = try row.optionalInstant(10)
        {
            claim = Intent.Claim(worker: worker, since: since, until: until, fence: fence)
        } else {
            claim = nil
        }
        detail = try row.optionalText(12)
        outcomeCode = try row.optionalText(13)
        sent = try row.optionalText(14).flatMap { SentItem(document: try JSONValue(text: $0)) }
    }

    func intent(_ batch: Batch, claim newClaim: Intent.Claim? = nil) -> Intent {
        Intent(
            id: id, command: command, verb: batch.verb, connection: batch.connection, supply: batch.supply,
            invitation: invitation, channel: batch.channel, batch: batch.key(of: command), support: batch.support,
            after: awaited.flatMap { IntentID($0) }, behind: awaited.flatMap { InvitationID($0) },
            options: batch.options, state: state, attempts: attempts, dueAt: dueAt, claim: newClaim ?? claim,
            detail: detail,
            outcomeCode: outcomeCode, sent: sent)
    }
}
