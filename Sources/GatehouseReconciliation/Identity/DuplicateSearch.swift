package import GatehouseModel

/// Looks for records that are probably one person, in one pass over all of them and in any order: whoever shares a key is
/// paired, never everybody with everybody.
package struct DuplicateSearch {
    /// What is known of one record.
    package struct Subject: Hashable, Sendable {
        package let person: Person
        package let programmes: [ProgrammeID]
        package init(_ person: Person, programmes: [ProgrammeID] = []) {
            (self.person, self.programmes) = (person, programmes)
        }
    }

    enum Key: Hashable {
        case mailbox(String)
        case externalID(String, Scope)
        /// Its words in order, whichever way round they were written.
        case name(String, Scope)
    }

    /// Within what an id or a name says something.
    enum Scope: Hashable {
        case client(ClientID)
        case programme(ProgrammeID)
        case domain(String)
    }

    /// A name or an id that so many bear in one scope is nobody's own.
    private static let commonFrom = 7
    /// Where everybody has an address.
    private static let publicDomains: Set<String> = [
        "aol.com", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com",
        "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "t-online.de",
        "web.de",
        "yahoo.com", "yandex.com", "ymail.com",
    ]

    private let rules: MailboxRules
    private var subjects: [Person] = []
    private var index = KeyIndex<Key>()
    private var told: [Pair: [MergeProposal.Evidence]] = [:]

    private struct Pair: Hashable {
        let first: PersonID
        let second: PersonID
        init(_ one: PersonID, _ other: PersonID) { (first, second) = (min(one, other), max(one, other)) }
    }

    package init(_ rules: MailboxRules = MailboxRules()) { self.rules = rules }

    /// Each record once.
    package mutating func add(_ subject: Subject) {
        let place = subjects.count
        subjects.append(subject.person)
        for key in Set(keys(of: subject)) { index.add(place, under: key) }
    }

    /// What a vendor shows that speaks for these being one.
    package mutating func add(_ evidence: MergeProposal.Evidence, of people: [PersonID]) {
        let people = Set(people).sorted()
        guard let first = people.first else { return }
        for other in people.dropFirst() { told[Pair(first, other), default: []].append(evidence) }
    }

    /// The strongest first, then by their ids.
    ///
    /// - Parameter apart: who was said not to be one.
    package func proposals(apart: Set<Set<PersonID>> = []) -> [MergeProposal] {
        var found = told
        for place in index.repeatedPlaces {
            for (one, other) in pairs(of: index.rows(at: place), under: index.keys[place]) {
                found[Pair(one.id, other.id), default: []].append(evidence(index.keys[place], one, other))
            }
        }
        return found.compactMap { pair, evidence in
            guard pair.first != pair.second, !apart.contains([pair.first, pair.second]) else { return nil }
            let sorted = Set(evidence).sorted {
                ($1.strength.rawValue, $0.kind.rawValue, $0.words) < ($0.strength.rawValue, $1.kind.rawValue, $1.words)
            }
            return MergeProposal(first: pair.first, second: pair.second, evidence: sorted)
        }
        .sorted { ($1.strength.rawValue, $0.first, $0.second) < ($0.strength.rawValue, $1.first, $1.second) }
    }

    // MARK: - Keys

    private func keys(of subject: Subject) -> [Key] {
        let person = subject.person
        let domains = Set(person.addresses.map { String($0.domain) }).subtracting(DuplicateSearch.publicDomains)
        let scopes =
            (person.client.map { [Scope.client($0)] } ?? []) + subject.programmes.map { .programme($0) }
            + domains.map { .domain($0) }
        let name = person.name.flatMap(DuplicateSearch.nameKey)
        return person.addresses.map { .mailbox(rules.mailbox(of: $0)) }
            + (person.externalID.map { id in scopes.map { Key.externalID(id.lowercased(), $0) } } ?? [])
            + (name.map { name in scopes.map { Key.name(name, $0) } } ?? [])
    }

    /// Nil for a name of one word, which says too little.
    private static func nameKey(_ name: String) -> String? {
        let words = name.lowercased().split { $0.isWhitespace || $0 == "," || $0 == "." }.sorted()
        return words.count < 2 ? nil : words.joined(separator: " ")
    }

    /// Each with each where they are few. Many who share a mailbox are paired with the oldest of them; many who share a name or
    /// an id are not paired at all.
    private func pairs(of rows: [Int], under key: Key) -> [(Person, Person)] {
        let people = rows.map { subjects[$0] }.sorted { $0.id < $1.id }
        guard people.count >= DuplicateSearch.commonFrom else {
            return people.indices.flatMap { one in people[(one + 1)...].map { (people[one], $0) } }
        }
        guard case .mailbox = key else { return [] }
        return people.dropFirst().map { (people[0], $0) }
    }

    private func evidence(_ key: Key, _ one: Person, _ other: Person) -> MergeProposal.Evidence {
        switch key {
        case .mailbox(let mailbox):
            let spellings = [one, other].compactMap { person in
                person.addresses.first { rules.mailbox(of: $0) == mailbox }
            }
            guard spellings.count == 2 else { return .init(.mailbox, .strong, mailbox) }
            return .init(
                .mailbox, .strong,
                "\(spellings[0].address) and \(spellings[1].address) are one mailbox \(rules.difference(spellings[0], spellings[1]))"
            )
        case .externalID(_, let scope):
            let isOfOneClient = if case .client = scope { true } else { false }
            return .init(
                .externalID, isOfOneClient ? .strong : .likely,
                "both have the id \(one.externalID ?? "") \(scope.words)")
        case .name(_, let scope):
            let isNear = if case .domain = scope { false } else { true }
            return .init(.name, isNear ? .likely : .possible, "both are called \(one.name ?? "") \(scope.words)")
        }
    }
}

extension DuplicateSearch.Scope {
    fileprivate var words: String {
        switch self {
        case .client: "at the same client"
        case .programme: "in the same programme"
        case .domain(let domain): "with an address at \(domain)"
        }
    }
}
