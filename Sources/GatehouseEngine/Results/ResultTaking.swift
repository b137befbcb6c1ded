import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// Takes results into the ledger, from a vendor's interface or a file of its pages: matched, kept as versions, and what fits
/// nobody told.
package struct ResultTaking: Sendable {
    let world: EngineWorld
    let connection: Connection
    let actor: String

    package init(world: EngineWorld, connection: Connection, actor: String) {
        self.world = world
        self.connection = connection
        self.actor = actor
    }

    // MARK: - From the interface

    /// Asks for every page, each kept before the next is asked for. Repeating is safe: what is known is told as the same.
    ///
    /// - Parameter told: what was taken up to now, after each page.
    /// - Throws: `refused` where the vendor gives none; where a page fails, what that page failed with. What came stays.
    package func pull(
        supply: Supply? = nil, in ledger: any Ledger, told: (ResultIntake) -> Void = { _ in }
    ) throws -> ResultIntake {
        let provider = try world.provider(of: connection)
        try refuse(provider.descriptor)
        let index = try ledger.read { try ResultIndex(connection, provider.descriptor, only: supply, in: $0) }
        var (all, seen, cursor) = (ResultIntake(), Seen(), String?.none)
        var limits = ResultLimits(from: world.clock.now)
        repeat {
            let context = try world.context(connection, provider)
            let page = try provider.results(ResultsQuery(supply: supply?.vendorID, cursor: cursor), context)
            try limits.take(page, at: world.clock.now)
            all.pages += 1
            let results = page.results.enumerated().map {
                ToldResult($0.element, page: all.pages, number: $0.offset + 1)
            }
            all.add(try keep(results, from: "api", &seen, index, in: ledger))
            told(all)
            cursor = page.nextCursor
        } while cursor != nil
        return all
    }

    private func refuse(_ descriptor: Descriptor) throws(EngineError) {
        let file = descriptor.files.first { $0.purpose == .results }
        let remedy =
            file == nil
            ? "look at the vendor's own pages"
            : "export the file in the vendor's pages and give it to 'gatehouse result take FILE --connection \(connection.name)'"
        guard descriptor.traits.givesResults else {
            throw EngineError(.refused, "\(descriptor.name) gives no results by its interface: \(remedy)")
        }
        guard world.mode(of: connection) == .api else {
            throw EngineError(
                .refused, "\(connection.name) is in portal mode, where the vendor cannot be asked: \(remedy)")
        }
    }

    // MARK: - From a file

    /// The rows of a file, all of them in one transaction. Rows that could not be read are among those refused.
    package func take(_ file: ResultsFile, supply: Supply? = nil, in ledger: any Ledger) throws -> ResultIntake {
        let descriptor = try world.provider(of: connection).descriptor
        let index = try ledger.read { try ResultIndex(connection, descriptor, only: supply, in: $0) }
        var seen = Seen()
        var all = ResultIntake()
        for problem in file.setAside { all.refuse(ResultRefusal(problem, in: file.name)) }
        all.add(try keep(file.results, from: file.name, &seen, index, in: ledger))
        return all
    }

    // MARK: - Both

    /// What was told before in the same taking, by its place; the number tells one content from another.
    private struct Seen {
        private var contents: [UInt64: Int] = [:]
        private let hash = SieveHash()

        subscript(place: ResultPlace) -> Int? {
            get { contents[key(place)] }
            set { contents[key(place)] = newValue }
        }

        private func key(_ place: ResultPlace) -> UInt64 {
            hash.pair(hash.of(place.invitation.text), hash.of(place.assessment))
        }
    }

    /// So many are matched together.
    private static let portion = 1000

    private struct Matched {
        let told: ToldResult
        let place: ResultPlace
        let content: ResultContent
    }

    private func keep(
        _ results: [ToldResult], from source: String, _ seen: inout Seen, _ index: ResultIndex, in ledger: any Ledger
    ) throws -> ResultIntake {
        var intake = ResultIntake()
        var matched: [Matched] = []
        for start in stride(from: 0, to: results.count, by: ResultTaking.portion) {
            let told = results[start..<min(start + ResultTaking.portion, results.count)]
            let page = try ledger.read {
                try index.page(of: told.lazy.map(\.result), domains: world.domains, in: $0)
            }
            for one in told {
                do throws(ResultPage.Miss) { matched.append(try match(one, page)) } catch {
                    intake.refuse(ResultRefusal(error.kind, one, value: error.value, error.reason, error.remedy))
                }
            }
        }
        let cutoff = world.retention.cutoff(world.clock.now)
        let young = matched.filter { one in cutoff.map { (one.told.result.completedAt ?? $0) >= $0 } ?? true }
        intake.outdated += matched.count - young.count
        let kept = sift(young, &seen, &intake)
        guard !kept.isEmpty else { return intake }
        let now = world.clock.now
        let new = kept.map {
            NewResult(
                place: $0.place, completedAt: $0.told.result.completedAt, content: $0.content, source: source, at: now)
        }
        let (refused, connection, actor) = (intake.refused, connection, actor)
        let changes = try ledger.write { writer in
            let changes = try writer.keep(new)
            try writer.publish(zip(new, changes).compactMap { ResultTaking.event($0, $1) })
            try tellDoubts(zip(new, changes).filter { $0.1 != .same }.map(\.0), in: writer)
            try writer.audit([
                AuditNote(
                    at: now, actor: actor, act: "results.taken", object: connection.id.text,
                    details: .members([
                        "connection": .string(connection.name), "source": .string(source),
                        "added": .integer(Int64(changes.count { $0 == .added })),
                        "same": .integer(Int64(changes.count { $0 == .same })),
                        "revised": .integer(Int64(changes.count { $0 != .added && $0 != .same })),
                        "refused": .integer(Int64(refused)),
                    ]))
            ])
            return changes
        }
        for change in changes {
            switch change {
            case .added: intake.added += 1
            case .revised: intake.revised += 1
            case .same: intake.same += 1
            }
        }
        return intake
    }

    private func tellDoubts(_ results: [NewResult], in writer: any LedgerWriter) throws {
        let ended = try writer.invitations(Array(Set(results.map(\.place.invitation)))).values
            .filter { ResultDoubt.isDue($0.standing) }.sorted { $0.id < $1.id }
        guard !ended.isEmpty else { return }
        let now = world.clock.now
        let sources = Dictionary(
            results.map { ($0.place.invitation, $0.source) }, uniquingKeysWith: { first, _ in first })
        let doubts = ended.compactMap {
            ResultDoubt.difference(
                about: $0, from: sources[$0.id] ?? connection.name, id: world.chance.id(at: now), at: now)
        }
        try writer.note(doubts, of: connection.id, at: now, keepingOthers: true)
    }

    private func match(_ told: ToldResult, _ page: ResultPage) throws(ResultPage.Miss) -> Matched {
        let result = told.result
        let known = try page.invitation(of: result, domains: world.domains)
        let folded = AssessmentWord.folded(result.assessment)
        var word = known.assessments.first { AssessmentWord.folded($0) == folded } ?? folded
        if folded.isEmpty {
            guard known.assessments.count == 1 else {
                throw ResultPage.Miss(
                    .unreadable, nil, "the row does not say of which assessment it is",
                    "export the file with that column")
            }
            word = known.assessments[0]
        }
        if let time = result.completedAt, time > world.clock.now.advanced(by: .seconds(86_400)) {
            throw ResultPage.Miss(
                .unreadable, time.description, "it says that it was completed in the future", "mend the date")
        }
        return Matched(
            told: told, place: ResultPlace(invitation: known.id, assessment: word),
            content: ResultContent(scores: result.scores, reportLink: result.reportLink))
    }

    /// One of each place: what is told twice with the same words is kept once; with different words none of those that come
    /// together is, and of those on later pages the first stays.
    private func sift(_ matched: [Matched], _ seen: inout Seen, _ intake: inout ResultIntake) -> [Matched] {
        var groups: [ResultPlace: [Matched]] = [:]
        for one in matched { groups[one.place, default: []].append(one) }
        var kept: [Matched] = []
        for one in matched {
            guard let group = groups.removeValue(forKey: one.place) else { continue }
            let places = group.map(\.told.place).joined(separator: " and ")
            let before = seen[one.place]
            guard Set(group.map(\.content)).count == 1 else {
                for twin in group {
                    intake.refuse(
                        ResultRefusal(
                            .duplicate, twin.told, "\(places) tell different results of one person and assessment",
                            "ask the vendor which one counts; neither was taken"))
                }
                continue
            }
            guard before == nil || before == one.content.hashValue else {
                for twin in group {
                    intake.refuse(
                        ResultRefusal(
                            .duplicate, twin.told, "an earlier page told another result of this person and assessment",
                            "ask the vendor which one counts; the first was taken"))
                }
                continue
            }
            intake.repeated += group.count - (before == nil ? 1 : 0)
            guard before == nil else { continue }
            seen[one.place] = one.content.hashValue
            kept.append(one)
        }
        return kept
    }

    private static func event(_ result: NewResult, _ change: ResultChange) -> OutboxEvent? {
        let (id, word) = (result.place.invitation.text, JSONValue.string(result.place.assessment))
        switch change {
        case .added: return EngineEvent.resultTaken.of(id, at: result.at, ["assessment": word])
        case .revised(let version):
            return EngineEvent.resultRevised.of(
                id, at: result.at, ["assessment": word, "version": .integer(Int64(version))])
        case .same: return nil
        }
    }
}

/// What an assessment is called, whoever writes it: `Core Drivers` and `core-drivers` are one.
enum AssessmentWord {
    static func folded(_ text: String) -> String {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    }
}

/// Results that do not end are not waited for: a vendor may be broken, or hostile.
private struct ResultLimits {
    private static let mostResults = 5_000_000
    private static let mostPages = 50_000
    /// Pages without a result.
    private static let mostEmpty = 100
    private static let longest = Duration.seconds(4 * 3600)

    private let start: Instant
    private var (results, pages, empty) = (0, 0, 0)

    init(from start: Instant) { self.start = start }

    mutating func take(_ page: ResultsPage, at now: Instant) throws(ProviderError) {
        results += page.results.count
        pages += 1
        empty = page.results.isEmpty ? empty + 1 : 0
        guard page.nextCursor != nil else { return }
        let isEndless =
            results > ResultLimits.mostResults || pages > ResultLimits.mostPages || empty > ResultLimits.mostEmpty
            || now.since(start) > ResultLimits.longest
        if isEndless {
            throw ProviderError(
                .malformedAnswer, effect: .none,
                message:
                    "The vendor's results do not end: after \(pages) pages no more are asked for. What came is kept.")
        }
    }
}
