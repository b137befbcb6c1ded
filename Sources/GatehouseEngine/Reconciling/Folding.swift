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
    /// Of those among its entries that are no units, and in their order: as they were looked at.
    let invitations: [Invitation]
    /// Places of records whose later stage is taken over in this run: written together with the rest.
    var advancing: Set<Int> = []
    /// Whose codes the same snapshot shows with somebody as well.
    var contests: [LedgerEntry.Subject: Contest] = [:]

    private struct News {
        let id: InvitationID
        let match: Match
    }

    private func entry(_ news: News) -> ObservedEntry { input.observed[news.match.observed] }

    /// What came of it.
    struct Folded {
        /// What could not be taken in.
        var refused: [Discrepancy] = []
        /// By the place of its record: what is known of each whose later stage is written already.
        var advanced: [Int: Invitation] = [:]
    }

    func fold(_ matches: [Match], in writer: any LedgerWriter) throws -> Folded {
        // In the ledger's order: neighbours are looked up and written together.
        let news = matches.compactMap { match -> News? in
            guard case .invitation(let id) = input.ledger[match.ledger].subject, !match.isOfAnother else { return nil }
            return News(id: id, match: match)
        }.sorted { $0.id < $1.id }
        let descriptor = try world.provider(of: connection).descriptor
        let freed = try free(news, descriptor, in: writer)
        let known = news.map { freed[$0.id] ?? invitations[$0.match.ledger] }
        let written = try writer.change(known) { folded($1, news[$0]) }
        let changed = written.map(\.invitation)
        try name(changed, news, in: writer)
        try FurtherActs(world: world).follow(changed, of: connection.id, in: writer)
        try writer.add(written.map { observation(news[$0.place]) })
        var done = Folded(refused: try attach(news, descriptor, in: writer))
        for (place, invitation) in written where advancing.contains(news[place].match.observed) {
            let one = news[place]
            let entry = entry(one)
            guard let meaning = entry.meaning, invitation.vendorWord == entry.record.word,
                invitation.standing.observing(meaning, asOf: entry.record.asOf) == invitation.standing
            else { continue }
            done.advanced[one.match.observed] = invitation
        }
        return done
    }

    /// Nil where the record says nothing new.
    private func folded(_ invitation: Invitation, _ news: News) -> Invitation? {
        var invitation = invitation
        let (record, meaning) = (
            input.observed[news.match.observed].record, input.observed[news.match.observed].meaning
        )
        // As it was looked at: what a newer whole snapshot showed as it was is as new as that one.
        let known = [invitation.standing.asOf, input.ledger[news.match.ledger].standing.asOf].compactMap { $0 }.max()
        let isNewer = known.map { record.asOf >= $0 } ?? true
        let isNewWord =
            isNewer && (invitation.vendorWord != record.word || invitation.assessmentWords != record.assessments)
        guard news.match.isNews || isNewWord || (invitation.vendorID == nil && record.vendorID != nil) else {
            return nil
        }
        invitation.standing = invitation.standing.merged(with: news.match.standing)
        if let meaning, advancing.contains(news.match.observed) {
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
            news.compactMap { one in input.observed[one.match.observed].record.name.map { (one.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        let named = changed.filter { told[$0.id] != nil }
        let nameless = try writer.people(named.compactMap(\.person)).values.filter { $0.name == nil }
        if nameless.isEmpty { return }
        let people = try writer.people(writer.lock(nameless.map(\.id)).sorted())
        for invitation in named {
            guard var person = invitation.person.flatMap({ people[$0] }), person.name == nil else { continue }
            person.name = told[invitation.id]
            try writer.save(person)
        }
    }

    private func observation(_ news: News) -> ObservationRecord {
        let entry = entry(news)
        return ObservationRecord(
            id: world.chance.id(at: run.at), run: run.id, connection: run.connection, invitation: news.id,
            word: entry.record.word, meaning: entry.meaning, asOf: entry.record.asOf,
            source: entry.record.source.description)
    }

    /// CB-15: what was taken back is available again once the vendor shows it so: with us, or in the vendor's half. What the vendor
    /// has shown as used never is.
    /// Gives those of which this is so, as they are then.
    private func free(
        _ news: [News], _ descriptor: Descriptor, in writer: any LedgerWriter
    ) throws -> [InvitationID: Invitation] {
        let returned = news.filter { one in
            let entry = input.ledger[one.match.ledger]
            return entry.standing.end == .retracted && entry.unit == .quarantined && !entry.hasBegun
                && contests[entry.subject] != .ofItself
                && input.observed[one.match.observed].meaning?.unitState == .available
        }
        if returned.isEmpty { return [:] }
        let known = try writer.invitations(returned.map(\.id))
        try ReturnedUnits(isExported: descriptor.traits.poolCountsAsHandedOut, contests: contests).giveBack(
            returned.compactMap { known[$0.id] }, in: writer)
        return try writer.invitations(returned.map(\.id))
    }

    /// A code that the vendor picked itself, in its own pages, is that person's from when it shows which one it is: no other
    /// gets it, and it counts as one unit.
    private func attach(
        _ news: [News], _ descriptor: Descriptor, in writer: any LedgerWriter
    ) throws -> [Discrepancy] {
        let news = news.filter {
            input.ledger[$0.match.ledger].awaitsCode && input.observed[$0.match.observed].record.showsCredential
        }
        if news.isEmpty { return [] }
        let invitations = try writer.invitations(news.map(\.id))
        let supplies = Dictionary(
            try writer.supplies(of: connection.id).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var refused: [Discrepancy] = []
        for one in news {
            guard let invitation = invitations[one.id], invitation.credential == nil,
                input.facts.asOf >= invitation.createdAt, let supply = supplies[invitation.supply],
                supply.stock == .pool || input.ledger[one.match.ledger].unit != nil,
                case .stages(let interval)? = entry(one).meaning, interval.high > .available,
                let credential = entry(one).record.issued(descriptor, supply).flatMap(NewCredential.init)
            else { continue }
            let attaching = Attaching(at: run.at, reason: "seen in \(run.source)")
            guard interval.low >= .invited else {
                if try attaching.isTaken(credential, from: supply, in: writer) {
                    refused.append(collision(one, invitation, supply))
                }
                continue
            }
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
        let record = entry(news).record
        let known = input.open[Discrepancy.Key(kind: kind, subject: subject.text)]
        return Discrepancy(
            kind: kind, subject: subject, supply: supply.vendorID, ours: "another invitation or supply has that code",
            theirs: "\(record.credential?.masked ?? "the link") for this person",
            evidence: ["\(record.source), as of \(record.asOf)"], severity: .high,
            policy: known?.isPinned == true ? .hold : .case,
            proposal: "One code for two: find out at the vendor whose it is, before anything else is sent or shown.",
            firstSeen: known?.firstSeen ?? run.at, lastSeen: run.at)
    }
}
