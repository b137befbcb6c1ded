import GatehouseEngine
import GatehouseLedger
import GatehouseModel

extension EngineBed {
    /// Somebody in the ledger.
    @discardableResult
    func person(_ name: String?, _ addresses: String..., tags: [String] = [], language: String? = nil) throws -> Person
    {
        let person = Person(
            id: world.chance.id(at: clock.now), name: name,
            addresses: try addresses.map { try EmailAddress(parsing: $0, domains: PlainDomains()) }, language: language,
            tags: tags)
        try ledger.write { try $0.add([person]) }
        return person
    }

    @discardableResult
    func merge(_ kept: PersonID, _ other: PersonID) throws -> PersonMerge {
        let merging = Merging(world: world)
        let plan = try ledger.read { try merging.plan(kept, other, in: $0) }
        return try merging.merge(plan, reason: "told by phone", actor: "tester", in: ledger)
    }

    @discardableResult
    func takeBack(_ merge: PersonMerge) throws -> PersonMerge {
        try Merging(world: world).takeBack(merge.id, actor: "tester", in: ledger)
    }

    func invite(_ people: [PersonID], from supply: String, channel: Channel = .ourMail) throws -> [InvitationID] {
        var request = InviteRequest(supplies: [supply])
        request.persons = people
        request.channel = channel
        return try invite(request).invitations
    }

    /// Everything that says who is who and what belongs to whom.
    func whoIsWho() throws -> WhoIsWho {
        try ledger.read { reader in
            let people = try reader.people(matching: PeopleSearch(), after: nil, limit: 10_000)
            let invitations = try reader.rows(matching: InvitationSearch(), after: nil, limit: 10_000).map(\.invitation)
            let assessments = Array(Set(invitations.flatMap(\.assessments)))
            var members: [String] = []
            try reader.forEachProgrammeMember { members.append("\($0) \($1)") }
            return WhoIsWho(
                people: people, holders: invitations.map { "\($0.id) \($0.person?.text ?? "–")" },
                entitlements: Set(
                    try reader.entitlements(of: people.map(\.id), to: assessments).map {
                        "\($0.person) \($0.assessment) \($0.invitation)"
                    }),
                seconds: Set(try reader.secondEntitlements(of: connection.id).map { "\($0.invitation) \($0.earlier)" }),
                members: members)
        }
    }
}

struct WhoIsWho: Hashable {
    let people: [Person]
    let holders: [String]
    let entitlements: Set<String>
    let seconds: Set<String>
    let members: [String]

    /// In words; empty where all is the same.
    func difference(from other: WhoIsWho) -> String {
        let parts: [([String], [String])] = [
            (people.map { "\($0)" }, other.people.map { "\($0)" }), (holders, other.holders),
            (entitlements.sorted(), other.entitlements.sorted()), (seconds.sorted(), other.seconds.sorted()),
            (members, other.members),
        ]
        return parts.flatMap { now, before in
            now.filter { !before.contains($0) }.map { "+ \($0)" }
                + before.filter { !now.contains($0) }.map { "- \($0)" }
        }.joined(separator: "\n")
    }
}
