import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func begin(_ command: CommandRecord) throws -> CommandRecord? { try begin([command])[0] }

    func begin(_ commands: [CommandRecord]) throws -> [CommandRecord?] {
        let refused = try insertNew(into: "commands", Self.commandFields, count: commands.count) {
            try fill(&$1, commands[$0])
        }
        return try commands.indices.map { refused.contains($0) ? try earlier(commands[$0]) : nil }
    }

    func add(_ commands: [CommandRecord]) throws {
        try insert(
            into: "commands", Self.commandFields, count: commands.count,
            unique: LedgerError(.conflict, "The same command is being recorded by somebody else: try again.")
        ) { try fill(&$1, commands[$0]) }
    }

    private static let commandFields = ["id", "key", "input_hash", "verb", "actor", "at", "answer"]

    private func fill(_ row: inout BulkRow, _ command: CommandRecord) throws {
        row.add(command.id)
        row.add(try key(command.idempotencyKey, "idempotency key"))
        row.add(command.inputHash)
        row.add(command.verb)
        row.add(command.actor)
        row.add(command.at)
        row.add(command.answer.canonicalText)
    }

    private func earlier(_ command: CommandRecord) throws -> CommandRecord {
        guard let before = try self.command(key: command.idempotencyKey), before.inputHash == command.inputHash else {
            throw LedgerError(
                .keyReused,
                "The idempotency key \(command.idempotencyKey.prefix(80)) was used for another request: take a new key."
            )
        }
        return before
    }

    func add(_ intents: [Intent]) throws {
        if intents.isEmpty { return }
        let places = try placeInBatches(intents)
        try insert(
            into: "intents",
            [
                "id", "command", "batch", "invitation", "after", "state", "attempts", "due_at", "worker", "claimed_at",
                "lease_until",
                "fence", "detail", "outcome_code",
            ], count: intents.count, unique: LedgerError(.conflict, "An act with this identifier is there already.")
        ) { index, row in
            let intent = intents[index]
            let claim = intent.state == .claimed ? intent.claim : nil
            row.add(intent.id)
            row.add(intent.command)
            row.add(places[index])
            row.add(intent.invitation)
            row.add(optional: intent.after?.text ?? intent.behind?.text)
            row.add(intent.state.code)
            row.add(Int64(intent.attempts))
            row.add(intent.dueAt)
            row.add(optional: claim?.worker)
            row.add(claim?.since)
            row.add(claim?.until)
            row.add(intent.claim?.fence ?? 0)
            row.add(optional: intent.detail)
            row.add(optional: intent.outcomeCode)
        }
        var counts: [IntentState: Int] = [:]
        for intent in intents { counts[intent.state, default: 0] += 1 }
        for (state, count) in counts { tally(count, acts: state) }
    }

    /// The number of each act's batch; those that are new are written.
    private func placeInBatches(_ intents: [Intent]) throws -> [Int64] {
        var new: [Batch] = []
        var byBatch: [Batch: Int] = [:]
        // A number, or the place among the new ones, as a complement below zero.
        var places: [Int64] = []
        places.reserveCapacity(intents.count)
        for (index, intent) in intents.enumerated() {
            // Acts of one batch come one behind the other.
            if index > 0, intent.isInBatch(of: intents[index - 1]) {
                places.append(places[index - 1])
                continue
            }
            let batch = Batch(intent)
            if let known = madeBatches[batch] ?? knownNumbers.number(of: batch, in: scope.number) {
                places.append(known)
            } else if let place = byBatch[batch] {
                places.append(~Int64(place))
            } else {
                byBatch[batch] = new.count
                places.append(~Int64(new.count))
                new.append(batch)
            }
        }
        let given = try new.indices.map { try numbers.next(connection, wanted: new.count - $0) }
        try write(Array(zip(given, new)))
        for (number, batch) in zip(given, new) where batch.command == nil { madeBatches[batch] = number }
        return places.map { $0 < 0 ? given[Int(~$0)] : $0 }
    }

    private func write(_ batches: [(Int64, Batch)]) throws {
        var options: (plain: [String: JSONValue], sealed: SQLValue) = ([:], .null)
        try insert(
            into: "batches",
            ["number", "key", "command", "verb", "connection", "supply", "channel", "support", "options"],
            count: batches.count
        ) { index, row in
            let (number, batch) = batches[index]
            if options.plain != batch.options { options = (batch.options, try batch.sealedOptions(scope)) }
            row.add(number)
            row.add(try key(batch.key, "batch key"))
            row.add(batch.command)
            row.add(batch.verb)
            row.add(batch.connection)
            row.add(batch.supply)
            row.add(optional: batch.channel?.rawValue)
            row.add(batch.support)
            row.add(value: options.sealed)
        }
    }

    func keep(_ result: ActResult) throws {
        if result.isEmpty { return }
        try require([result.intent], in: "intents", "act")
        try run(
            """
            INSERT INTO act_results (workspace, intent, content) VALUES (?1, ?2, ?3)
            ON CONFLICT (workspace, intent) DO UPDATE SET content = excluded.content
            """, [SQLValue(result.intent), .blob(try result.sealed(scope))])
    }

    func add(_ deliveries: [Delivery]) throws { try save(deliveries, mustExist: false) }
    func save(_ deliveries: [Delivery]) throws { try save(deliveries, mustExist: true) }

    private func save(_ deliveries: [Delivery], mustExist: Bool) throws {
        if mustExist { try require(deliveries.map(\.id), in: "deliveries", "delivery") }
        try runEach(
            """
            INSERT INTO deliveries (workspace, id, invitation, intent, kind, address, language, subject, message_id, state,
                attempts, reply, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            ON CONFLICT (workspace, id) DO UPDATE SET invitation = excluded.invitation, intent = excluded.intent,
                kind = excluded.kind, address = excluded.address, language = excluded.language, subject = excluded.subject,
                message_id = excluded.message_id, state = excluded.state, attempts = excluded.attempts,
                reply = excluded.reply, at = excluded.at
            """, deliveries
        ) {
            [
                SQLValue($0.id), SQLValue($0.invitation), SQLValue($0.intent), .text($0.kind), .text($0.address),
                .text($0.language), .text($0.subject), .text($0.messageID), .text($0.state.rawValue),
                SQLValue($0.attempts),
                SQLValue($0.reply), SQLValue($0.at),
            ]
        }
    }
}

extension Intent {
    fileprivate func isInBatch(of other: Intent) -> Bool {
        batch == other.batch && command == other.command && verb == other.verb && connection == other.connection
            && supply == other.supply && channel == other.channel && support == other.support
            && options == other.options
    }
}
