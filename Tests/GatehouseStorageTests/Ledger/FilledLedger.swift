import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseTesting

/// One of everything that a ledger can hold, as it was written.
struct FilledLedger {
    let ledger: any Ledger
    var connection: Connection
    let client: Client
    let programme: Programme
    let template: StoredTemplate
    let pool: Supply
    let vendor: Supply
    let shared: Supply
    let unmetered: Supply
    let people: [Person]
    let command: CommandRecord
    /// Out of the pool, the vendor's stock, the shared code and the unmetered supply, for one person each.
    let invitations: [Invitation]
    let credentials: [CredentialID]
    let intents: [Intent]
    let result: ActResult
    let delivery: Delivery
    let item: WorkItem
    let run: ReconciliationRun
    let observation: ObservationRecord
    let discrepancy: DiscrepancyRecord
    let record: ImportRecord
}

extension LedgerBed {
    /// - Parameter text: stands in every text that people or vendors choose.
    func fill(_ ledger: any Ledger, text: String = "plain", prefix: String = "CODE") throws -> FilledLedger {
        let now = now
        let client = Client(id: id(), name: "client \(text)")
        let programme = Programme(id: id(), name: "programme \(text)", client: client.id, tags: ["tag", text])
        let connection = Connection(
            id: id(), name: "connection \(text)", provider: "code-bundles", mode: "api",
            settings: ["plan": "full", "note": .string(text), "depth": [1, 2.5, nil, true]],
            secrets: ["token": Secret("token \(text)")], descriptor: "{\"id\":\"\(text)\"}")
        let template = StoredTemplate(
            provider: "code-bundles", kind: "invitation", language: "en", version: 1, source: "source \(text)", at: now)
        func supply(_ stock: Stock, _ usage: Usage, assessments: [String]) -> Supply {
            Supply(
                id: id(), connection: connection.id, name: "\(stock.rawValue) \(text)",
                vendorID: "\(stock.rawValue)-\(text)",
                usage: usage, category: "strengths", stock: stock, assessments: assessments,
                price: Money(minorUnits: 1999, currency: "EUR"), attributes: ["title": .string(text)],
                vendorCounters: ["available \(text)": 7], countersAsOf: now,
                frozenBecause: stock == .shared ? text : nil)
        }
        let pool = supply(.pool, .single, assessments: ["top-5"])
        let vendor = supply(.vendor, .single, assessments: ["all-34", text])
        var shared = supply(.shared, .multi, assessments: ["course"])
        let unmetered = supply(.unmetered, .personal, assessments: ["core-drivers", "core-values"])
        let people = (0..<4).map { index -> Person in
            let id: PersonID = id()
            let addresses =
                index == 3
                ? []
                : [
                    EmailAddress(
                        stored: " \(id.text)+\(text)@Example.org", address: "\(id.text)+\(text)@example.org",
                        folded: "\(id.text)@example.org"),
                    EmailAddress(
                        stored: "b\(id.text)@example.org", address: "b\(id.text)@example.org",
                        folded: "b\(id.text)@example.org"),
                ]
            return Person(
                id: id, name: index == 2 ? nil : "Person \(text)", addresses: addresses, language: "de",
                timeZone: "Europe/Copenhagen",
                externalID: text, client: client.id, tags: ["tag", text])
        }
        shared.sharedCredential = try ledger.write { [shared] writer in
            try writer.save(client)
            try writer.save(programme)
            try writer.save(connection)
            try writer.add(template)
            for supply in [pool, vendor, shared, unmetered] { try writer.save(supply) }
            try writer.add(people)
            try writer.add(people.prefix(2).map(\.id), to: programme.id)
            try writer.add(SupplyEntry(supply: vendor.id, kind: .purchase, count: 10, at: now, reason: text))
            try writer.add(SupplyEntry(supply: shared.id, kind: .purchase, count: 100, at: now, reason: text))
            return try writer.attachShared(
                NewCredential(
                    secret: Secret("\(prefix)-SHARED-\(text)"), link: Secret("https://example.org/ac/\(text)"),
                    aliases: [Secret("\(prefix)-ALIAS-\(text)")], kind: .multiUseCode),
                to: shared.id)
        }
        _ = try load(
            [
                NewCredential(
                    secret: Secret("\(prefix)-\(text)-1"), kind: .singleUseCode, expires: CalendarDate("2027-01-31"))
            ]
                + LedgerBed.codes(4, prefix: prefix), into: pool, in: ledger)

        func invitation(_ supply: Supply, _ person: Person) -> Invitation {
            Invitation(
                id: id(), person: person.id, connection: connection.id, supply: supply.id, programme: programme.id,
                vendorID: text, channel: .ourMail, language: "de", assessments: supply.assessments,
                standing: Standing(.stages(.reserved, .invited), asOf: now), vendorWord: text,
                assessmentWords: ["top-5": text, text: "word"], createdAt: now, lastWriteAt: now, remindersSent: 2,
                lastRemindedAt: now)
        }
        var invitations = zip([pool, vendor, shared, unmetered], people).map(invitation)
        invitations[3].predecessor = invitations[0].id
        invitations[3].overrideReason = text
        let command = CommandRecord(
            id: id(), idempotencyKey: "key \(text)", inputHash: digest(.string(text)), verb: "invite", actor: text,
            at: now,
            answer: ["plan": .string(text)])
        let intents = invitations.enumerated().map { index, invitation in
            Intent(
                id: id(), command: command.id, verb: "distribute", connection: connection.id, supply: invitation.supply,
                invitation: invitation.id, channel: .ourMail, batch: "batch \(text) \(index)", support: "native",
                options: ["password": .string("hidden \(text)")], state: index == 3 ? .manual : .ready, attempts: 1,
                dueAt: now,
                detail: text, outcomeCode: text)
        }
        let result = ActResult(
            intent: intents[2].id, open: ["note": .string(text)],
            secrets: ["link": Secret("https://example.org/result/\(text)")])
        let delivery = Delivery(
            id: id(), invitation: invitations[0].id, intent: intents[0].id, kind: text, address: text, language: "de",
            subject: text,
            messageID: text, state: .accepted, attempts: 1, reply: text, at: now)
        let item = WorkItem(
            id: id(), connection: connection.id, title: text, steps: [text, "click"],
            materials: [
                .init(
                    name: text, mediaType: "text/csv", content: Array("\(prefix)-MATERIAL-\(text)".utf8) + [0, 255],
                    isSecret: true),
                .init(name: "b", mediaType: "text/plain", content: Array(text.utf8), isSecret: false),
            ], intents: [intents[3].id], asks: ["title": .string(text)], effects: [.string(text)], state: .open,
            createdAt: now)
        let run = ReconciliationRun(
            id: id(), connection: connection.id, source: text, at: now, asOf: now, isComplete: true, records: 9,
            matched: 4,
            absent: [invitations[1].id], setAside: 1, whole: .everything(but: [text]), doubted: [invitations[0].id])
        let observation = ObservationRecord(
            id: id(), run: run.id, connection: connection.id, invitation: invitations[1].id, word: text,
            meaning: .stages(.invited, .registered), asOf: now, source: text)
        let discrepancy = DiscrepancyRecord(
            id: id(), connection: connection.id, kind: "vendor_ahead", subject: text, invitation: invitations[1].id,
            supply: text, ours: text,
            theirs: text, evidence: text, policy: "auto", severity: "low", proposal: text, state: .open, firstSeen: now,
            lastSeen: now)
        let record = ImportRecord(
            id: id(), kind: "people", file: text, at: now, actor: text, rows: 4, accepted: 3, rejected: 1,
            duplicates: 0,
            created: people.map(\.id))
        let credentials = try ledger.write { [invitations, shared] writer in
            _ = try writer.begin(command)
            var credentials = try writer.addInvitations([invitations[0]], fromPool: pool.id, as: .reserved)
            for (supply, invitation) in zip([vendor, shared, unmetered], invitations.dropFirst()) {
                try writer.addInvitations([invitation], fromVendor: supply.id)
            }
            credentials.append(
                try writer.attach(
                    NewCredential(secret: Secret("\(prefix)-VENDOR-\(text)"), kind: .accessKey), to: invitations[1].id,
                    as: .handedOut))
            try writer.add(intents)
            try writer.keep(result)
            try writer.add([delivery])
            try writer.add([item])
            try writer.add(run)
            try writer.add([observation])
            try writer.note([discrepancy], of: connection.id, at: now, keepingOthers: true)
            try writer.add(record)
            try writer.audit([note("filled", text)])
            try writer.publish([OutboxEvent(type: "filled", object: text, at: now, data: ["text": .string(text)])])
            return credentials
        }
        invitations[0].credential = credentials[0]
        invitations[1].credential = credentials[1]
        invitations[2].credential = shared.sharedCredential
        return FilledLedger(
            ledger: ledger, connection: connection, client: client, programme: programme, template: template,
            pool: pool,
            vendor: vendor, shared: shared, unmetered: unmetered, people: people, command: command,
            invitations: invitations,
            credentials: credentials, intents: intents, result: result, delivery: delivery, item: item, run: run,
            observation: observation,
            discrepancy: discrepancy, record: record)
    }
}

/// Whether two values read alike byte for byte; `==` on texts also takes another spelling of the same letters.
func sameBytes<T>(_ a: T, _ b: T) -> Bool {
    var (first, second) = ("", "")
    dump(a, to: &first)
    dump(b, to: &second)
    return Array(first.utf8) == Array(second.utf8)
}
