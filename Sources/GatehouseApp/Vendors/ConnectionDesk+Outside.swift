package import GatehouseEngine
package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

// Providers that stand outside: any server that speaks the contract. What one says of itself is read once, when its
// connection is added, and kept with it; a change of it is told, and taken only when somebody says so.

extension ConnectionDesk {
    /// A new connection to whoever speaks the contract at an address.
    ///
    /// - Parameters:
    ///   - mode: nil for the one that the provider has, `api` where it has both.
    ///   - shown: is told the description once nothing speaks against the connection, before anything is kept.
    package func add(
        _ name: String, outside address: String, mode: Mode?, settings: [String: JSONValue], secrets: [String: Secret],
        actor: String, shown: (Descriptor) -> Void
    ) throws -> Outcome {
        try refuseName(name)
        if let other = settings["base_url"], other != .string(address) {
            throw EngineError(.invalid, "base_url: the provider's address was given already")
        }
        let settings = settings.merging(["base_url": .string(address)]) { _, new in new }
        var connection = Connection(
            id: world.chance.id(at: world.clock.now), name: name, provider: "", mode: Mode.api.rawValue, settings: [:],
            secrets: secrets)
        connection.settings = try houseSettings(settings)
        let told = try description(of: connection)
        try refuseUnusable(told)
        connection.provider = told.id
        connection.mode = try choose(mode, of: told).rawValue
        connection.descriptor = told.json.canonicalText
        try fill(&connection, settings, secrets, try world.provider(of: connection).descriptor.settings)
        return try write(connection, act: "connection.added", actor: actor) { shown(told) }
    }

    /// A description that would be taken for a module's of this program, that can do nothing, or that names hosts of a private
    /// network.
    private func refuseUnusable(_ told: Descriptor) throws(EngineError) {
        if world.providers.ids.contains(told.id) {
            throw EngineError(
                .conflict,
                "the provider there calls itself \(told.id), as a module of this program does: give it an id of its own in its description"
            )
        }
        guard !told.capabilities.isEmpty else {
            throw EngineError(
                .invalid,
                "the description of \(told.name) does not fit",
                problems: [
                    FormProblem(
                        pointer: "/capabilities", reason: "says of no verb how it is done",
                        remedy: "name each verb, with the reason where it is not possible")
                ])
        }
        let problems = told.traits.outboundHosts.enumerated().filter { !$0.element.isPublicHostName }.map {
            FormProblem(
                pointer: "/traits/outbound_hosts/\($0.offset)",
                reason: "is no plain public name (\($0.element.prefix(60)))",
                remedy: "name a host of the public internet, or remove it")
        }
        if !problems.isEmpty {
            throw EngineError(.invalid, "the description of \(told.name) does not fit", problems: problems)
        }
    }

    /// What the provider of a connection says of itself now.
    package func description(of connection: Connection) throws -> Descriptor {
        let link = try application.links.link(for: connection)
        let context = Context(
            mode: .api, settings: [:], secrets: connection.secrets, link: link, now: world.clock.now)
        return try ContractClient(context).describe()
    }

    /// Where the description that a provider outside gives now differs from the one that is kept; empty for modules of this
    /// program, which are what they are.
    package func changes(of connection: Connection) throws -> [JSONDifference] {
        guard let kept = connection.descriptor else { return [] }
        let before = (try? JSONValue(text: kept)) ?? .null
        return JSONDifference.between(before, try description(of: connection).json)
    }

    /// Keeps the description that the provider gives now in place of the one that was kept.
    package func takeDescription(of name: String, actor: String) throws -> Outcome {
        var connection = try find(name)
        guard connection.descriptor != nil else { throw Self.isModule(connection) }
        let told = try description(of: connection)
        guard told.id == connection.provider else {
            throw EngineError(
                .conflict,
                "at the address of \(name) stands another provider now (\(told.id), it was \(connection.provider)): add it as a connection of its own"
            )
        }
        connection.descriptor = told.json.canonicalText
        _ = try choose(Mode(rawValue: connection.mode), of: told)
        try fill(
            &connection, connection.settings, connection.secrets, try world.provider(of: connection).descriptor.settings
        )
        return try write(connection, act: "connection.described", actor: actor)
    }

    package static func isModule(_ connection: Connection) -> EngineError {
        EngineError(
            .refused,
            "\(connection.name) is worked by a module of this program: see 'gatehouse provider show \(connection.provider)'"
        )
    }

    /// A connection that would speak with somebody else than it was added for is not changed by the way.
    func refuseOther(_ connection: Connection) throws {
        guard connection.descriptor != nil, let first = try changes(of: connection).first else { return }
        throw EngineError(
            .conflict,
            "the provider there describes itself otherwise than when \(connection.name) was added (\(first.pointer)): look at it with 'gatehouse connection describe \(connection.name)'"
        )
    }

    /// The settings that say where and how it is called, which no description is needed for.
    private func houseSettings(_ settings: [String: JSONValue]) throws(EngineError) -> [String: JSONValue] {
        let form = Form(FormField.interface.filter { $0.kind != .secret })
        let own = settings.filter { form[$0.key] != nil }
        do throws(FormProblems) { return try form.checked(.object(own)) } catch {
            throw EngineError(.invalid, "the settings do not fit", problems: error.problems)
        }
    }

    private func choose(_ mode: Mode?, of told: Descriptor) throws(EngineError) -> Mode {
        let mode = mode ?? (told.modes.contains(.api) ? .api : .portal)
        guard told.modes.contains(mode) else { throw Self.noSuchMode(mode, told) }
        return mode
    }
}

extension String {
    /// Labels with dots between them, and none of the names that stand for this machine or its network.
    fileprivate var isPublicHostName: Bool {
        let labels = lowercased().split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = labels.allSatisfy { label in
            !label.isEmpty
                && label.utf8.allSatisfy {
                    (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
                }
        }
        guard labels.count > 1, isPlain, let last = labels.last else { return false }
        return last.contains { $0.isLetter } && !["local", "localhost", "internal"].contains(last)
    }
}
