package import GatehouseForms
package import GatehouseModel

/// Writing one workspace's ledger, inside one transaction. Constraints of the database, not the order of calls, forbid a
/// second holder of a single-use credential and a second living entitlement; breaking one throws `conflict`.
package protocol LedgerWriter: LedgerReader {
    // Set-up: adds, or replaces the one with the same id. A taken name throws `taken`; a removed connection's is free.
    func save(_ connection: Connection) throws
    /// Its stock cannot change while it has units; a `sharedCredential` of nil leaves the one it has.
    func save(_ supply: Supply) throws
    func save(_ client: Client) throws
    func save(_ programme: Programme) throws
    /// Units that lie at the vendor come in free and go out of the free ones (`lost` ones stay counted); fewer free ones
    /// than that throws `conflict`. Of a pool only `lost` can be entered: its codes come in by importing them.
    func add(_ entry: SupplyEntry) throws
    func add(_ template: StoredTemplate) throws

    // People. An address that another person of the workspace has already throws `taken`.
    func add(_ people: [Person]) throws
    func save(_ person: Person) throws
    /// What is read of these people from now on holds until the commit: whoever else changes one of them, merges them or
    /// writes something for them has finished, or waits. Lock before reading what is to be decided by; locking again is no
    /// matter. Gives those that are there.
    func lock(_ people: some Collection<PersonID>) throws -> Set<PersonID>
    /// One who was ever invited, or is part of a merge that stands, throws `conflict`; one who is not there is no matter.
    func remove(_ people: [PersonID]) throws
    func add(_ people: [PersonID], to programme: ProgrammeID) throws
    /// Gives everything that belongs to one person (invitations, entitlements, programmes) to another, and takes the first
    /// one's record away: nothing can refer to it any more. Where both hold a living entitlement for one assessment, the
    /// first one's stands beside the other's.
    func handOver(_ other: PersonID, to kept: PersonID) throws -> PersonMerge.Belongings
    /// What was handed over, back to a record that is there again, as far as the kept one still has it. A programme into which
    /// the kept one was invited since then stays its own as well.
    func handBack(_ belongings: PersonMerge.Belongings, to other: PersonID, from kept: PersonID, since: Instant) throws
    /// Adds, or replaces the one with the same id. A second standing merge of one record throws `conflict`.
    func save(_ merge: PersonMerge) throws
    func keepApart(_ pair: ApartPair) throws
    /// Gives whether they were kept apart.
    func stopKeepingApart(_ one: PersonID, _ other: PersonID) throws -> Bool
    func add(_ record: ImportRecord) throws
    func save(_ record: ImportRecord) throws

    // The road
    /// A command that came before with the same key and input is given back and nothing is written; other input throws
    /// `key_reused`.
    func begin(_ command: CommandRecord) throws -> CommandRecord?
    /// Several at once, under different keys, each as by itself.
    func begin(_ commands: [CommandRecord]) throws -> [CommandRecord?]
    /// Commands that are known to be new; a key that came meanwhile throws `conflict`, then or later.
    func add(_ commands: [CommandRecord]) throws
    /// Takes free credentials of a pool for as many new invitations, one each, in the pool's order, and writes the
    /// invitations with them, reserved or handed out as `state` says. Fewer free ones than asked throws `conflict` and
    /// takes none. Gives the credential of each invitation.
    func addInvitations(_ invitations: [Invitation], fromPool supply: SupplyID, as state: UnitState) throws
        -> [CredentialID]
    /// Writes invitations whose credential the vendor will give (`stock` vendor: as many units become reserved and fewer
    /// available than asked throws `conflict`; shared: they carry the supply's shared credential; unmetered: none; pool: the
    /// vendor picks from what it still holds itself, so nothing of ours is taken).
    func addInvitations(_ invitations: [Invitation], fromVendor supply: SupplyID) throws
    /// Writes invitations for credentials of a pool that the ledger has and nobody holds, each naming its own: what was
    /// handed out behind our back. One that is held throws `conflict`.
    func addInvitations(_ invitations: [Invitation], holding supply: SupplyID, as state: UnitState) throws
    /// Living entitlements of new invitations; a second living one for a person and assessment throws `conflict` unless
    /// the invitation has an override reason. Called by all of the above; closed when an end is saved.
    func add(_ intents: [Intent]) throws
    /// A delivery with the same id is replaced: the same message is tried again.
    func add(_ deliveries: [Delivery]) throws

    /// Gives one batch of due acts to a worker: the oldest ready or unknown act's whole batch as far as it is in the same
    /// state, at most `limit`; empty when nothing is due. Acts claimed by others whose lease has ended count as unknown.
    /// They are given with the state they had (`ready` or `unknown`; a claim whose lease has ended is `unknown`) and with
    /// their new claim, whose fence is higher than any before. Batch key, support and state are the same in all of them.
    /// On PostgreSQL workers skip each other's rows.
    ///
    /// - Parameter among: only these acts are given; nil for whichever are due.
    func claim(worker: String, now: Instant, lease: Duration, limit: Int, among: [IntentID]?) throws -> [Intent]
    /// Claims these acts on for the workers that their claims name, as far as nobody else has claimed or settled them since; gives
    /// those whose claim was renewed. An act whose lease had ended, but which nobody has taken up, is claimed again.
    func renew(_ claimed: [Intent], now: Instant, until: Instant) throws -> Set<IntentID>
    /// Acts claimed by these workers, which are known to be dead, count as unknown at once.
    func abandonClaims(ofWorkers workers: [String]) throws
    /// Writes back acts with their new state, detail, attempts and due time; those that carry a claim with another fence
    /// than the stored one throw `takenOver`. An act written back as `claimed` renews its lease. Acts that wait for one now done become ready (or `manual`, as their support says); those that wait
    /// for one rejected or cancelled are cancelled.
    func settle(_ intents: [Intent]) throws
    /// Keeps what an act brought, sealed, in place of what it brought before; an empty one is not kept.
    func keep(_ result: ActResult) throws
    /// Acts that wait behind one of these invitations may be performed from `now` on.
    func release(behind invitations: [InvitationID], at now: Instant) throws
    func save(_ deliveries: [Delivery]) throws
    /// Replaces invitations: standing, words, vendor's id, times; never the credential, which is taken by `addInvitations` and
    /// `attach` and given back by `release`, nor a person that is there, who changes by `handOver` only. An end closes its
    /// entitlements.
    func save(_ invitations: [Invitation]) throws
    /// As `save`, of invitations as this transaction has read them, fastest in their own order: each becomes what `edit` makes of
    /// it, shown its place in the list; nil leaves it as it is. Where others write at the same time, `edit` sees one that it changes
    /// a second time, as it is until the commit; those that are gone by then are left out. Gives those that changed, with their
    /// places, ascending.
    func change(
        _ invitations: [Invitation], _ edit: (Int, Invitation) throws -> Invitation?
    ) throws -> [(place: Int, invitation: Invitation)]
    /// Keeps what the vendor issued for an invitation and ties it to it. A single-use credential that the workspace has
    /// already throws `conflict`, unless it was released and the vendor gives it out again. Its unit goes from reserved or
    /// quarantined to `state`.
    func attach(_ credential: NewCredential, to invitation: InvitationID, as state: UnitState) throws -> CredentialID
    /// Ties to an invitation of a pool the code that the vendor picked for it itself: one that the pool has and nobody holds,
    /// or one that the ledger never had, which comes in with it as bought (or as moved here, where a move announced it). One
    /// that is held, used, lost or of another supply throws `conflict`.
    func adopt(
        _ credential: NewCredential, by invitation: InvitationID, as state: UnitState, at: Instant, reason: String
    ) throws -> CredentialID
    /// Keeps the shared credential of a multi-use supply.
    func attachShared(_ credential: NewCredential, to supply: SupplyID) throws -> CredentialID
    /// Moves the units of invitations to a state, whatever their stock; the units of stock `vendor` without a credential
    /// row are counted the same way. Unmetered and shared ones are left alone. To `available` only `release` leads.
    func moveUnits(of invitations: [InvitationID], to state: UnitState) throws
    /// The same of invitations as this transaction has written them, which nobody else has changed since.
    func moveUnits(ofWritten invitations: [Invitation], to state: UnitState) throws
    /// A retracted single-use unit that the vendor shows free: back to available, no longer held by the invitation. A used
    /// or lost one throws `conflict`.
    func release(_ invitations: [InvitationID]) throws
    /// Credentials of a pool that nobody holds, to a state: what a file shows of them. A held one throws `conflict`.
    func moveCredentials(_ credentials: [CredentialID], to state: UnitState) throws
    /// Free credentials of a pool go to nobody from now on; what brings them back is raised, never lowered, also of those that
    /// were set apart before. Those that somebody holds or that are neither free nor set apart are left alone.
    func setApart(_ credentials: [CredentialID], until comeback: Comeback) throws
    /// The vendor shows these as free: of those that wait for that, an export is enough from now on.
    func noteShownFree(_ credentials: [CredentialID]) throws
    /// Free codes of pools whose last day was before `at`'s day are lost, with an entry; gives how many by supply. None is ever
    /// given out, whether this was called or not; only the counts know them until then.
    func loseExpired(at: Instant) throws -> [SupplyID: Int64]
    /// Takes free units of one supply over to another, with both entries; those that arrive in a pool are quarantined until
    /// a file shows them. Fewer free ones than asked throws `conflict`.
    func moveFreeUnits(_ count: Int64, from: SupplyID, to: SupplyID, at: Instant, reason: String) throws
    /// Units that the vendor counts in a state and that no invitation holds become free, to be taken for somebody who is
    /// found to have them; fewer of them in that state throws `conflict`. Only where the vendor keeps the units.
    func freeUnheld(_ count: Int64, in state: UnitState, of supply: SupplyID) throws
    /// Uses of a shared credential and units used behind our back, as the vendor counts them; states that are not named stay,
    /// and the free ones are what is left of all. Counts that cannot be so throw `conflict`. Not for pools.
    func setUnitStates(of supply: SupplyID, counts: [UnitState: Int64]) throws

    func add(_ items: [WorkItem]) throws
    func save(_ item: WorkItem) throws
    /// What is to be done, and with which files: in place of what was.
    func redraw(_ item: WorkItem) throws

    // Reconciliation
    func add(_ run: ReconciliationRun) throws
    func add(_ observations: [ObservationRecord]) throws
    /// Adds the new, refreshes the known (same connection, class and subject, open), and resolves those of the connection
    /// that are open and not in the list, unless `keepingOthers`. One that was ignored by hand stays so. What is settled already is written so.
    func note(_ discrepancies: [DiscrepancyRecord], of connection: ConnectionID, at: Instant, keepingOthers: Bool)
        throws
    func save(_ discrepancy: DiscrepancyRecord) throws
    /// What these differences have come to, in one go.
    func close(_ discrepancies: [DiscrepancyID], as state: DiscrepancyRecord.State, resolution: String) throws

    // Results
    /// Keeps each result as a new version of its invitation's assessment, unless it says what the newest one says: a link
    /// that is not told this time is not taken away. Gives what became of each. Those of absent invitations throw `notFound`;
    /// two of one place in one call throw `conflict`.
    func keep(_ results: [NewResult]) throws -> [ResultChange]
    /// At most so many of those that `countResults` counts go, the oldest first, with all their versions. Gives how many of each
    /// connection went.
    func forgetResults(completedBefore: Instant, limit: Int) throws -> [ConnectionID: Int]

    // Webhooks
    /// Where a connection's vendor sends to; replaces the one before, whose token then opens nothing.
    func save(_ address: HookAddress) throws
    func add(_ delivery: WebhookDelivery, _ content: WebhookContent) throws
    /// Gives all that waits of one connection, at most `limit`, to one worker, unless the connection is quiet or another has
    /// it: nobody else gets anything of it until it is settled or the lease has ended. Nil where nothing is due.
    func claimWebhooks(now: Instant, lease: Duration, limit: Int) throws -> WebhookClaim?
    /// Writes back what became of claimed deliveries, and lets the connection be quiet until then. A claim that another has
    /// taken over meanwhile changes nothing and gives false.
    @discardableResult
    func settle(_ claim: WebhookClaim, quietUntil: Instant) throws -> Bool
    /// Lets one wait again, from now on; one that is absent or forgotten throws `notFound`.
    func revive(_ id: WebhookID, at: Instant) throws
    /// Those of a connection that are done and older, and those beyond so many of the newest, go with all they held; gives how
    /// many.
    func forgetWebhooks(of connection: ConnectionID, before: Instant, beyond newest: Int) throws -> Int

    // Schedules
    func schedule(_ connection: ConnectionID, _ wish: Schedule.Wish) throws
    /// Gives it to one process, with its new fence: nil where it is not as it was read, or somebody has it.
    func claim(_ schedule: Schedule, now: Instant, lease: Duration) throws -> Schedule?
    /// Keeps it as long as `claimedUntil` says now; false where another has taken it over.
    func renew(_ schedule: Schedule) throws -> Bool
    /// Writes back how it went, and lets it go. A claim that another has taken over meanwhile changes nothing and gives false.
    func settle(_ schedule: Schedule) throws -> Bool

    // Comparisons
    /// Takes in so many invitations (or a few more) that were changed and are not added up yet; gives whether there may be
    /// more. Two at once wait for each other.
    func catchUpComparison(_ coaches: CoachOptions, limit: Int, at now: Instant) throws -> Bool
    /// Forgets what was added up, so that catching up begins anew.
    func forgetComparison() throws

    // Audit and outbox: in the same transaction as what they tell of.
    func audit(_ notes: [AuditNote]) throws
    func publish(_ events: [OutboxEvent]) throws
}

extension LedgerWriter {
    package func claim(worker: String, now: Instant, lease: Duration, limit: Int) throws -> [Intent] {
        try claim(worker: worker, now: now, lease: lease, limit: limit, among: nil)
    }
}
