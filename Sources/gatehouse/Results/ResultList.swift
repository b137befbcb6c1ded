import ArgumentParser
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

struct ResultList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Who has which result; scores and links are never in it.",
        discussion:
            "Search words as in 'gatehouse status': connection:drivers supply:spring-24 programme:\"North\" tag:x anna")
    @Argument(help: ArgumentHelp("Search words.", valueName: "search")) var words: [String] = []
    @Option(help: ArgumentHelp("The same as the search words.", valueName: "search")) var filter: String?
    @Option(help: "At most so many; 100 where not given, and all of them as csv or jsonl.") var limit: Int?
    @Option(help: ArgumentHelp("Go on behind this result.", valueName: "cursor")) var cursor: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try Paging.check(limit: limit, cursor: nil, InvitationID.self)
        if let cursor, ResultPlace(cursor: cursor) == nil {
            throw ValidationError(
                "--cursor \(cursor.prefix(40)): no list gave this; use the one that the list printed.")
        }
    }

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let text = ([filter].compactMap { $0 } + words).joined(separator: " ")
        let search = try application.ledger.read {
            try SearchWords(world: application.world, stuckAfter: application.settings.stuckAfter).search(text, in: $0)
        }
        try global.printer.list(after: cursor, limit: limit, columns: ResultList.columns, document: \.document) {
            cursor, limit in
            let rows = try application.ledger.read {
                try $0.results(
                    matching: search, after: cursor.flatMap(ResultPlace.init(cursor:)), limit: limit + 1)
            }
            return Paging.Page(of: rows, limit: limit) { $0.record.place.cursor }
        }
    }

    private static var columns: [Printer.Column<ResultRow>] {
        [
            .init("PERSON") { $0.personName ?? $0.address ?? "–" }, .init("ADDRESS", wide: true) { $0.address ?? "–" },
            .init("CONNECTION") { $0.connectionName }, .init("SUPPLY") { $0.supplyName },
            .init("ASSESSMENT") { $0.record.place.assessment },
            .init("COMPLETED") { $0.record.completedAt?.description ?? "–" },
            .init("VERSION") { "\($0.record.version)" }, .init("SCORES", wide: true) { "\($0.record.scoreCount)" },
            .init("REPORT") { $0.record.hasReportLink ? "yes" : "–" },
            .init("TAKEN", wide: true) { $0.record.takenAt.description },
            .init("FROM", wide: true) { $0.record.source }, .init("INVITATION") { $0.record.place.invitation.text },
        ]
    }
}

struct ResultShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The results of one invitation, with their versions.",
        discussion:
            "Scores and report links are masked; with --reveal they are shown, and that is written into the audit trail."
    )
    @Argument(help: ArgumentHelp("The invitation.", valueName: "inv_…")) var invitation: String
    @Flag(help: "Show scores and report links; it is written into the audit trail.") var reveal = false
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let application = try global.open(works: false)
        defer { application.close() }
        let (id, records, obstacle) = try application.ledger.read { reader in
            guard let id = InvitationID(invitation), try reader.invitation(id) != nil else {
                throw EngineError(
                    .notFound,
                    "there is no invitation '\(invitation.prefix(80))': 'gatehouse result list' shows those that have results"
                )
            }
            return (id, try reader.results(of: [id]), try ResultDoubt.obstacle(of: id, in: reader))
        }
        if reveal, let obstacle { throw EngineError(.refused, "\(id.text) \(obstacle)") }
        let shown =
            reveal
            ? try Revealing(world: application.world).results(
                of: [id], allVersions: true, actor: global.actor, in: application.ledger) : []
        let contents = Dictionary(shown.map { ($0.record, $0.content) }, uniquingKeysWith: { first, _ in first })
        global.printer.show([
            "invitation": .string(id.text),
            "results": .array(records.map { $0.document(contents[$0]) }),
        ]) {
            guard !records.isEmpty else { return "\(id.text): no results yet\n" }
            return records.flatMap { ResultShow.lines($0, contents[$0]) }.joined(separator: "\n") + "\n"
        }
    }

    private static func lines(_ record: ResultRecord, _ content: ResultContent?) -> [String] {
        var lines = ["\(record.words), from \(record.source) at \(record.takenAt)"]
        guard let content else {
            if record.scoreCount > 0 { lines.append("  \(record.scoreCount) scores  ••••") }
            if record.hasReportLink { lines.append("  report  ••••") }
            return lines
        }
        for (name, score) in content.scores.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(name)  \(score.string ?? score.canonicalText)")
        }
        if let link = content.reportLink { lines.append("  report  \(link.reveal())") }
        return lines
    }
}

extension ResultPlace {
    fileprivate var cursor: String { "\(invitation.text)/\(assessment)" }

    fileprivate init?(cursor: String) {
        guard let slash = cursor.firstIndex(of: "/"), let id = InvitationID(String(cursor[..<slash])) else {
            return nil
        }
        self.init(invitation: id, assessment: String(cursor[cursor.index(after: slash)...]))
    }
}

extension ResultRecord {
    /// "core-drivers: version 2, completed 2026-11-04T09:30:00Z"
    var words: String {
        "\(place.assessment): version \(version), completed \(completedAt?.description ?? "at a time that is not known")"
    }

    var document: JSONValue { document(nil) }

    func document(_ content: ResultContent?) -> JSONValue {
        .members([
            "invitation": .string(place.invitation.text), "assessment": .string(place.assessment),
            "version": .integer(Int64(version)), "completed_at": completedAt.map { .string($0.description) },
            "taken_at": .string(takenAt.description), "source": .string(source),
            "score_count": .integer(Int64(scoreCount)), "has_report_link": .bool(hasReportLink),
            "scores": content.map { .object($0.scores) },
            "report_link": content?.reportLink.map { .string($0.reveal()) },
        ])
    }
}

extension Sequence<ResultRecord> {
    /// The newest version of each place, in their order.
    var newest: [ResultRecord] {
        let last = Dictionary(map { ($0.place, $0.version) }, uniquingKeysWith: { Swift.max($0, $1) })
        return filter { last[$0.place] == $0.version }
    }
}

extension ResultRow {
    fileprivate var document: JSONValue {
        var members = record.document.object ?? [:]
        members["person"] = person.map { id in
            .members([
                "id": .string(id.text), "email": address.map { .string($0) }, "name": personName.map { .string($0) },
            ])
        }
        members["connection"] = .string(connectionName)
        members["provider"] = .string(provider)
        members["supply"] = .string(supplyName)
        return .object(members)
    }
}
