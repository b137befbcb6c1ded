import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerWriter {
    func addInvitations(
        _ invitations: [Invitation], fromPool supply: SupplyID, as state: UnitState
    ) throws -> [CredentialID] {
        let facts = try requiredFacts(supply)
        guard facts.stock == .pool, state != .available else {
            throw LedgerError(.mistake, "Only a pool's credentials are reserved or handed out by us.")
        }
        try check(invitations, of: supply, facts)
        let taken = try takeFromPool(invitations.count, facts, as: state)
        guard taken.count == invitations.count else {
            try giveBack(taken)
            throw SQLLedgerWriter.tooFew(Int64(invitations.count))
        }
        move(Int64(taken.count), from: .available, to: state, of: facts)
        try insert(invitations) { Holding(credential: taken[$0], isShared: false, unit: nil) }
        return taken.map { CredentialID(number: $0) }
    }

    func addInvitations(_ invitations: [Invitation], fromVendor supply: SupplyID) throws {
        let facts = try requiredFacts(supply)
        try check(invitations, of: supply, facts)
        if facts.stock == .vendor {
            try takeFree(Int64(invitations.count), facts)
            tally(Int64(invitations.count), to: .reserved, of: facts)
        }
        let shared = facts.stock == .shared ? facts.sharedCredential : nil
        let unit: UnitState? = facts.stock == .vendor ? .reserved : nil
        try insert(invitations) { _ in Holding(credential: shared, isShared: shared != nil, unit: unit) }
    }

    func addInvitations(_ invitations: [Invitation], holding supply: SupplyID, as state: UnitState) throws {
        let facts = try requiredFacts(supply)
        guard facts.stock == .pool, state != .available else {
            throw LedgerError(.mistake, "Only a pool's credentials can be found with somebody.")
        }
        try check(invitations, of: supply, facts)
        let numbers = invitations.compactMap { $0.credential?.number }
        guard numbers.count == invitations.count else {
            throw LedgerError(.mistake, "Each invitation names its credential.")
        }
        let before = try lockUnheld(numbers, of: facts)
        try run(
            "UPDATE credentials SET state = ?3 WHERE workspace = ?1 AND number {in integers ?2}",
            [.integers(numbers), .integer(state.code)])
        for old in before { move(1, from: old, to: state, of: facts) }
        try insert(invitations) { Holding(credential: numbers[$0], isShared: false, unit: nil) }
    }

    // MARK: - Writing them

    /// What an invitation holds of its supply.
    struct Holding {
        let credential: Int64?
        let isShared: Bool
        /// The unit that the vendor keeps for it.
        let unit: UnitState?
    }

    /// What an invitation names must be the workspace's own.
    private func check(_ invitations: [Invitation], of supply: SupplyID, _ facts: SupplyFacts) throws {
        guard invitations.allSatisfy({ $0.supply == supply && $0.connection == facts.connection }) else {
            throw LedgerError(.mistake, "An invitation is written with its own supply and connection.")
        }
        try require(Set(invitations.compactMap(\.programme)), in: "programmes", "programme")
        try require(Set(invitations.compactMap(\.predecessor)), in: "invitations", "invitation")
    }

    private static let columns = [
        "id", "person", "connection", "supply", "programme", "credential", "is_shared", "unit_state", "vendor_id",
        "channel",
        "language", "assessments", "low", "high", "high_as_of", "ended", "ended_as_of", "vendor_word",
        "assessment_words",
        "predecessor", "override_reason", "created_at", "last_write_at", "reminders_sent", "last_reminded_at",
        "retract_requested_at", "handed_out_at",
    ]

    private func insert(_ invitations: [Invitation], holding: (Int) -> Holding) throws {
        var assessments = (words: [String](), text: "[]")
        try insert(
            into: "invitations", Self.columns, count: invitations.count,
            unique: LedgerError(.conflict, "An invitation or its credential is taken already: make the plan again.")
        ) { index, row in
            let invitation = invitations[index]
            let holding = holding(index)
            // Those of one supply are nearly always the same.
            if assessments.words != invitation.assessments {
                assessments = (invitation.assessments, invitation.assessments.storedText)
            }
            row.add(invitation.id)
            row.add(invitation.person)
            row.add(invitation.connection)
            row.add(invitation.supply)
            row.add(invitation.programme)
            row.add(optional: holding.credential)
            row.add(holding.isShared)
            row.add(optional: holding.unit?.code)
            row.add(optional: invitation.vendorID)
            row.add(invitation.channel.rawValue)
            row.add(optional: invitation.language)
            row.add(assessments.text)
            row.add(optional: invitation.standing.low.map { Int64($0.rawValue) })
            row.add(optional: invitation.standing.newestHigh.map { Int64($0.rawValue) })
            row.add(invitation.standing.highAsOf)
            row.add(optional: invitation.standing.newestEnd.map { Int64($0.rawValue) })
            row.add(invitation.standing.endAsOf)
            row.add(optional: invitation.vendorWord)
            row.add(optional: Self.stored(invitation.assessmentWords))
            row.add(invitation.predecessor)
            row.add(optional: invitation.overrideReason)
            row.add(invitation.createdAt)
            row.add(invitation.lastWriteAt)
            row.add(Int64(invitation.remindersSent))
            row.add(invitation.lastRemindedAt)
            row.add(invitation.retractRequestedAt)
            row.add(Self.handedOutAt(invitation))
        }
        try openEntitlements(of: invitations)
        comparisonChanges.invitations += invitations.lazy.map(\.id)
    }

    private static func stored(_ words: [String: String]) -> String? {
        words.isEmpty ? nil : JSONValue.object(words.mapValues { .string($0) }).canonicalText
    }

    /// When it is known to have been with its person; the first such time is kept.
    private static func handedOutAt(_ invitation: Invitation) -> Instant? {
        guard let low = invitation.standing.low, low >= .invited else { return nil }
        return invitation.standing.highAsOf ?? invitation.lastWriteAt
    }

    func save(_ invitations: [Invitation]) throws {
        if invitations.isEmpty { return }
        let before = try locked(invitations.map(\.id))
        for invitation in invitations where before[invitation.id] == nil {
            throw LedgerError.absent("invitation", invitation.id)
        }
        try write(invitations, over: before)
    }

    /// So many are in memory at a time.
    private static var page: Int { 2000 }

    func change(
        _ invitations: [Invitation], _ edit: (Int, Invitation) throws -> Invitation?
    ) throws -> [(place: Int, invitation: Invitation)] {
        var changed: [(place: Int, invitation: Invitation)] = []
        for start in stride(from: 0, to: invitations.count, by: Self.page) {
            let places = start..<min(invitations.count, start + Self.page)
            var after = try places.compactMap { place in
                try edit(place, invitations[place]).map { (place: place, invitation: $0) }
            }
            if after.isEmpty { continue }
            var before = Dictionary(
                after.map { ($0.invitation.id, invitations[$0.place]) }, uniquingKeysWith: { first, _ in first })
            // Where others write at the same time, only what is written is locked, and looked at once more.
            if connection.dialect == .postgres {
                before = try locked(after.map(\.invitation.id))
                after = try after.compactMap { one in
                    try before[one.invitation.id].flatMap { try edit(one.place, $0) }.map { (one.place, $0) }
                }
            }
            try write(after.map(\.invitation), over: before)
            changed += after
        }
        return changed
    }

    /// Kept from other writers until the commit.
    private func locked(_ invitations: [InvitationID]) throws -> [InvitationID: Invitation] {
        try keyed(
            """
            SELECT \(Self.invitationColumns) FROM invitations i WHERE i.workspace = ?1 AND i.id {in list ?2}
            ORDER BY i.id {for change}
            """, invitations
        ) { row in
            let invitation = try Self.readInvitation(row)
            return (invitation.id, invitation)
        }
    }

    private func write(_ invitations: [Invitation], over before: [InvitationID: Invitation]) throws {
        // Read before its person was merged with another, it would otherwise go back to a record that is put away.
        let invitations = invitations.map { invitation in
            var invitation = invitation
            invitation.person = before[invitation.id]?.person ?? invitation.person
            return invitation
        }
        let changed = invitations.filter { new in
            before[new.id].map { $0.programme != new.programme || $0.predecessor != new.predecessor } ?? true
        }
        try require(Set(changed.compactMap(\.programme)), in: "programmes", "programme")
        try require(Set(changed.compactMap(\.predecessor)), in: "invitations", "invitation")
        let news = invitations.filter { new in before[new.id].map { new.isNews(to: $0) } ?? false }
        try update(news: news)
        if news.count < invitations.count {
            let told = Set(news.map(\.id))
            try update(invitations.filter { !told.contains($0.id) })
        }
        try changeEntitlements(before, to: invitations)
        comparisonChanges.invitations += invitations.lazy.map(\.id)
        written.formUnion(invitations.lazy.map(\.id))
    }

    /// What a vendor says anew touches no index: SQLite enters a row anew in each whose columns are written, changed or not.
    private func update(news invitations: [Invitation]) throws {
        try changeEach(
            BulkChange(
                of: "invitations", key: ["workspace", "id"],
                [
                    "vendor_id", "low", "high", "high_as_of", "ended", "ended_as_of", "vendor_word", "assessment_words",
                    "last_write_at", "handed_out_at",
                ], kept: ["handed_out_at"]), invitations
        ) { invitation in
            let standing = invitation.standing
            return [
                SQLValue(invitation.id), SQLValue(invitation.vendorID), SQLValue(standing.low?.rawValue),
                SQLValue(standing.newestHigh?.rawValue), SQLValue(standing.highAsOf),
                SQLValue(standing.newestEnd?.rawValue), SQLValue(standing.endAsOf), SQLValue(invitation.vendorWord),
                SQLValue(Self.stored(invitation.assessmentWords)), SQLValue(invitation.lastWriteAt),
                SQLValue(Self.handedOutAt(invitation)),
            ]
        }
    }

    private func update(_ invitations: [Invitation]) throws {
        try runEach(
            """
            UPDATE invitations SET person = ?3, programme = ?4, vendor_id = ?5, channel = ?6, language = ?7, assessments = ?8,
                low = ?9, high = ?10, high_as_of = ?11, ended = ?12, ended_as_of = ?13, vendor_word = ?14,
                assessment_words = ?15, predecessor = ?16, override_reason = ?17, last_write_at = ?18, reminders_sent = ?19,
                last_reminded_at = ?20, retract_requested_at = ?21, handed_out_at = coalesce(handed_out_at, ?22)
            WHERE workspace = ?1 AND id = ?2
            """, invitations
        ) { invitation in
            let standing = invitation.standing
            return [
                SQLValue(invitation.id), SQLValue(invitation.person), SQLValue(invitation.programme),
                SQLValue(invitation.vendorID), .text(invitation.channel.rawValue), SQLValue(invitation.language),
                .words(invitation.assessments), SQLValue(standing.low?.rawValue),
                SQLValue(standing.newestHigh?.rawValue),
                SQLValue(standing.highAsOf), SQLValue(standing.newestEnd?.rawValue), SQLValue(standing.endAsOf),
                SQLValue(invitation.vendorWord), SQLValue(Self.stored(invitation.assessmentWords)),
                SQLValue(invitation.predecessor), SQLValue(invitation.overrideReason), SQLValue(invitation.lastWriteAt),
                SQLValue(invitation.remindersSent), SQLValue(invitation.lastRemindedAt),
                SQLValue(invitation.retractRequestedAt), SQLValue(Self.handedOutAt(invitation)),
            ]
        }
    }
}

extension Invitation {
    /// Nothing differs but what a vendor says of it.
    fileprivate func isNews(to old: Invitation) -> Bool {
        var same = old
        (same.standing, same.vendorID, same.lastWriteAt) = (standing, vendorID, lastWriteAt)
        (same.vendorWord, same.assessmentWords) = (vendorWord, assessmentWords)
        return same == self
    }
}
