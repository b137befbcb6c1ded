import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Synchronization

/// A house with one workspace, on one of the two databases, and short ways to fill it.
final class LedgerBed: Sendable {
    let house: SQLLedgerHouse
    let ledger: any Ledger
    let address: String
    let now = Instant(milliseconds: 1_763_769_600_000)
    private let made = Atomic(0)

    static let workspace = WorkspaceID(unique: "bed")

    static func vault() throws -> Vault {
        try Vault(KeyRing(keys: [1: (0..<32).map { UInt8($0 &* 7 &+ 3) }], current: 1))
    }

    init(address: String, house: SQLLedgerHouse? = nil) throws {
        self.address = address
        self.house = try house ?? SQLLedgerHouse.open(address, vault: LedgerBed.vault(), clock: ManualClock(now))
        try self.house.migrate()
        try self.house.add(Workspace(id: LedgerBed.workspace, name: "Bed"))
        ledger = self.house.ledger(of: LedgerBed.workspace)
    }

    func id<Kind>() -> ID<Kind> {
        let number = String(made.add(1, ordering: .relaxed).newValue)
        return ID(unique: String(repeating: "0", count: 8 - number.count) + number)
    }

    // MARK: - Things

    @discardableResult
    func connection(_ name: String = "vendor", in ledger: (any Ledger)? = nil) throws -> Connection {
        let connection = Connection(
            id: id(), name: name, provider: "code-bundles", mode: "api", settings: ["plan": "full"])
        try (ledger ?? self.ledger).write { try $0.save(connection) }
        return connection
    }

    func supply(
        _ stock: Stock, name: String = "spring", of connection: Connection, assessments: [String] = ["top-5"],
        in ledger: (any Ledger)? = nil
    ) throws -> Supply {
        let usage: Usage = stock == .shared ? .multi : stock == .unmetered ? .personal : .single
        let supply = Supply(
            id: id(), connection: connection.id, name: name, vendorID: "v-\(name)", usage: usage, category: "strengths",
            stock: stock, assessments: assessments)
        try (ledger ?? self.ledger).write { try $0.save(supply) }
        return supply
    }

    /// A pool with this many codes `PREFIX-000001` ….
    func pool(_ count: Int, name: String = "spring", prefix: String = "CODE", in ledger: (any Ledger)? = nil) throws
        -> Supply
    {
        let ledger = ledger ?? self.ledger
        let connection = try ledger.read { try $0.connections().first } ?? self.connection(in: ledger)
        let supply = try supply(.pool, name: name, of: connection, in: ledger)
        _ = try load(LedgerBed.codes(count, prefix: prefix), into: supply, in: ledger)
        return supply
    }

    static func codes(_ count: Int, prefix: String = "CODE", from first: Int = 1) -> [NewCredential] {
        (first..<first + count).map { NewCredential(secret: code($0, prefix: prefix), kind: .singleUseCode) }
    }

    static func code(_ number: Int, prefix: String = "CODE") -> Secret {
        let digits = String(number)
        return Secret("\(prefix)-" + String(repeating: "0", count: 6 - digits.count) + digits)
    }

    func load(_ credentials: [NewCredential], into supply: Supply, in ledger: (any Ledger)? = nil) throws
        -> CredentialImport
    {
        var rest: [NewCredential]? = credentials
        return try (ledger ?? self.ledger).importCredentials(
            into: supply.id, note: note("supply.imported", supply.id.text)
        ) {
            defer { rest = nil }
            return rest
        }
    }

    func note(_ act: String, _ object: String) -> AuditNote {
        AuditNote(at: now, actor: "tester", act: act, object: object, details: ["why": "test"])
    }

    func people(_ count: Int, in ledger: (any Ledger)? = nil) throws -> [Person] {
        let people = (0..<count).map { _ -> Person in
            let id: PersonID = id()
            let address = "\(id.text)@example.org"
            return Person(
                id: id, name: "Person \(id.text)",
                addresses: [EmailAddress(stored: address, address: address, folded: address)])
        }
        try (ledger ?? self.ledger).write { try $0.add(people) }
        return people
    }

    func invitation(_ supply: Supply, for person: PersonID?, at stage: Stage = .reserved) -> Invitation {
        Invitation(
            id: id(), person: person, connection: supply.connection, supply: supply.id, channel: .ourMail,
            language: "en",
            assessments: supply.assessments, standing: Standing(.stages(stage, stage), asOf: now), createdAt: now,
            lastWriteAt: now)
    }

    func command(key: String? = nil, input: String = "input") -> CommandRecord {
        let id: CommandID = id()
        return CommandRecord(
            id: id, idempotencyKey: key ?? "key-\(id.text)", inputHash: digest(.string(input)), verb: "invite",
            actor: "tester",
            at: now, answer: ["plan": "x"])
    }

    func intent(
        _ invitation: Invitation, _ command: CommandRecord, verb: String = "distribute", state: IntentState = .ready,
        batch: String? = nil, support: String = "native", after: IntentID? = nil,
        behind: InvitationID? = nil, options: [String: JSONValue] = [:],
        dueAt: Instant? = nil
    ) -> Intent {
        Intent(
            id: id(), command: command.id, verb: verb, connection: invitation.connection, supply: invitation.supply,
            invitation: invitation.id, channel: .ourMail, batch: batch ?? command.id.text, support: support,
            after: after, behind: behind,
            options: options, state: state, dueAt: dueAt ?? now)
    }

    func counts(_ supply: Supply) throws -> UnitCounts {
        try ledger.read { try $0.counts(of: [supply.id])[supply.id] } ?? UnitCounts()
    }
}

extension TestDatabase {
    /// A migrated house with one workspace, open while `body` runs.
    func withLedger<T>(_ body: (LedgerBed) throws -> T) throws -> T {
        try withAddress { address in
            let bed = try LedgerBed(address: address)
            let value = try body(bed)
            try bed.house.close()
            return value
        }
    }
}

/// The code of the ledger error that `body` throws; nil when it throws none.
func refusal<T>(_ body: () throws -> T) -> LedgerError.Code? {
    do { _ = try body() } catch { return (error as? LedgerError)?.code }
    return nil
}
