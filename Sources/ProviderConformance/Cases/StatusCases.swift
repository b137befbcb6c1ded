import GatehouseModel
import GatehouseProviderKit

/// What the vendor says of single invitations.
let statusCases: [ConformanceCase] = [
    ConformanceCase("status.finds", "A look-up by our reference finds what was issued, with supply, word and time.") {
        trial in
        for way in try trial.waysOfEachManner() {
            try trial.needsLookUp()
            let holdings = try trial.given(2, by: way)
            let records = try trial.lookUp(holdings)
            for holding in holdings {
                let own = records.filter { $0.reference == holding.item.reference }
                try trial.expect(own.count == 1, "\(way.id): \(own.count) records bear the reference")
                let record = own[0]
                try trial.expect(
                    record.supply.map { $0 == way.supply.vendorID } ?? true, "\(way.id): it is shown in another supply")
                try trial.expect(
                    record.vendorID == nil || holding.issued.vendorID == nil
                        || record.vendorID == holding.issued.vendorID,
                    "\(way.id): it is shown under another id")
                let isSame = record.credential.map { $0 == holding.issued.secret || $0 == holding.issued.link } ?? true
                try trial.expect(isSame, "\(way.id): it is shown with another credential")
                _ = try trial.meaning(record, by: way)
            }
        }
    },
    ConformanceCase("status.link", "A looked-up credential brings the link that issue gave.") { trial in
        try trial.needsLookUp()
        var judged = 0
        for way in try trial.waysOfEachManner() {
            let holding = try trial.issued(1, by: way)[0]
            guard let link = holding.issued.link else { continue }
            judged += 1
            let record = try trial.record(of: holding)
            // Where the link is the credential it needs no place of its own.
            let shown = record.link ?? (holding.issued.secret == nil ? record.credential : nil)
            try trial.expect(
                shown == link,
                shown == nil
                    ? "\(way.id): it is shown without its link: whoever was to get it after a lost answer gets none"
                    : "\(way.id): it is shown with another link")
        }
        if judged == 0 { throw Judged.skipped("The vendor gives no links with what it issues.") }
    },
    ConformanceCase(
        "status.own-record",
        "A record bears the supply, the id, the code, the link and the address of its own invitation, whatever was issued since."
    ) { trial in
        try trial.needsLookUp()
        let ways = try trial.ways().filter { (trial.run.free($0.report) ?? .max) >= 2 }
        let first = try trial.need(ways.first, "nothing can be issued")
        let second = ways.first { $0.supply.vendorID != first.supply.vendorID } ?? first
        let holdings = try trial.issued(1, by: first) + trial.issued(1, by: second) + trial.issued(1, by: first)
        let together = try trial.lookUp(holdings)
        for holding in holdings {
            for records in [together, try trial.lookUp([holding])] {
                let own = records.filter { $0.reference == holding.item.reference }
                try trial.expect(own.count == 1, "\(own.count) records bear the reference")
                try trial.expectOwn(own[0], holding)
            }
        }
        let shown = try trial.status(.supply(second.supply.vendorID)).records
        for record in shown where record.reference == holdings[1].item.reference {
            try trial.expectOwn(record, holdings[1])
        }
    },
    ConformanceCase(
        "status.unknown-reference", "A reference that the vendor never heard of is answered by nothing, completely."
    ) { trial in
        _ = try trial.way(units: 0)
        try trial.needsLookUp()
        let (records, facts, _) = try trial.status(.references([trial.reference("unheard\(trial.run.next())")]))
        try trial.expect(records.isEmpty, "\(records.count) records for a reference that nobody has")
        try trial.expect(
            facts.isComplete, "the answer is not called complete, so that nothing could ever be said to be missing")
    },
    ConformanceCase("status.many-references", "Hundreds of references are looked up at once, page by page.") { trial in
        let way = try trial.way()
        try trial.needsLookUp()
        let holdings = try trial.issued(2, by: way)
        let unheard = (0..<501).map { trial.reference("many\($0)") }
        let records = try trial.lookUp([holdings[0].item.reference] + unheard + [holdings[1].item.reference])
        let found = Set(records.compactMap(\.reference))
        try trial.expect(found == Set(holdings.map(\.item.reference)), "\(found.count) of 2 were found among 503")
    },
    ConformanceCase("status.our-clock", "Our own clock plays no part in what the vendor says.") { trial in
        let way = try trial.way()
        try trial.needsLookUp()
        let holding = try trial.issued(1, by: way)[0]
        let now = trial.run.subject.clock()
        let day = Duration.seconds(86_400)
        let records = try [now.advanced(by: day), now.advanced(by: .zero - day)].map { time in
            try trial.need(
                trial.lookUp([holding], trial.api(now: time)).first, "with our clock a day off nothing is found")
        }
        try trial.expect(records[0].word == records[1].word, "the word depends on our clock")
        let apart = records[1].asOf.since(records[0].asOf)
        try trial.expect(
            apart > .seconds(-3600) && apart < .seconds(3600), "the time of an observation is that of our clock")
    },
    ConformanceCase("status.unknown-word", "A word that nobody knows arrives as it was said, and is not guessed.") {
        trial in
        let way = try trial.way()
        try trial.needsLookUp()
        let holding = try trial.issued(1, by: way)[0]
        let word = try trial.record(of: holding).word
        let odd = "Zzyzx pending review"
        let records = try trial.tampered(.rewrite { $0.replacing([word: odd]) }, of: .any) {
            try trial.lookUp([holding])
        }
        try trial.expect(records.count == 1, "a record with an unknown word was dropped")
        try trial.expect(records[0].word == odd, "the word \"\(odd)\" arrived as \"\(records[0].word)\"")
        try trial.expect(
            trial.descriptor.vocabulary.meaning(of: odd, for: way.facet) == nil, "an unknown word was given a meaning")
    },
    ConformanceCase("status.secrets-hidden", "Codes and links stand where secrets stand, not among a record's words.") {
        trial in
        for way in try trial.waysOfEachManner() {
            let holding = try trial.given(1, by: way)[0]
            let record = try trial.record(of: holding)
            for secret in [holding.issued.secret, holding.issued.link].compactMap({ $0 }) {
                try trial.expect(
                    !record.openTexts.contains { trial.holds($0, secret) },
                    "\(way.id): a code or link stands in the open")
            }
        }
    },
    ConformanceCase("status.truth", "At every step the vendor's word allows where the person really is.", level: .full)
    { trial in
        let bench = try trial.bench()
        for way in try trial.waysOfEachManner() {
            let holding = try trial.given(1, by: way)[0]
            for stage in [Stage.registered, .started, .completed] {
                try bench.move(holding.item.reference, to: stage)
                let record = try trial.record(of: holding)
                let meaning = try trial.meaning(record, by: way)
                try trial.expect(
                    meaning.allows(stage) || meaning.allows(stage.next),
                    "\(way.id): the person has \(stage.word), and \"\(record.word)\" means \(meaning)")
            }
        }
    },
    ConformanceCase(
        "status.hints", "News that come twice or late change nothing: the newest says where the person stands.",
        level: .full
    ) {
        trial in
        let bench = try trial.bench()
        let way = try trial.way()
        let holding = try trial.given(1, by: way)[0]
        var seen: [ObservedRecord] = [try trial.record(of: holding)]
        for stage in [Stage.registered, .started, .completed] {
            try bench.advance(by: 1)
            try bench.move(holding.item.reference, to: stage)
            // A doubled hint asks twice.
            seen += [try trial.record(of: holding), try trial.record(of: holding)]
        }
        let standing = try seen.reversed().reduce(Standing()) { standing, record in
            standing.observing(try trial.meaning(record, by: way), asOf: record.asOf)
        }
        try trial.expect(
            standing.contradiction == nil,
            "late news contradict: the times of the observations do not say which is newer")
        let interval = try trial.need(standing.interval, "nothing is known after all")
        try trial.expect(interval.high >= .completed, "the person has completed, and the news fold to \(interval)")
    },
]

extension Stage {
    /// Somebody who opened a link may count as begun already, and whoever has completed may have the report.
    fileprivate var next: Stage { self == .started ? .started : Stage(rawValue: rawValue + 1) ?? self }
}

extension Trial {
    /// What a record says is that of its invitation; what it does not say is left to other cases.
    fileprivate func expectOwn(_ record: ObservedRecord, _ holding: Holding) throws {
        let issued = holding.issued
        func expectSame(_ shown: String?, _ own: String?, _ what: String) throws {
            guard let shown, let own else { return }
            try expect(shown == own, "\(holding.way.id): it is shown \(what)")
        }
        try expectSame(record.supply, holding.way.supply.vendorID, "in another supply")
        try expectSame(record.vendorID, issued.vendorID, "under another id")
        try expectSame(
            record.address?.lowercased(), holding.item.recipient?.address.lowercased(), "with another address")
        try expectSame(record.link?.reveal(), issued.link?.reveal(), "with another link")
        let isOwn = record.credential.map { $0 == issued.secret || $0 == issued.link } ?? true
        try expect(isOwn, "\(holding.way.id): it is shown with another code")
    }
}
