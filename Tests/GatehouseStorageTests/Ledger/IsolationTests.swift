import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

/// What belongs to another workspace looks exactly like what was never there: for each reading and writing method.
@Suite struct IsolationTests {
    private func withNeighbours(_ database: TestDatabase, _ body: (LedgerBed, FilledLedger, any Ledger) throws -> Void)
        throws
    {
        try database.withLedger { bed in
            let filled = try bed.fill(bed.ledger)
            let other = Workspace(id: WorkspaceID(unique: "other"), name: "Other")
            try bed.house.add(other)
            try body(bed, filled, bed.house.ledger(of: other.id))
        }
    }

    @Test("Every reading method finds nothing of another workspace", arguments: TestDatabase.all)
    func reading(_ database: TestDatabase) throws {
        try withNeighbours(database) { bed, filled, other in
            let secret = LedgerBed.code(1)
            let theirs = try filled.ledger.read { $0.credentialKey(of: secret) }
            let sums = try bed.addedUp(filled.ledger)
            #expect(!sums.isEmpty)
            #expect(try bed.addedUp(other) == [])
            try other.write { try $0.forgetComparison() }
            #expect(try filled.ledger.read { try $0.comparison(at: .supplies, from: nil, to: nil) } == sums)
            try other.read { reader throws in
                #expect(try reader.connections() == [] && reader.connection(named: filled.connection.name) == nil)
                #expect(try reader.connection(filled.connection.id) == nil)
                #expect(try reader.supplies(of: nil) == [] && reader.supplies(of: filled.connection.id) == [])
                #expect(try reader.supply(named: filled.pool.name) == nil && reader.supply(filled.pool.id) == nil)
                #expect(try reader.supply(vendorID: filled.pool.vendorID, of: filled.connection.id) == nil)
                #expect(try reader.counts(of: [filled.pool.id]) == [:] && reader.entries(of: filled.pool.id) == [])
                #expect(try reader.clients() == [] && reader.programmes() == [] && reader.templates() == [])
                #expect(try reader.programme(named: filled.programme.name) == nil)

                let person = filled.people[0]
                #expect(try reader.person(person.id) == nil && reader.people([person.id]) == [:])
                #expect(try reader.people(atAddresses: [person.addresses[0].address]) == [:])
                #expect(try reader.people(matching: PeopleSearch(), after: nil, limit: 9) == [])

                #expect(try reader.programmes(of: person.id) == [] && reader.merge(MergeID(unique: "m")) == nil)
                #expect(try reader.merges(.all) == [] && reader.apartPairs() == [] && reader.sharedAccounts() == [])
                #expect(try reader.merges(.into([person.id])) == [] && reader.merges(.of([person.id])) == [])
                try reader.forEachProgrammeMember { _, _ in Issue.record("another's programme was shown") }

                let ids = filled.invitations.map(\.id)
                #expect(try reader.invitation(ids[0]) == nil && reader.invitations(ids) == [:])
                #expect(try reader.entitlements(of: [person.id], to: filled.pool.assessments) == [])
                #expect(try reader.completedAssessments(of: [person.id]) == [:])
                #expect(
                    try reader.rows(matching: InvitationSearch(), after: nil, limit: 9) == []
                        && reader.row(ids[0]) == nil)
                #expect(try reader.invitedPeople(matching: InvitationSearch(), after: nil, limit: 9) == [])
                #expect(try reader.openDifferences("vendor_ahead", of: filled.connection.id).isEmpty)
                #expect(try reader.coaches(named: CoachOptions([filled.connection.id: "coaches"])) == [])
                #expect(try reader.credentials(filled.credentials) == [:] && reader.reveal(filled.credentials) == [:])
                #expect(try reader.freeCredentials(of: filled.pool.id, limit: 9) == [])
                #expect(try reader.holder(of: filled.credentials[0]) == nil)
                #expect(try reader.deliveries(of: ids[0]) == [])
                #expect(try reader.deliveries(in: DeliveryState.allCases, after: nil, limit: 9) == [])

                #expect(try reader.command(key: filled.command.idempotencyKey) == nil)
                #expect(try reader.intents(of: filled.command.id) == [] && reader.intents(of: ids[0]) == [])
                #expect(try reader.intents(filled.intents.map(\.id)) == [] && reader.intents(behind: ids) == [])
                #expect(try reader.result(of: filled.result.intent) == nil)
                #expect(try reader.openIntents(of: nil, in: IntentState.allCases, limit: 9) == [])
                #expect(try reader.openIntents(of: filled.connection.id, in: IntentState.allCases, limit: 9) == [])
                #expect(try reader.intentCounts() == [:] && reader.claimingWorkers() == [] && reader.nextDue() == nil)
                #expect(try reader.workItems(of: nil, state: nil) == [] && reader.workItem(filled.item.id) == nil)

                try reader.forEachInvitation(of: filled.connection.id) { _ in
                    Issue.record("another's invitation was shown")
                }
                try reader.forEachUnheldCredential(of: filled.connection.id) { _ in
                    Issue.record("another's credential was shown")
                }
                #expect(try reader.lastRuns(of: filled.connection.id, limit: 9) == [] && reader.runs(limit: 9) == [])
                #expect(try reader.run(filled.run.id) == nil)
                #expect(try reader.discrepancies(of: nil, state: nil) == [])
                #expect(try reader.observations(of: ids[1]) == [])
                #expect(try reader.credential(withKey: theirs) == nil && reader.credentialKey(of: secret) != theirs)
                #expect(try reader.schedules() == [])
                #expect(try reader.imports(limit: 9) == [] && reader.importRecord(filled.record.id) == nil)
                #expect(try reader.audit(after: 0, limit: 9) == [])
            }
        }
    }

    @Test(
        "Every writing method refuses another workspace's objects like absent ones, and changes nothing of them",
        arguments: TestDatabase.all)
    func writing(_ database: TestDatabase) throws {
        try withNeighbours(database) { bed, filled, other in
            let before = try snapshot(filled)
            let connection = try bed.connection("own", in: other)
            let pool = try bed.pool(2, name: "own", prefix: "OWN", in: other)
            let person = try bed.people(1, in: other)[0]
            let command = bed.command()
            try other.write { _ = try $0.begin(command) }
            func refused(_ what: String, _ body: @Sendable (any LedgerWriter) throws -> Void) {
                let code = refusal { try other.write { try body($0) } }
                #expect(code == .notFound, "\(what)")
            }
            let theirs = filled.invitations[0]
            refused("supply of another's connection") {
                try $0.save(
                    Supply(
                        id: bed.id(), connection: filled.connection.id, name: "n", vendorID: "n", usage: .single,
                        category: "", stock: .pool, assessments: []))
            }
            refused("programme of another's client") {
                try $0.save(Programme(id: bed.id(), name: "p", client: filled.client.id))
            }
            refused("entry") {
                try $0.add(SupplyEntry(supply: filled.vendor.id, kind: .purchase, count: 1, at: bed.now, reason: ""))
            }
            refused("person of another's client") { try $0.add([Person(id: bed.id(), client: filled.client.id)]) }
            refused("people into a programme") { try $0.add([person.id], to: filled.programme.id) }
            refused("hand over") { _ = try $0.handOver(filled.people[0].id, to: person.id) }
            refused("hand over to another's") { _ = try $0.handOver(person.id, to: filled.people[0].id) }
            refused("keep apart") {
                try $0.keepApart(
                    ApartPair(person.id, filled.people[0].id, at: bed.now, by: "tester", reason: nil))
            }
            refused("from pool") { _ = try $0.addInvitations([theirs], fromPool: filled.pool.id, as: .reserved) }
            refused("from vendor") { try $0.addInvitations([filled.invitations[1]], fromVendor: filled.vendor.id) }
            refused("holding") { try $0.addInvitations([theirs], holding: filled.pool.id, as: .used) }
            refused("another's person") {
                _ = try $0.addInvitations(
                    [bed.invitation(pool, for: filled.people[0].id)], fromPool: pool.id, as: .reserved)
            }
            refused("another's programme") { writer in
                var own = bed.invitation(pool, for: person.id)
                own.programme = filled.programme.id
                _ = try writer.addInvitations([own], fromPool: pool.id, as: .reserved)
            }
            refused("another's predecessor") { writer in
                var own = bed.invitation(pool, for: person.id)
                own.predecessor = theirs.id
                _ = try writer.addInvitations([own], fromPool: pool.id, as: .reserved)
            }
            refused("act on another's invitation") { writer in
                let own = bed.invitation(pool, for: person.id)
                let act = bed.intent(theirs, command)
                try writer.add([
                    Intent(
                        id: act.id, command: command.id, verb: "issue", connection: connection.id, supply: pool.id,
                        invitation: theirs.id, channel: nil, batch: "b", support: "native", state: .ready,
                        dueAt: bed.now)
                ])
                _ = own
            }
            refused("act of another's command") {
                try $0.add([bed.intent(bed.invitation(pool, for: nil), filled.command)])
            }
            refused("delivery") { try $0.add([filled.delivery]) }
            refused("save delivery") { try $0.save([filled.delivery]) }
            refused("settle") { try $0.settle([filled.intents[0]]) }
            refused("what an act brought") { try $0.keep(filled.result) }
            refused("save invitation") { try $0.save([theirs]) }
            refused("attach") {
                _ = try $0.attach(NewCredential(secret: Secret("new"), kind: .accessKey), to: theirs.id, as: .reserved)
            }
            refused("adopt") {
                _ = try $0.adopt(
                    NewCredential(secret: Secret("new"), kind: .accessKey), by: theirs.id, as: .used, at: bed.now,
                    reason: "")
            }
            refused("attachShared") {
                _ = try $0.attachShared(NewCredential(secret: Secret("new"), kind: .multiUseCode), to: filled.shared.id)
            }
            refused("moveUnits") { try $0.moveUnits(of: [theirs.id], to: .used) }
            refused("release") { try $0.release([theirs.id]) }
            refused("moveCredentials") { try $0.moveCredentials(filled.credentials, to: .used) }
            refused("moveFreeUnits from") {
                try $0.moveFreeUnits(1, from: filled.pool.id, to: pool.id, at: bed.now, reason: "")
            }
            refused("moveFreeUnits to") {
                try $0.moveFreeUnits(1, from: pool.id, to: filled.pool.id, at: bed.now, reason: "")
            }
            refused("setUnitStates") { try $0.setUnitStates(of: filled.shared.id, counts: [.used: 1]) }
            refused("work item for another's act") {
                try $0.add([
                    WorkItem(
                        id: bed.id(), connection: connection.id, title: "", steps: [], materials: [],
                        intents: [filled.intents[0].id], asks: nil, effects: nil, state: .open, createdAt: bed.now)
                ])
            }
            refused("work item of another's connection") {
                try $0.add([
                    WorkItem(
                        id: bed.id(), connection: filled.connection.id, title: "", steps: [], materials: [],
                        intents: [], asks: nil, effects: nil, state: .open, createdAt: bed.now)
                ])
            }
            refused("save work item") { try $0.save(filled.item) }
            refused("run") { try $0.add(filled.run) }
            refused("observation") { try $0.add([filled.observation]) }
            refused("note") {
                try $0.note([filled.discrepancy], of: filled.connection.id, at: bed.now, keepingOthers: false)
            }
            refused("save discrepancy") { try $0.save(filled.discrepancy) }
            refused("schedule") { try $0.schedule(filled.connection.id, .off) }
            refused("claim a schedule") {
                _ = try $0.claim(Schedule(connection: filled.connection.id), now: bed.now, lease: .seconds(1))
            }
            refused("save import") { try $0.save(filled.record) }
            #expect(
                refusal { try bed.load(LedgerBed.codes(1, prefix: "X"), into: filled.pool, in: other) } == .notFound)
            // What names nothing of the other's has no effect on it.
            try other.write { writer in
                try writer.remove(filled.people.map(\.id))
                #expect(try writer.claim(worker: "w", now: bed.now, lease: .seconds(1), limit: 9) == [])
                try writer.abandonClaims(ofWorkers: ["w"])
                // The same names and keys are free here.
                #expect(
                    try writer.begin(
                        CommandRecord(
                            id: bed.id(), idempotencyKey: filled.command.idempotencyKey, inputHash: "other", verb: "",
                            actor: "", at: bed.now, answer: nil)) == nil)
                try writer.save(Client(id: bed.id(), name: filled.client.name))
                try writer.add(filled.template)
                try writer.add([Person(id: bed.id(), addresses: filled.people[0].addresses)])
            }
            // The same code may lie in both.
            #expect(try bed.load(LedgerBed.codes(1), into: pool, in: other).accepted == 1)
            for (now, then) in zip(try snapshot(filled), before) { #expect(now == then) }
        }
    }

    @Test("An absent workspace reads empty and cannot be written", arguments: TestDatabase.all)
    func absent(_ database: TestDatabase) throws {
        try database.withLedger { bed throws in
            let nowhere = bed.house.ledger(of: WorkspaceID(unique: "nowhere"))
            #expect(try nowhere.read { try $0.connections() } == [])
            #expect(refusal { try bed.connection(in: nowhere) } == .notFound)
            #expect(refusal { try bed.house.add(Workspace(id: LedgerBed.workspace, name: "again")) } == .taken)
        }
    }

    /// Everything of a workspace that reading shows.
    private func snapshot(_ filled: FilledLedger) throws -> [String] {
        try filled.ledger.read { reader in
            var all: [String] = []
            func add(_ value: Any) {
                var text = ""
                dump(value, to: &text)
                all.append(text)
            }
            for connection in try reader.connections() { add("\(connection == filled.connection)") }
            add(try reader.people(matching: PeopleSearch(), after: nil, limit: 99))
            add(try reader.rows(matching: InvitationSearch(), after: nil, limit: 99).map(\.invitation.id))
            for invitation in filled.invitations { add("\(try reader.invitation(invitation.id) == invitation)") }
            for supply in try reader.supplies(of: nil) {
                let counts = try reader.counts(of: [supply.id])[supply.id] ?? UnitCounts()
                add(UnitState.allCases.map { counts[$0] })
            }
            add(try reader.intents(of: filled.command.id).map(\.state))
            add(try reader.workItems(of: nil, state: nil))
            add(try reader.discrepancies(of: nil, state: nil))
            add(try reader.imports(limit: 9))
            add(try reader.deliveries(of: filled.invitations[0].id))
            add(try reader.audit(after: 0, limit: 99).map(\.hash))
            return all
        }
    }
}
