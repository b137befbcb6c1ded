import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

/// A house with very many invitations over forty supplies of four vendors, fifty programmes of twenty clients and twenty-five
/// coaches, written in bulk.
struct CompareHouse {
    private let world: EngineWorld
    private let ledger: any Ledger
    private let now: Instant

    init(_ world: EngineWorld, _ ledger: any Ledger, now: Instant) {
        (self.world, self.ledger, self.now) = (world, ledger, now)
    }

    /// So many nobody stands behind yet.
    static let slots = 50

    func fill(_ count: Int) throws {
        let supplies = try supplies()
        let clients = (0..<20).map { Client(id: world.chance.id(at: now), name: "Client \($0)") }
        let programmes = (0..<50).map {
            Programme(id: world.chance.id(at: now), name: "Programme \($0)", client: clients[$0 % 20].id, tags: [])
        }
        try ledger.write { writer in
            for client in clients { try writer.save(client) }
            for programme in programmes { try writer.save(programme) }
        }
        for start in stride(from: 0, to: count, by: 10_000) {
            try write(start..<min(count, start + 10_000), supplies, programmes, clients)
        }
        try ledger.write { writer in
            try writer.addInvitations(
                (0..<CompareHouse.slots).map { _ in invitation(supplies[0], nil, now) }, fromVendor: supplies[0].id)
        }
    }

    /// Ten of each of the four providers, whose units nobody counts.
    private func supplies() throws -> [Supply] {
        let connections = world.providers.ids.filter { $0 != "template" }.map {
            Connection(id: world.chance.id(at: now), name: "at \($0)", provider: $0, mode: "portal", settings: [:])
        }
        let supplies = connections.flatMap { connection in
            (0..<10).map { number in
                Supply(
                    id: world.chance.id(at: now), connection: connection.id, name: "\(connection.name) \(number)",
                    vendorID: "v-\(number)", usage: .personal, category: "any", stock: .unmetered,
                    assessments: ["\(connection.provider) \(number)"], price: Money(minorUnits: 4990, currency: "EUR"))
            }
        }
        try ledger.write { writer in
            for connection in connections { try writer.save(connection) }
            for supply in supplies { try writer.save(supply) }
        }
        return supplies
    }

    /// Person after person, each with four invitations, one a vendor, seen at stages that differ; one in four has a coach.
    private func write(
        _ range: Range<Int>, _ supplies: [Supply], _ programmes: [Programme], _ clients: [Client]
    ) throws {
        var people: [Person] = []
        var byPlace: [Int: [Invitation]] = [:]
        var seen: [ObservationRecord] = []
        var orders: [Intent] = []
        let command = CommandRecord(
            id: world.chance.id(at: now), idempotencyKey: "fill \(range.lowerBound)", inputHash: "fill",
            verb: "invite", actor: "bench", at: now, answer: [:])
        for index in range {
            let number = index / 4
            if index % 4 == 0 { people.append(try person(number, clients[number % 20].id)) }
            let place = index % 4 * 10 + number % 10
            let handedOut = now.advanced(by: .seconds(-Int64(index % 120 + 1) * 86_400))
            var one = invitation(supplies[place], people.last?.id, handedOut)
            one.programme = number % 3 == 0 ? nil : programmes[number / 3 % 50].id
            one.remindersSent = index % 3
            one.lastRemindedAt = index % 3 == 0 ? nil : handedOut
            let low: Stage = [.invited, .registered, .started, .completed][(index / 7) % 4]
            if low > .invited {
                let at = handedOut.advanced(by: .seconds(Int64(index % 40) * 43_200 + 3600))
                one.standing = one.standing.observing(.stages(low, .reported), asOf: at)
                seen.append(
                    ObservationRecord(
                        id: world.chance.id(at: now), run: nil, connection: one.connection, invitation: one.id,
                        word: "seen", meaning: .stages(low, .reported), asOf: at, source: "bench"))
            }
            byPlace[place, default: []].append(one)
            if index % 4 == 2 { orders.append(order(one, command.id, coach: "Coach \(number % 25)")) }
        }
        try ledger.write { [people, byPlace, seen, orders] writer in
            try writer.add(people)
            for (place, invitations) in byPlace.sorted(by: { $0.key < $1.key }) {
                try writer.addInvitations(invitations, fromVendor: supplies[place].id)
            }
            try writer.add([command])
            try writer.add(orders)
            try writer.add(seen)
        }
    }

    private func person(_ number: Int, _ client: ClientID) throws -> Person {
        Person(
            id: world.chance.id(at: now), name: "Person \(number)",
            addresses: [try EmailAddress(parsing: "person\(number)@example.org", domains: world.domains)],
            language: "en", client: client)
    }

    private func invitation(_ supply: Supply, _ person: PersonID?, _ handedOut: Instant) -> Invitation {
        Invitation(
            id: world.chance.id(at: now), person: person, connection: supply.connection, supply: supply.id,
            channel: .link, assessments: supply.assessments,
            standing: Standing(.stages(.invited, .registered), asOf: handedOut), createdAt: handedOut,
            lastWriteAt: handedOut)
    }

    private func order(_ one: Invitation, _ command: CommandID, coach: String) -> Intent {
        Intent(
            id: world.chance.id(at: now), command: command, verb: "issue", connection: one.connection,
            supply: one.supply, invitation: one.id, channel: .link,
            batch: "\(command.text).\(coach).\(one.supply.text)",
            support: "native", options: ["coaches": [.string(coach)]], state: .done, dueAt: now)
    }
}
