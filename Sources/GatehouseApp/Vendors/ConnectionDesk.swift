package import GatehouseEngine
package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// Sets connections up: the settings by the provider's form, secrets apart from them, and the vendor asked by a call that
/// changes nothing before anything is written.
package struct ConnectionDesk: Sendable {
    let application: Application
    var world: EngineWorld { application.world }

    package init(_ application: Application) { self.application = application }

    /// What setting up has found.
    package struct Outcome: Sendable {
        package let connection: Connection
        package let health: Health
        /// The supplies that the vendor shows, with whether each was new; empty in portal mode, where nobody can be asked.
        package let supplies: [(supply: Supply, isNew: Bool)]
        /// Supplies of which the vendor shows another number of units than the ledger has, which is kept as a difference.
        package let differences: [UnitDifference]
    }

    /// A new connection, checked, with the vendor's supplies taken over.
    package func add(
        _ name: String, provider id: String, mode: Mode, settings: [String: JSONValue], secrets: [String: Secret],
        actor: String
    ) throws -> Outcome {
        let provider = try world.providers.provider(id)
        guard provider.descriptor.modes.contains(mode) else { throw Self.noSuchMode(mode, provider.descriptor) }
        try refuseName(name)
        var connection = Connection(
            id: world.chance.id(at: world.clock.now), name: name, provider: id, mode: mode.rawValue, settings: [:])
        try fill(&connection, settings, secrets, provider.descriptor.settings)
        if mode == .api, provider.descriptor.settings["base_url"] != nil,
            connection.settings["base_url"]?.string ?? "" == ""
        {
            throw EngineError(
                .invalid,
                "\(name) would be in api mode without an address to call: give it with --set base_url=https://…, or add it with --mode portal"
            )
        }
        return try write(connection, act: "connection.added", actor: actor)
    }

    static func noSuchMode(_ mode: Mode, _ descriptor: Descriptor) -> EngineError {
        EngineError(
            .invalid,
            "\(descriptor.name) has no \(mode.rawValue) mode: it has \(descriptor.modes.map(\.rawValue).joined(separator: " and "))"
        )
    }

    /// A name that is taken, or that nobody could type.
    func refuseName(_ name: String) throws {
        try Naming.check(name, of: "connection")
        guard try application.ledger.read({ try $0.connection(named: name) }) == nil else {
            throw EngineError(
                .conflict,
                "there is a connection '\(name)' already: choose another name, or change it with 'gatehouse connection rotate'"
            )
        }
    }

    /// Other settings or secrets for a connection that is there; what is not named stays.
    package func change(
        _ name: String, settings: [String: JSONValue], secrets: [String: Secret], actor: String
    ) throws -> Outcome {
        var connection = try find(name)
        let form = try world.provider(of: connection).descriptor.settings
        try fill(
            &connection, connection.settings.merging(settings) { _, new in new },
            connection.secrets.merging(secrets) { _, new in new }, form)
        try refuseOther(connection)
        return try write(connection, act: "connection.changed", actor: actor)
    }

    /// Takes up again what was removed, with all that was done by it; its secrets were deleted and are given anew.
    package func restore(
        _ name: String, settings: [String: JSONValue], secrets: [String: Secret], actor: String
    ) throws -> Outcome {
        try refuseName(name)
        let removed = try application.ledger.read { try $0.connections() }.filter { $0.isRemoved && $0.name == name }
        guard var connection = removed.max(by: { $0.id < $1.id }) else {
            throw EngineError(
                .notFound, "no connection '\(name)' was removed: 'gatehouse connection list --all' shows them")
        }
        connection.isRemoved = false
        let form = try world.provider(of: connection).descriptor.settings
        try fill(&connection, connection.settings.merging(settings) { _, new in new }, secrets, form)
        return try write(connection, act: "connection.restored", actor: actor)
    }

    /// Takes over the supplies as the vendor shows them now.
    package func sync(_ name: String, actor: String) throws -> Outcome {
        let connection = try find(name)
        guard connection.mode == Mode.api.rawValue else {
            throw EngineError(
                .refused,
                "\(name) is in portal mode, where the vendor cannot be asked: enter its supplies with 'gatehouse supply add'"
            )
        }
        return try write(connection, act: "connection.synced", actor: actor)
    }

    /// Asks the vendor by a call that changes nothing.
    package func check(_ connection: Connection) throws -> Health {
        let provider = try world.provider(of: connection)
        return try provider.check(try world.context(connection, provider))
    }

    package func find(_ name: String) throws -> Connection {
        try application.ledger.read { reader in
            if let found = try reader.connection(named: name) { return found }
            throw EngineError.unknown(
                "connection", name, among: try reader.connections().filter { !$0.isRemoved }.map(\.name))
        }
    }

    /// - Parameter before: is called once nothing speaks against it, before anything is written.
    func write(
        _ connection: Connection, act: String, actor: String, before: () -> Void = {}
    ) throws -> Outcome {
        let provider = try world.provider(of: connection)
        let context = try world.context(connection, provider)
        let health = try provider.check(context)
        guard health.isReachable else { throw EngineError(.unavailable, "\(connection.name): \(health.summary)") }
        let reports = context.mode == .api ? try provider.supplies(context) : []
        if context.mode == .api { try refuseSameAccount(as: connection, showing: reports) }
        before()
        let (supplies, differences) = try application.ledger.write { writer in
            try writer.save(connection)
            let keeper = SupplyKeeper(world: world, connection: connection, provider: provider)
            let kept = try reports.map { report in
                let isNew = try writer.supply(vendorID: report.vendorID, of: connection.id) == nil
                return (supply: try keeper.keep(report, reason: "seen at the vendor", in: writer), isNew: isNew)
            }
            let differences = try UnitDifference.found(reports, of: kept.map(\.supply), in: writer)
            try UnitDifference.keep(differences, of: connection, world, in: writer)
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: act, object: connection.id.text,
                    details: .members([
                        "name": .string(connection.name), "provider": .string(connection.provider),
                        "mode": .string(connection.mode), "outside": connection.descriptor == nil ? nil : true,
                        "supplies": .integer(Int64(kept.count)),
                    ]))
            ])
            return (kept, differences)
        }
        return Outcome(connection: connection, health: health, supplies: supplies, differences: differences)
    }

    /// Two connections to one account would count its units twice, and each would take the other's for a stranger's: a new one is
    /// refused where two of three are another's: its address, however that is spelled, its secrets, and all that it is shown.
    private func refuseSameAccount(as connection: Connection, showing reports: [SupplyReport]) throws {
        try application.ledger.read { reader in
            guard try reader.connection(connection.id) == nil else { return }
            let address = connection.address
            for other in try reader.connections() {
                guard !other.isRemoved, other.provider == connection.provider, other.mode == connection.mode else {
                    continue
                }
                let known = Set(try reader.supplies(of: other.id).compactMap(\.vendorID))
                let signs = [
                    address != nil && other.address == address,
                    !connection.secrets.isEmpty && other.secrets == connection.secrets,
                    !reports.isEmpty && reports.allSatisfy { known.contains($0.vendorID) },
                ]
                guard signs.count(where: \.self) > 1 else { continue }
                throw EngineError(
                    .conflict,
                    "this account is connected already, as \(other.name): use that one; 'gatehouse connection rotate \(other.name)' changes its settings and secrets"
                )
            }
        }
    }

    /// Settings and secrets through the provider's form: secret ones are kept apart, and never stand among the others.
    func fill(
        _ connection: inout Connection, _ settings: [String: JSONValue], _ secrets: [String: Secret], _ form: Form
    ) throws(EngineError) {
        let hidden = Set(form.secretFields)
        if let open = settings.keys.sorted().first(where: hidden.contains) {
            throw EngineError(
                .invalid, "\(open) is secret: give it as --secret \(open)=FILE, never on the command line")
        }
        if let plain = secrets.keys.sorted().first(where: { !hidden.contains($0) }) {
            let remedy =
                form[plain] == nil
                ? "secret are \(hidden.sorted().joined(separator: ", "))" : "give it with --set \(plain)=…"
            throw EngineError(.invalid, "\(plain) is no secret setting: \(remedy)")
        }
        let checked: [String: JSONValue]
        do throws(FormProblems) {
            checked = try form.checked(
                .object(settings.merging(secrets.mapValues { .string($0.reveal()) }) { _, new in new }))
        } catch { throw EngineError(.invalid, "the settings do not fit", problems: error.problems) }
        connection.settings = checked.filter { !hidden.contains($0.key) }
        connection.secrets = secrets
    }
}

/// Names that people type in commands and searches.
package enum Naming {
    package static func check(_ name: String, of what: String) throws(EngineError) {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.value > 0x20 && !(0x7F...0x9F).contains($0.value) && !",:\"'".unicodeScalars.contains($0)
        }
        guard (1...64).contains(name.utf8.count), isPlain, !name.hasPrefix("-") else {
            throw EngineError(
                .invalid,
                "'\(name.prefix(64))' cannot be the name of a \(what): up to 64 letters, figures, hyphens and dots, without spaces, commas, colons and quotation marks"
            )
        }
    }
}

extension Connection {
    /// Where its vendor is called, in the form in which addresses are compared; nil where nobody is.
    fileprivate var address: Secret? { settings["base_url"]?.string.map { CodeFolding.folded(Secret($0)) } }
}
