import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

/// Takes into the invitations what the vendor says of those that were matched, whatever else is found: the newest word, the
/// standing, and the code that the vendor picked itself. What is said of somebody else is left to a person.
struct Folding {
    let world: EngineWorld
    let connection: Connection
    let run: ReconciliationRun
    let input: ReconciliationInput
    /// Places of records whose later stage is taken over in this run: written together with the rest.
    var advancing: Set<Int> = []

    private struct News {
        let id: InvitationID
        let match: Match
        let entry: ObservedEntry
        var record: ObservedRecord { entry.record }
    }

    /// Gives what could not be taken in.
    func fold(_ matches: [Match], in writer: any LedgerWriter) throws -> [Discrepancy] {
        let news = matches.compactMap { match -> News? in
            guard case .invitation(let id) = input.ledger[match.ledger].subject, !match.isOfAnother else { return nil }
            return News(id: id, match: match, entry: input.observed[match.observed])
        }
        let descriptor = try world.provider(of: connection).descriptor
        try free(news, descriptor, in: writer)
        let invitations = try writer.invitations(news.map(\.id))
        let supplies = Dictionary(
            try writer.supplies(of: connection.id).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var changed: [Invitation] = []
        var seen: [ObservationRecord] = []
        for one in news {
            guard let invitation = invitations[one.id],
                let folded = folded(invitation, one)
            else { continue }
            changed.append(folded)
            seen.append(observation(one))
        }
        try writer.save(changed)
        try name(changed, news, in: writer)
        try FurtherActs(world: world).follow(changed, of: connection.id, in: writer)
        try writer.add(seen)
        return try attach(news, invitations, supplies, descriptor, in: writer)
    }

    /// Nil where the record says nothing new.
    private func folded(_ invitation: Invitation, _ news: News) -> Invitation? {
        var invitation = invitation
        let record = news.record
        // As it was looked at: what a newer whole snapshot showed as it was is as new as that one.
        let known = [invitation.standing.asOf, input.ledger[news.match.ledger].standing.asOf].compactMap { $0 }.max()
        let isNewer = known.map { record.asOf >= $0 } ?? true
        let isNewWord =
            isNewer && (invitation.vendorWord != record.word || invitation.assessmentWords != record.assessments)
        guard news.match.isNews || isNewWord || (invitation.vendorID == nil && record.vendorID != nil) else {
            return nil
        }
        invitation.standing = invitation.standing.merged(with: news.match.standing)
        if let meaning = news.entry.meaning, advancing.contains(news.match.observed) {
            invitation.standing = invitation.standing.observing(meaning, asOf: record.asOf)
        }
        if isNewer {
            (invitation.vendorWord, invitation.assessmentWords) = (record.word, record.assessments)
        }
        invitation.vendorID = invitation.vendorID ?? record.vendorID
        return invitation
    }

    /// Who is known by address only has the name that the vendor tells, from when it may be taken (LI-7); a name that is known
    /// stays.
    private func name(_ changed: [Invitation], _ news: [News], in writer: any LedgerWriter) throws {
        let told = Dictionary(
            news.compactMap { one in one.record.name.map { (one.id, $0) } }, uniquingKeysWith: { first, _ in first })
        let named = changed.filter { told[$0.id] != nil }
        let people = try writer.people(named.compactMap(\.person))
        for invitation in named {
            guard var person = invitation.person.flatMap({ people[$0] }), person.name == nil else { continue }
            person.name = told[invitation.id]
            try writer.save(person)
        }
    }

    private func observation(_ news: News) -> ObservationRecord {
        ObservationRecord(
            id: world.chance.id(at: run.at), run: run.id, connection: run.connection, invitation: news.id,
            word: news.record.word, meaning: news.entry.meaning, asOf: news.record.asOf,
            source: news.record.source.description)
    }

    /// CB-15: what was taken back is available again once the vendor shows it so: with us, or in the vendor's half.
    private func free(_ news: [News], _ descriptor: Descriptor, in writer: any LedgerWriter) throws {
        let returned = news.filter { one in
            let entry = input.ledger[one.match.ledger]
            return entry.standing.end == .retracted && entry.unit == .quarantined
                && one.entry.meaning?.unitState == .available
        }
        if returned.isEmpty { return }
        let known = try writer.invitations(returned.map(\.id))
        try ReturnedUnits(isExported: descriptor.traits.poolCountsAsHandedOut).giveBack(
            returned.compactMap { known[$0.id] }, in: writer)
    }

    /// A code that the vendor picked itself, in its own pages, is that person's from when it shows which one it is: no other
    /// gets it, and it counts as one unit.
    private func attach(
        _ news: [News], _ invitations: [InvitationID: Invitation], _ supplies: [SupplyID: Supply],
        _ descriptor: Descriptor, in writer: any LedgerWriter
    ) throws -> [Discrepancy] {
        var refused: [Discrepancy] = []
        for one in news where input.ledger[one.match.ledger].awaitsCode && one.record.showsCredential {
            guard let invitation = invitations[one.id], invitation.credential == nil,
                input.facts.asOf >= invitation.createdAt, let supply = supplies[invitation.supply],
                supply.stock == .pool || input.ledger[one.match.ledger].unit != nil,
                case .stages(let interval)? = one.entry.meaning, interval.low >= .invited,
                let credential = one.record.issued(descriptor, supply).flatMap(NewCredential.init)
            else { continue }
            let attaching = Attaching(at: run.at, reason: "seen in \(run.source)")
            let state = Meaning.stages(interval).unitState
            if try attaching.attach(credential, to: invitation.id, of: supply, as: state, in: writer) == nil {
                refused.append(collision(one, invitation, supply))
            }
        }
        return refused
    }

    private func collision(_ news: News, _ invitation: Invitation, _ supply: Supply) -> Discrepancy {
        let kind = DiscrepancyClass.duplicateInLedger
        let subject = Discrepancy.Subject.invitation(invitation.id)
        let known = input.open[Discrepancy.Key(kind: kind, subject: subject.text)]
        return Discrepancy(
            kind: kind, subject: subject, supply: supply.vendorID, ours: "another invitation or supply has that code",
            theirs: "\(news.record.credential?.masked ?? "the link") for this person",
            evidence: ["\(news.record.source), as of \(news.record.asOf)"], severity: .high,
            policy: known?.isPinned == true ? .hold : .case,
            proposal: "One code for two: find out at the vendor whose it is, before anything else is sent or shown.",
            firstSeen: known?.firstSeen ?? run.at, lastSeen: run.at)
    }
}
