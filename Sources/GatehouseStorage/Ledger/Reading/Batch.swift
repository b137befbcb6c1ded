import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// What the acts of one batch have in common, stored once.
struct Batch {
    let key: String
    let command: CommandID
    let verb: String
    let connection: ConnectionID
    let supply: SupplyID?
    let channel: Channel?
    let support: String
    let options: [String: JSONValue]

    init(_ intent: Intent) {
        key = intent.batch
        command = intent.command
        verb = intent.verb
        connection = intent.connection
        supply = intent.supply
        channel = intent.channel
        support = intent.support
        options = intent.options
    }

    init(_ row: borrowing SQLRow, _ scope: LedgerScope) throws {
        key = try row.text(1)
        command = try row.id(2)
        verb = try row.text(3)
        connection = try row.id(4)
        supply = try row.optionalID(5)
        channel = try row.optionalWord(6)
        support = try row.text(7)
        options = try row.optionalBlob(8).map { try Batch.open($0, scope) } ?? [:]
    }

    static let columns = "number, key, command, verb, connection, supply, channel, support, options"

    func holds(_ intent: Intent) -> Bool {
        key == intent.batch && command == intent.command && verb == intent.verb && connection == intent.connection
            && supply == intent.supply && channel == intent.channel && support == intent.support
            && options == intent.options
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

    static let columns = """
        id, batch, invitation, after, state, attempts, due_at, worker, claimed_at, lease_until, fence, detail, outcome_code
        """

    init(_ row: borrowing SQLRow) throws {
        id = try row.id(0)
        batch = try row.integer(1)
        invitation = try row.optionalID(2)
        awaited = try row.optionalText(3)
        state = try row.code(4, IntentState.byCode)
        attempts = Int(try row.integer(5))
        dueAt = try row.instant(6)
        fence = try row.integer(10)
        if let worker = try row.optionalText(7), let since = try row.optionalInstant(8),
            let until = try row.optionalInstant(9)
        {
            claim = Intent.Claim(worker: worker, since: since, until: until, fence: fence)
        } else {
            claim = nil
        }
        detail = try row.optionalText(11)
        outcomeCode = try row.optionalText(12)
    }

    func intent(_ batch: Batch, claim newClaim: Intent.Claim? = nil) -> Intent {
        Intent(
            id: id, command: batch.command, verb: batch.verb, connection: batch.connection, supply: batch.supply,
            invitation: invitation, channel: batch.channel, batch: batch.key, support: batch.support,
            after: awaited.flatMap { IntentID($0) }, behind: awaited.flatMap { InvitationID($0) },
            options: batch.options, state: state, attempts: attempts, dueAt: dueAt, claim: newClaim ?? claim,
            detail: detail,
            outcomeCode: outcomeCode)
    }
}
