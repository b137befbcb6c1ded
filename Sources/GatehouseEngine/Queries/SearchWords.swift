package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel

/// The search grammar, the same in command line, API and pages: `stage:invited vendor:code-bundles -tag:test "Anna K"`.
package struct SearchWords {
    let world: EngineWorld
    let stuckAfter: Duration

    package init(world: EngineWorld, stuckAfter: Duration = .seconds(7 * 86_400)) {
        self.world = world
        self.stuckAfter = stuckAfter
    }

    static let keys = [
        "stage", "vendor", "connection", "supply", "programme", "tag", "lang", "client", "coach", "delivery", "channel",
        "is",
        "older",
    ]

    /// What the words ask for; an unknown key or value is an error with the nearest known one.
    package func search(_ text: String, in ledger: any LedgerReader) throws -> InvitationSearch {
        var search = InvitationSearch()
        for term in try SearchWords.terms(of: text) {
            if let key = term.key {
                try apply(key, term.value, negated: term.isNegated, to: &search, in: ledger)
            } else if term.isNegated {
                throw EngineError(.invalid, "-\(term.value): only -tag:… can be left out")
            } else {
                search.people.words.append(world.foldingDomain(of: term.value))
            }
        }
        return search
    }

    struct Term: Hashable {
        var key: String?
        var value: String
        var isNegated: Bool
    }

    /// Splits at white space outside double quotes.
    static func terms(of text: String) throws(EngineError) -> [Term] {
        var terms: [Term] = []
        var rest = Substring(text)
        while true {
            rest = rest.drop { $0.isWhitespace }
            guard !rest.isEmpty else { return terms }
            let isNegated = rest.first == "-"
            if isNegated { rest = rest.dropFirst() }
            var word = ""
            var key: String?
            var quoted = false
            while let next = rest.first, quoted || !next.isWhitespace {
                rest = rest.dropFirst()
                if next == "\"" {
                    quoted.toggle()
                } else if next == ":", !quoted, key == nil, !word.isEmpty {
                    key = word
                    word = ""
                } else {
                    word.append(next)
                }
            }
            if quoted { throw EngineError(.invalid, "a quotation mark in the search does not end: \(text.prefix(80))") }
            terms.append(Term(key: key, value: word, isNegated: isNegated))
        }
    }

    private func apply(
        _ key: String, _ value: String, negated: Bool, to search: inout InvitationSearch, in ledger: any LedgerReader
    ) throws {
        if negated, key != "tag" { throw EngineError(.invalid, "-\(key):…: only -tag:… can be left out") }
        switch key {
        case "stage": try applyStage(value, to: &search)
        case "vendor":
            guard world.providers.ids.contains(value) else {
                throw EngineError.unknown("provider", value, among: world.providers.ids)
            }
            search.provider = value
        case "connection":
            guard let found = try ledger.connection(named: value) else {
                throw EngineError.unknown("connection", value, among: try ledger.connections().map(\.name))
            }
            search.connection = found.id
        case "supply":
            guard let found = try ledger.supply(named: value) else {
                throw EngineError.unknown("supply", value, among: try ledger.supplies(of: nil).map(\.name))
            }
            search.supply = found.id
        case "programme":
            guard let found = try ledger.programme(named: value) else {
                throw EngineError.unknown("programme", value, among: try ledger.programmes().map(\.name))
            }
            search.programme = found.id
        case "client":
            let clients = try ledger.clients()
            guard let found = clients.first(where: { $0.name == value }) else {
                throw EngineError.unknown("client", value, among: clients.map(\.name))
            }
            search.people.client = found.id
        case "coach":
            let options = world.coachOptions(try ledger.connections())
            let known = try ledger.coaches(named: options)
            guard known.contains(where: { Vocabulary.folded($0) == Vocabulary.folded(value) }) else {
                throw EngineError.unknown("coach", value, among: known)
            }
            search.coach = CoachSearch(name: value, options: options)
        case "tag": if negated { search.people.withoutTags.append(value) } else { search.people.tags.append(value) }
        case "lang": search.people.language = value
        case "delivery":
            search.delivery = try SearchWords.word(
                value, of: "delivery", DeliveryState.allCases.map { ($0.rawValue, $0) })
        case "channel":
            search.channel = try SearchWords.word(value, of: "channel", Channel.allCases.map { ($0.rawValue, $0) })
        case "is": try applyState(value, to: &search)
        case "older": search.unmovedSince = world.clock.now.advanced(by: .zero - (try SearchWords.duration(value)))
        default: throw EngineError.unknown("search key", key, among: SearchWords.keys)
        }
    }

    private func applyStage(_ value: String, to search: inout InvitationSearch) throws {
        if let end = End(word: value) { return search.ends.append(end) }
        search.stages.append(try SearchWords.word(value, of: "stage", Stage.allCases.map { ($0.word, $0) }))
    }

    private func applyState(_ value: String, to search: inout InvitationSearch) throws {
        switch value {
        case "stuck":  // Whole days, as comparisons count.
            search.stuckSince = CalendarDate(containing: world.clock.now.advanced(by: .zero - stuckAfter)).start
        case "living": search.isLiving = true
        case "ended": search.isLiving = false
        default: throw EngineError.unknown("state", value, among: ["stuck", "living", "ended"])
        }
    }

    private static func word<Value>(_ text: String, of what: String, _ known: [(String, Value)]) throws -> Value {
        guard let found = known.first(where: { $0.0 == text }) else {
            throw EngineError.unknown(what, text, among: known.map(\.0))
        }
        return found.1
    }

    /// `7d`, `12h`, `30m`, `45s`.
    package static func duration(_ text: String) throws(EngineError) -> Duration {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let last = text.last, let unit = units[last], let number = Int64(text.dropLast()), number >= 0,
            number < 1_000_000
        else {
            throw EngineError(.invalid, "'\(text.prefix(20))' is no length of time: write it like 7d, 12h or 30m")
        }
        return .seconds(number * unit)
    }
}
