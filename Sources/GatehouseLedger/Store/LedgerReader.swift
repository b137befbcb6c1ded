package import GatehouseForms
package import GatehouseModel

/// Reading one workspace's ledger. Lists come in a stable order and in pages; absent is nil or left out, never an error.
package protocol LedgerReader {
    /// Says what will be read soon, so that the ledger may fetch it together. What `asking` itself reads is empty, and a read
    /// that turns out otherwise is as good as without this.
    func foresee(_ asking: (any LedgerReader) -> Void) throws

    // Set-up
    func connections() throws -> [Connection]
    /// Removed ones are found by their id only.
    func connection(named name: String) throws -> Connection?
    func connection(_ id: ConnectionID) throws -> Connection?
    func supplies(of connection: ConnectionID?) throws -> [Supply]
    func supply(named name: String) throws -> Supply?
    func supply(_ id: SupplyID) throws -> Supply?
    func supply(vendorID: String, of connection: ConnectionID) throws -> Supply?
    /// The units of some supplies by state, and what came in and went out.
    func counts(of supplies: [SupplyID]) throws -> [SupplyID: UnitCounts]
    func entries(of supply: SupplyID) throws -> [SupplyEntry]
    /// What went out of some supplies and came back, from each moment on; a supply of which nothing ever went out is left out,
    /// and so is a shared code, of which nothing is taken per person.
    func handOuts(of supplies: [SupplyID], since moments: [Instant]) throws -> [SupplyID: [HandOuts]]
    /// The free codes of a pool in the order in which they are given out, with their last days; empty where the supply is no pool.
    func freeRuns(of supply: SupplyID) throws -> [SupplyForecast.Run]
    func clients() throws -> [Client]
    func programmes() throws -> [Programme]
    func programme(named name: String) throws -> Programme?
    func programmes(of person: PersonID) throws -> [Programme]
    func templates() throws -> [StoredTemplate]

    // People
    func person(_ id: PersonID) throws -> Person?
    /// By the ids as asked: one that was merged into another finds that one (GH-8).
    func people(_ ids: [PersonID]) throws -> [PersonID: Person]
    /// By `EmailAddress.address` compared without case: the person who has exactly that address, by the address as asked.
    func people(atAddresses addresses: [String]) throws -> [String: Person]
    func people(matching search: PeopleSearch, after cursor: PersonID?, limit: Int) throws -> [Person]
    func merge(_ id: MergeID) throws -> PersonMerge?
    /// Merges that stand, in the order in which they were made.
    func merges(_ which: StandingMerges) throws -> [PersonMerge]
    /// Who was said not to be one person.
    func apartPairs() throws -> [ApartPair]
    func forEachProgrammeMember(_ body: (ProgrammeID, PersonID) throws -> Void) throws
    /// Where one id of a vendor stands on invitations of several people.
    func sharedAccounts() throws -> [SharedAccount]

    // Invitations and what belongs to them
    func invitation(_ id: InvitationID) throws -> Invitation?
    func invitations(_ ids: [InvitationID]) throws -> [InvitationID: Invitation]
    /// The living ones of a connection that bear one of these ids of the vendor's.
    func invitations(vendorIDs: [String], of connection: ConnectionID) throws -> [Invitation]
    /// Which of these people hold a living entitlement for which of these assessments, and by which invitation.
    func entitlements(of people: [PersonID], to assessments: [String]) throws -> [Entitlement]
    /// Living invitations of a connection that stand beside another living one of the same person for the same assessment.
    func secondEntitlements(of connection: ConnectionID) throws -> [SecondEntitlement]
    /// Assessments that each of these people is known to have completed (low end at least `completed`), on any invitation.
    func completedAssessments(of people: [PersonID]) throws -> [PersonID: Set<String>]
    func rows(matching search: InvitationSearch, after cursor: InvitationID?, limit: Int) throws -> [InvitationRow]
    func row(_ id: InvitationID) throws -> InvitationRow?
    /// People who have an invitation that matches, in the order of their ids.
    func invitedPeople(matching search: InvitationSearch, after cursor: PersonID?, limit: Int) throws -> [PersonID]
    /// The coaches who were named when something was ordered, each once, as first written.
    func coaches(named options: CoachOptions) throws -> [String]
    /// Who was invited from a supply and has not ended.
    func invited(from supply: SupplyID) throws -> InvitedTally
    func credentials(_ ids: [CredentialID]) throws -> [CredentialID: Credential]
    /// Opens the secrets: for a mail, an export or a vendor call. Showing one to a member is audited by who asks.
    func reveal(_ ids: [CredentialID]) throws -> [CredentialID: RevealedCredential]
    /// The other codes of the same unit (CB-18), opened like `reveal`; empty where it has none.
    func revealAliases(of credential: CredentialID) throws -> [Secret]
    /// The invitation that holds a credential which is not shared; nil where nobody does.
    func holder(of credential: CredentialID) throws -> InvitationID?
    /// Free credentials of a pool, in the order they are given out; for exports and plans.
    func freeCredentials(of supply: SupplyID, limit: Int) throws -> [Credential]
    /// Whether free codes of a pool may have had their last day before this one.
    func mayHaveExpired(before day: CalendarDate) throws -> Bool
    func deliveries(of invitation: InvitationID) throws -> [Delivery]
    func deliveries(in states: [DeliveryState], after cursor: DeliveryID?, limit: Int) throws -> [Delivery]

    // Comparisons: what was added up behind the ledger
    func comparisonState() throws -> ComparisonState
    /// The cells of one level in a stable order: of all days together where neither end is given, else of each day between
    /// them, both among them.
    func comparison(at level: ComparisonLevel, from first: CalendarDate?, to last: CalendarDate?) throws
        -> [ComparisonCell]

    // The road
    func command(key: String) throws -> CommandRecord?
    func commands(keys: [String]) throws -> [String: CommandRecord]
    func intents(of command: CommandID) throws -> [Intent]
    func intents(of invitation: InvitationID) throws -> [Intent]
    func intents(_ ids: [IntentID]) throws -> [Intent]
    /// What was chosen when the invitations of a connection were issued; those without any choice are left out.
    func issueOptions(of connection: ConnectionID) throws -> [InvitationID: [String: JSONValue]]
    /// What an act brought, opened like `reveal`; nil where it brought nothing.
    func result(of act: IntentID) throws -> ActResult?
    func openIntents(of connection: ConnectionID?, in states: [IntentState], limit: Int) throws -> [Intent]
    /// Whether an act of this command at this connection came out as `outcome` and waits for a person.
    func waitsForPerson(_ outcome: String, of command: CommandID, at connection: ConnectionID) throws -> Bool
    /// How many acts are in each state.
    func intentCounts() throws -> [IntentState: Int64]
    /// Acts that wait behind one of these invitations.
    func intents(behind invitations: [InvitationID]) throws -> [Intent]
    /// The workers that hold claims now.
    func claimingWorkers() throws -> [String]
    /// When the next ready or unknown act is due; nil when there is none.
    func nextDue() throws -> Instant?
    func workItems(of connection: ConnectionID?, state: WorkItem.State?) throws -> [WorkItem]
    func workItem(_ id: TaskID) throws -> WorkItem?

    // Reconciliation
    /// Everything that a vendor could be asked about on one connection, streamed in the order of invitation ids.
    func forEachInvitation(of connection: ConnectionID, _ body: (ReconciliationSubject) throws -> Void) throws
    /// The credentials of the connection's pools that no invitation holds, streamed in the order of their ids.
    func forEachUnheldCredential(of connection: ConnectionID, _ body: (UnheldCredential) throws -> Void) throws
    /// Those of them that have these ids.
    func forEachInvitation(_ ids: [InvitationID], _ body: (ReconciliationSubject) throws -> Void) throws
    func forEachUnheldCredential(_ ids: [CredentialID], _ body: (UnheldCredential) throws -> Void) throws
    /// How many invitations and codes of pools a connection has; of very many about how many.
    func reconciliationSize(of connection: ConnectionID) throws -> Int64
    /// The same facts as the first two but for credentials and addresses, for connections with very many: fast, in a fixed piece
    /// of memory.
    func scan(_ connection: ConnectionID, into scan: any ReconciliationScan) throws
    /// The credentials of these supplies, whoever holds them.
    func scanCredentials(of supplies: [SupplyID], into scan: any CredentialScan) throws
    /// The addresses that belong to what `scan` gives.
    func scanAddresses(into scan: any AddressScan) throws
    /// The id of a credential that `scanCredentials` told by its number.
    func credentialID(of number: Int64) -> CredentialID
    func lastRuns(of connection: ConnectionID, limit: Int) throws -> [ReconciliationRun]
    func runs(limit: Int) throws -> [ReconciliationRun]
    /// The newest snapshot that showed all of a connection, or of one of its supplies, by its vendor's id; nil where there is none.
    ///
    /// - Parameter source: of the run, which is no file; nil: whichever.
    func newestWholeRun(of connection: ConnectionID, supply: String?, from source: String?) throws -> ReconciliationRun?
    /// When the newest snapshot of a connection was such, whole or not; nil where there is none.
    func newestSnapshot(of connection: ConnectionID) throws -> Instant?
    func run(_ id: RunID) throws -> ReconciliationRun?
    func discrepancies(of connection: ConnectionID?, state: DiscrepancyRecord.State?) throws -> [DiscrepancyRecord]
    /// Of these kinds, those that are open about these subjects, by subject: one for each. What another connection shows of an
    /// invitation is among them.
    func openDifferences(_ kinds: [String], about subjects: [String], of connection: ConnectionID) throws
        -> [String: (id: DiscrepancyID, kind: String)]
    /// The invitations of a connection about which a difference of this kind is open, with that.
    func openDifferences(_ kind: String, of connection: ConnectionID) throws -> [InvitationID: DiscrepancyID]
    /// The open difference about a code: one of ours that nobody holds, whichever connection shows it, or one that the vendor shows
    /// with somebody unknown.
    func openDifference(aboutKey key: [UInt8], _ credential: CredentialID?, of connection: ConnectionID) throws
        -> DiscrepancyID?
    func observations(of invitation: InvitationID) throws -> [ObservationRecord]
    /// The keyed hash by which credentials are compared without opening them.
    func credentialKey(of secret: Secret) -> [UInt8]
    /// The same, without a copy of the credential: the first and the last eight bytes.
    var credentialHashing: CredentialHashing { get }
    /// The credential of that key in this workspace (an alias finds it too).
    func credential(withKey key: [UInt8]) throws -> Credential?
    /// The codes of the workspace that have one of these keys, or an alias with it, each with who holds it; by the key.
    func knownCodes(withKeys keys: [[UInt8]]) throws -> [[UInt8]: KnownCode]

    // Results
    /// The newest version of each result of the invitations that match, in the order of invitations and assessments.
    func results(matching search: InvitationSearch, after cursor: ResultPlace?, limit: Int) throws -> [ResultRow]
    /// Every version of every result of these invitations, oldest first, without scores and links.
    func results(of invitations: [InvitationID]) throws -> [ResultRecord]
    /// How many were completed before then, or taken in before then where it was never told when they were completed.
    func countResults(completedBefore: Instant) throws -> Int64
    /// Opens the newest version of each result, or all of them: for an export, a comparison or a member who is audited.
    func revealResults(of invitations: [InvitationID], allVersions: Bool) throws -> [RevealedResult]
    /// Newest versions that replaced others since then, in the order of their taking: what is to be told of.
    func revisedResults(of connection: ConnectionID, since: Instant) throws -> [ResultRecord]

    // Webhooks
    func hookAddress(of connection: ConnectionID) throws -> HookAddress?
    /// The newest first.
    func webhooks(of connection: ConnectionID?, state: WebhookDelivery.State?, before: WebhookID?, limit: Int) throws
        -> [WebhookDelivery]
    func webhook(_ id: WebhookID) throws -> WebhookDelivery?
    /// As they came, opened; those that were forgotten are left out.
    func webhookContents(_ ids: [WebhookID]) throws -> [WebhookID: WebhookContent]
    /// How many wait of a connection, and the bytes of their bodies.
    func waitingWebhooks(of connection: ConnectionID) throws -> (count: Int64, bytes: Int64)
    /// When the next one is to be looked at; nil where none waits.
    func nextWebhookDue() throws -> Instant?

    // Schedules
    /// Of the connections that ever had one.
    func schedules() throws -> [Schedule]

    // Imports and audit
    func imports(limit: Int) throws -> [ImportRecord]
    func importRecord(_ id: ImportID) throws -> ImportRecord?
    func audit(after sequence: Int64, limit: Int) throws -> [AuditEntry]
    /// The entries of one kind of act since then, in their order; each call reads through the trail.
    func audit(of act: String, since: Instant) throws -> [AuditEntry]
    /// The newest entry's number and hash, kept apart from the entries; of an empty trail 0.
    func auditEnd() throws -> (sequence: Int64, hash: String)
}

extension LedgerReader {
    package func newestWholeRun(of connection: ConnectionID, supply: String?) throws -> ReconciliationRun? {
        try newestWholeRun(of: connection, supply: supply, from: nil)
    }
}

/// Which merges are asked for.
package enum StandingMerges {
    case all
    case into([PersonID])
    case of([PersonID])
}

/// One id that a vendor gave, on invitations of several people.
package struct SharedAccount: Hashable, Sendable {
    package let connection: ConnectionID
    package let vendorID: String
    package let people: [PersonID]
    package init(connection: ConnectionID, vendorID: String, people: [PersonID]) {
        (self.connection, self.vendorID, self.people) = (connection, vendorID, people)
    }
}

/// How many were invited from one supply and have not ended.
package struct InvitedTally: Hashable, Sendable {
    /// Each once; nameless slots are nobody.
    package let people: Int64
    package let invitations: Int64
    /// Of the invitations: surely completed.
    package let completed: Int64
    package init(people: Int64, invitations: Int64, completed: Int64) {
        (self.people, self.invitations, self.completed) = (people, invitations, completed)
    }
}

/// A living entitlement of one person to one assessment.
package struct Entitlement: Hashable, Sendable {
    package let person: PersonID
    package let assessment: String
    package let invitation: InvitationID
    package let supply: SupplyID
    package init(person: PersonID, assessment: String, invitation: InvitationID, supply: SupplyID) {
        (self.person, self.assessment, self.invitation, self.supply) = (person, assessment, invitation, supply)
    }
}

/// A living invitation beside an earlier one of the same person for the same assessment.
package struct SecondEntitlement: Hashable, Sendable {
    package let invitation: InvitationID
    package let supply: SupplyID
    package let assessment: String
    /// Why the second one was entered all the same.
    package let reason: String
    package let earlier: InvitationID
    /// The name of the connection that the earlier one is of.
    package let earlierConnection: String
    package init(
        invitation: InvitationID, supply: SupplyID, assessment: String, reason: String, earlier: InvitationID,
        earlierConnection: String
    ) {
        self.invitation = invitation
        self.supply = supply
        self.assessment = assessment
        self.reason = reason
        self.earlier = earlier
        self.earlierConnection = earlierConnection
    }
}

/// Units of a supply that were given out, and units that were taken back and are free again.
package struct HandOuts: Hashable, Sendable {
    package let given: Int64
    package let returned: Int64
    package init(given: Int64, returned: Int64) { (self.given, self.returned) = (given, returned) }
}

/// A pool's credential that no invitation holds.
package struct UnheldCredential: Sendable {
    package let id: CredentialID
    package let supplyVendorID: String
    package let facet: Facet
    package let state: UnitState
    /// Its keyed hash and those of its aliases.
    package let keys: [[UInt8]]
    package init(id: CredentialID, supplyVendorID: String, facet: Facet, state: UnitState, keys: [[UInt8]]) {
        (self.id, self.supplyVendorID, self.facet, self.state, self.keys) = (id, supplyVendorID, facet, state, keys)
    }
}

/// What reconciliation needs of one invitation.
package struct ReconciliationSubject: Sendable {
    package let invitation: Invitation
    /// The supply's id at the vendor.
    package let supplyVendorID: String
    package let facet: Facet
    /// The credential's keyed hash and those of its aliases; empty where it has none.
    package let credentialKeys: [[UInt8]]
    /// Those of the code that it held until that was released.
    package let givenUpKeys: [[UInt8]]
    package let credentialState: UnitState?
    package let credentialMasked: String?
    package let addresses: [EmailAddress]
    /// The newest act that is not final.
    package let openIntent: Intent?
    package init(
        invitation: Invitation, supplyVendorID: String, facet: Facet, credentialKeys: [[UInt8]],
        givenUpKeys: [[UInt8]] = [],
        credentialState: UnitState?,
        credentialMasked: String?, addresses: [EmailAddress], openIntent: Intent?
    ) {
        self.invitation = invitation
        self.supplyVendorID = supplyVendorID
        self.facet = facet
        self.credentialKeys = credentialKeys
        self.givenUpKeys = givenUpKeys
        self.credentialState = credentialState
        self.credentialMasked = credentialMasked
        self.addresses = addresses
        self.openIntent = openIntent
    }
}

extension LedgerReader {
    package func foresee(_ asking: (any LedgerReader) -> Void) throws {}
}
