package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// One invitation as every list shows it: what is certain, what is possible, what can be done next and why the rest cannot.
package struct InvitationView: Hashable, Sendable {
    package let row: InvitationRow
    package let mayDo: [Verb]
    package let mayNot: [Verb: String]
    /// What its vendor gives out: `code`, `link` or `key`.
    package let credentialWord: String
    /// Why nothing of it is sent or shown; nil where no case stands against that.
    package let heldBack: String?
    /// When the vendor showed it last as it stands here; nil where it never did.
    package let seenAsOf: Instant?

    init(
        _ row: InvitationRow, world: EngineWorld, connections: [ConnectionID: Connection],
        supplies: [SupplyID: Supply], heldBack: String?, tooLate: String?, seenAsOf: Instant?
    ) {
        (self.row, self.heldBack, self.seenAsOf) = (row, heldBack, seenAsOf)
        var possible: [Verb] = []
        var impossible: [Verb: String] = [:]
        for verb in [Verb.distribute, .remind, .retract] {
            let reason =
                InvitationView.reason(against: verb, row, world, connections, supplies)
                ?? (verb == .retract ? nil : heldBack ?? tooLate)
            if let reason { impossible[verb] = reason } else { possible.append(verb) }
        }
        let provider = connections[row.invitation.connection].flatMap { try? world.provider(of: $0) }
        let kind = provider?.descriptor.supplyKind(category: row.facet.category ?? "", usage: row.facet.usage)
        credentialWord = kind?.credential.word ?? "code"
        mayDo = possible
        mayNot = impossible
    }

    private static func reason(
        against verb: Verb, _ row: InvitationRow, _ world: EngineWorld, _ connections: [ConnectionID: Connection],
        _ supplies: [SupplyID: Supply]
    ) -> String? {
        let invitation = row.invitation
        if invitation.standing.isWithdrawn { return "was not invited: the issue was withdrawn" }
        if let end = invitation.standing.end { return "is \(end.word)" }
        if let closed = connections[invitation.connection]?.whyClosed { return closed }
        let provider = connections[invitation.connection].flatMap { try? world.provider(of: $0) }
        if let open = row.openIntent, !open.isFinal, !row.isOnlyLooking(provider?.descriptor) {
            if open == .waiting, provider?.descriptor.traits.furtherSupplyFrom != nil {
                return verb == .retract ? nil : "waits until an earlier invitation is accepted"
            }
            return "an act is still open (\(open.rawValue.replacing("_", with: " ")))"
        }
        let isOut = invitation.standing.interval.map { $0.low >= .invited } ?? false
        if verb == .distribute, isOut, row.delivery != .captured || world.mail.isCapturing {
            return "was distributed already"
        }
        if verb == .remind, !isOut { return "was not distributed yet" }
        guard let connection = connections[invitation.connection], let supply = supplies[invitation.supply],
            let provider
        else { return "its provider is not installed" }
        let subject = ConditionSubject(
            settings: connection.settings, supply: SupplyFacts(supply, counts: nil), standing: invitation.standing,
            channel: invitation.channel, isCredentialKnown: invitation.credential != nil)
        let (_, availability) = provider.descriptor.availability(
            verb, mode: world.mode(of: connection), channel: invitation.channel, facet: row.facet, subject: subject)
        return availability.isPossible ? nil : availability.reason
    }

    /// The interval in words, honest where it is wide.
    package var stageWords: String {
        if row.invitation.standing.isWithdrawn { return "not invited: the issue was withdrawn, its unit is free again" }
        if let end = row.invitation.standing.end { return end.word }
        guard let interval = row.invitation.standing.interval else { return "not known" }
        return interval.isExact
            ? interval.low.word
            : "\(interval.low.word) or further, up to \(interval.high.word); this vendor tells no more"
    }

    package var document: JSONValue {
        let invitation = row.invitation
        let interval = invitation.standing.interval
        return .members([
            "id": .string(invitation.id.text),
            "person": invitation.person.map { person in
                .members([
                    "id": .string(person.text), "email": row.address.map { .string($0) },
                    "name": row.personName.map { .string($0) },
                ])
            },
            "connection": .string(row.connectionName), "provider": .string(row.provider),
            "supply": .string(row.supplyName),
            "programme": row.programmeName.map { .string($0) },
            "assessments": .array(invitation.assessments.map { .string($0) }),
            "channel": .string(invitation.channel.rawValue),
            "language": invitation.language.map { .string($0) }, "credential": row.credentialMasked.map { .string($0) },
            "stage": interval.map { ["low": .string($0.low.word), "high": .string($0.high.word)] },
            "end": invitation.standing.endWord.map { .string($0) },
            "contradiction": invitation.standing.toldContradiction.map { .string($0.word) },
            "vendor_word": invitation.vendorWord.map { .string($0) },
            "as_of": seenAsOf.map { .string($0.description) },
            "delivery": row.delivery.map { .string($0.rawValue) },
            "open_act": row.openIntent.map { .string($0.rawValue) },
            "held_back": heldBack.map { .string($0) },
            "reminders_sent": .integer(Int64(invitation.remindersSent)),
            "allowed": .array(mayDo.map { .string($0.rawValue) }),
            "not_allowed": .object(
                Dictionary(mayNot.map { ($0.rawValue, JSONValue.string($1)) }, uniquingKeysWith: { first, _ in first })),
        ])
    }
}

extension InvitationRow {
    /// What is open on it only looks at the vendor's page, and stands in nobody's way.
    fileprivate func isOnlyLooking(_ descriptor: Descriptor?) -> Bool {
        guard let verb = openVerb, verb.hasPrefix("action:") else { return false }
        return descriptor?.action(named: String(verb.dropFirst("action:".count)))?.effect == .read
    }
}

extension Planner {
    /// A page of invitations with what can be done next.
    package func views(
        matching search: InvitationSearch, after cursor: InvitationID?, limit: Int, in ledger: any LedgerReader
    ) throws -> [InvitationView] {
        let connections = Dictionary(
            try ledger.connections().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let supplies = Dictionary(
            try ledger.supplies(of: nil).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = try ledger.rows(matching: search, after: cursor, limit: limit)
        let living = rows.map(\.invitation).filter { $0.standing.end == nil }
        let heldBack = try HeldBack(living, in: ledger)
        let lastDays = try LastDays(living, now: world.clock.now, in: ledger)
        let sightings = Sightings(connections, supplies, world, in: ledger)
        return try rows.map {
            InvitationView(
                $0, world: world, connections: connections, supplies: supplies,
                heldBack: heldBack.reason($0.invitation.id), tooLate: lastDays.reason($0.invitation),
                seenAsOf: try sightings.asOf($0))
        }
    }
}
