import Foundation
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseStorage
import GatehouseTesting
import Synchronization

/// The engine on a real database, with a scripted vendor, a mail system that keeps what it gets, and a clock that stands.
final class EngineBed {
    let house: SQLLedgerHouse
    let ledger: any Ledger
    let clock: ManualClock
    let vendor: ScriptedVendor
    let mail = KeptMail()
    let world: EngineWorld
    let connection: Connection
    /// Of the database.
    let address: String
    private(set) var workers = 0

    /// - Parameter provider: takes the place of the scripted vendor's, with the way to its own vendor.
    init(
        address: String, mode: Mode = .api, vendor: ScriptedVendor = ScriptedVendor(),
        provider: (any Provider)? = nil, links: any LinkMaking = NoLinks(), clock: ManualClock = EngineBed.start()
    ) throws {
        (self.address, self.vendor, self.clock) = (address, vendor, clock)
        house = try EngineBed.open(address, clock)
        try house.migrate()
        let workspace = Workspace(id: WorkspaceID(unique: "bed"), name: "Bed")
        try house.add(workspace)
        ledger = AddingUpLedger(house.ledger(of: workspace.id))
        world = EngineBed.world(clock, seed: 7, provider ?? vendor, links, mail)
        let descriptor = (provider ?? vendor).descriptor
        connection = Connection(
            id: ConnectionID(unique: "c1"), name: "vendor", provider: descriptor.id, mode: mode.rawValue,
            settings: try descriptor.settings.checked([:]))
        let saved = connection
        try ledger.write { try $0.save(saved) }
    }

    /// The same house for another process, whose identifiers are others than those of every other `seed`.
    static func joined(_ address: String, seed: UInt64) throws -> (ledger: any Ledger, world: EngineWorld) {
        let clock = ManualClock(start().now.advanced(by: .seconds(seed * 10_000)))
        let ledger = try open(address, clock).ledger(of: WorkspaceID(unique: "bed"))
        return (ledger, world(clock, seed: seed &* 1000, ScriptedVendor(), NoLinks(), KeptMail()))
    }

    private static func open(_ address: String, _ clock: ManualClock) throws -> SQLLedgerHouse {
        let vault = try Vault(KeyRing(keys: [1: (0..<32).map { UInt8($0) }], current: 1))
        return try SQLLedgerHouse.open(address, vault: vault, clock: clock)
    }

    private static func world(
        _ clock: ManualClock, seed: UInt64, _ provider: any Provider, _ links: any LinkMaking, _ mail: KeptMail
    ) -> EngineWorld {
        EngineWorld(
            clock: clock, chance: SystemChance(seed: seed), domains: PlainDomains(),
            providers: ProviderCatalogue([provider]), links: links, mail: mail, composer: PlainComposer(),
            sender: Sender(
                mailbox: Mailbox(name: "Nordlys", address: "assess@example.org"), organisation: "Nordlys",
                helpAddress: "help@example.org"))
    }

    static func start() -> ManualClock { ManualClock(Instant(milliseconds: 1_763_769_600_000)) }

    /// A supply with this many units: codes in our pool, good until that day, or units that the vendor keeps.
    @discardableResult
    func supply(_ name: String = "spring", units: Int = 10, until day: CalendarDate? = nil) throws -> Supply {
        let stock: Stock = connection.mode == "api" ? .vendor : .pool
        let supply = Supply(
            id: SupplyID(unique: name), connection: connection.id, name: name, vendorID: "v-\(name)", usage: .single,
            category: "strengths", stock: stock,
            assessments: ["top-5"])
        let now = clock.now
        try ledger.write { writer in
            try writer.save(supply)
            if stock == .vendor, units > 0 {
                try writer.add(
                    SupplyEntry(supply: supply.id, kind: .purchase, count: Int64(units), at: now, reason: "bought"))
            }
        }
        if stock == .pool, units > 0 {
            var rows: [NewCredential]? = (1...units).map {
                NewCredential(secret: Secret("POOL-\(10_000 + $0)"), kind: .singleUseCode, expires: day)
            }
            _ = try ledger.importCredentials(
                into: supply.id, note: AuditNote(at: now, actor: "t", act: "imported", object: name)
            ) {
                defer { rows = nil }
                return rows
            }
        }
        return supply
    }

    /// A second connection of the same provider, with a supply of its own, called autumn, of one code.
    func secondConnection(mode: Mode = .portal, in other: (any Ledger)? = nil) throws -> Connection {
        let second = Connection(
            id: ConnectionID(unique: "c2"), name: "second", provider: connection.provider, mode: mode.rawValue,
            settings: connection.settings)
        let supply = Supply(
            id: SupplyID(unique: "autumn"), connection: second.id, name: "autumn", vendorID: "v-autumn",
            usage: .single, category: "strengths", stock: mode == .api ? .vendor : .pool, assessments: ["top-5"])
        let ledger = other ?? ledger
        try ledger.write { writer in
            try writer.save(second)
            try writer.save(supply)
        }
        if supply.stock == .vendor { return second }
        var rows: [NewCredential]? = [NewCredential(secret: Secret("AUT-10001"), kind: .singleUseCode)]
        _ = try ledger.importCredentials(
            into: supply.id, note: AuditNote(at: clock.now, actor: "t", act: "imported", object: "autumn")
        ) {
            defer { rows = nil }
            return rows
        }
        return second
    }

    static func drafts(_ count: Int) -> [PersonDraft] {
        (1...count).map {
            PersonDraft(address: "person\($0)@example.org", name: "Person \($0)", language: $0 % 2 == 0 ? "da" : "en")
        }
    }

    func request(_ count: Int, from supplies: String..., channel: Channel? = nil) -> InviteRequest {
        var request = InviteRequest(supplies: supplies)
        request.people = EngineBed.drafts(count)
        request.channel = channel
        return request
    }

    /// A worker of a new process.
    func worker() -> Worker {
        workers += 1
        return Worker(name: "w\(workers)", world: world)
    }

    @discardableResult
    func invite(_ request: InviteRequest, key: String? = nil) throws -> Receipt {
        try Recorder(world: world).record(.invite(request), actor: "tester", key: key, in: ledger).1
    }

    func follow(_ verb: String, _ invitations: [InvitationID]) throws -> Receipt {
        try Recorder(world: world).record(
            .followUp(FollowUpRequest(verb: verb, invitations: invitations)), actor: "tester", in: ledger
        ).1
    }

    /// Performs until idle, waiting for everything that is due later, at most for so long.
    func settle(within limit: Duration = .seconds(86_400)) throws {
        let end = clock.now.advanced(by: limit)
        let worker = worker()
        while true {
            try worker.runUntilIdle(ledger)
            guard let due = try ledger.read({ try $0.nextDue() }), due <= end else { return }
            if due > clock.now { clock.advance(by: due.since(clock.now)) } else { clock.advance(by: .seconds(1)) }
        }
    }

    func invitations() throws -> [Invitation] {
        try ledger.read { try $0.rows(matching: InvitationSearch(), after: nil, limit: 10_000).map(\.invitation) }
    }

    func counts(_ name: String = "spring") throws -> UnitCounts {
        try ledger.read { try $0.counts(of: [SupplyID(unique: name)])[SupplyID(unique: name)] } ?? UnitCounts()
    }

    func acts() throws -> [IntentState: Int64] { try ledger.read { try $0.intentCounts() }.filter { $0.value > 0 } }

    func verifyAudit() throws -> Bool {
        var before: AuditEntry?
        for entry in try ledger.read({ try $0.audit(after: 0, limit: 100_000) }) {
            guard entry.follows(before) else { return false }
            before = entry
        }
        return before != nil
    }
}

extension TestDatabase {
    func withEngine<T>(mode: Mode = .api, vendor: ScriptedVendor = ScriptedVendor(), _ body: (EngineBed) throws -> T)
        throws -> T
    {
        try withAddress { address in
            let bed = try EngineBed(address: address, mode: mode, vendor: vendor)
            let value = try body(bed)
            try bed.ledger.expectExactSums()
            try bed.house.close()
            return value
        }
    }
}

/// Keeps what it gets and answers as told.
final class KeptMail: MailTransport {
    struct State {
        var sent: [MailMessage] = []
        var outcomes: [String: [MailOutcome]] = [:]
        /// After so many mails our process dies: before the mail leaves (false) or right after (true).
        var death: (after: Int, isSent: Bool)?
        /// What happens elsewhere between a mail's leaving and our hearing of it.
        var meanwhile: (@Sendable (MailMessage) -> Void)?
    }

    struct Death: Error {}
    let state = Mutex(State())

    var sent: [MailMessage] { state.withLock { $0.sent } }
    func answer(_ address: String, _ outcomes: MailOutcome...) { state.withLock { $0.outcomes[address] = outcomes } }
    func die(after count: Int, isSent: Bool) { state.withLock { $0.death = (count, isSent) } }
    func meanwhile(_ happening: @escaping @Sendable (MailMessage) -> Void) {
        state.withLock { $0.meanwhile = happening }
    }
    func live() { state.withLock { $0.death = nil } }

    func send(_ next: () throws -> MailMessage?, settled: (MailOutcome) throws -> Void) rethrows {
        while let message = try next() {
            var isDead = false
            let outcome = state.withLock { state -> MailOutcome in
                if let death = state.death, state.sent.count >= death.after {
                    if death.isSent, state.sent.count == death.after { state.sent.append(message) }
                    isDead = true
                    return .notSent(MailTrouble(code: "death", message: "", step: .content))
                }
                if var told = state.outcomes[message.to.address], !told.isEmpty {
                    let next = told.removeFirst()
                    state.outcomes[message.to.address] = told
                    if case .accepted = next { state.sent.append(message) }
                    if case .unknown = next { state.sent.append(message) }
                    return next
                }
                state.sent.append(message)
                return .accepted(MailReply(code: 250, text: "kept", step: .verdict))
            }
            // A process that is dead settles nothing more.
            if isDead { return }
            state.withLock { $0.meanwhile }?(message)
            try settled(outcome)
        }
    }
}

struct PlainDomains: DomainFolding {
    func folded(_ domain: String) -> String? { domain.lowercased() }
}

struct NoLinks: LinkMaking {
    struct Link: VendorLink {
        func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
            throw LinkFailure(kind: .notAllowed, effect: .none, detail: "the scripted vendor needs no link")
        }
    }
    func link(for connection: Connection, descriptor: Descriptor) throws(ProviderError) -> any VendorLink { Link() }
}

/// Texts with everything that a test looks for; only English and Danish.
struct PlainComposer: Composing {
    func language(_ wanted: String?, for template: TemplateChoice, stored: [StoredTemplate]) -> LanguageChoice {
        let known = wanted.map { ["en", "da"].contains($0) } ?? false
        return LanguageChoice(language: known ? wanted! : "en", isFallback: !known)
    }

    func compose(
        _ template: TemplateChoice, language: String?, variables: [String: String], stored: [StoredTemplate]
    ) throws(EngineError) -> ComposedText {
        let chosen = self.language(language, for: template, stored: stored).language
        return ComposedText(
            subject: "\(template.kind.rawValue) \(chosen)",
            text: variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n"),
            html: nil, language: chosen)
    }
}
