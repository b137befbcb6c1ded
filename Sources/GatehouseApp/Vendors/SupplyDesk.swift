import GatehouseEngine
package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit

/// Enters supplies that a person reads off the vendor's pages.
package struct SupplyDesk: Sendable {
    /// What was typed in.
    package struct Entry: Sendable {
        package var name: String
        package var connection: String
        package var category: String
        package var usage: Usage?
        package var vendorID: String?
        /// As the vendor's pages write it, with its case and blanks; nil where it is the vendor's id, or the name.
        package var vendorName: String?
        package var assessments: [String]
        package var price: Money?
        /// The shared code first, then its aliases (CB-18).
        package var codes: [Secret]
        package var uses: Int64?
        /// Units that the vendor keeps and shows as left.
        package var left: Int64?
        package var attributes: [String: JSONValue]

        package init(
            name: String, connection: String, category: String, usage: Usage? = nil, vendorID: String? = nil,
            vendorName: String? = nil, assessments: [String] = [], price: Money? = nil, codes: [Secret] = [],
            uses: Int64? = nil,
            left: Int64? = nil, attributes: [String: JSONValue] = [:]
        ) {
            self.name = name
            self.connection = connection
            self.category = category
            self.usage = usage
            self.vendorID = vendorID
            self.vendorName = vendorName
            self.assessments = assessments
            self.price = price
            self.codes = codes
            self.uses = uses
            self.left = left
            self.attributes = attributes
        }
    }

    let application: Application

    package init(_ application: Application) { self.application = application }

    package func add(_ entry: Entry, actor: String) throws -> Supply {
        let world = application.world
        let connection = try ConnectionDesk(application).find(entry.connection)
        guard connection.mode == Mode.portal.rawValue else {
            throw EngineError(
                .refused,
                "\(connection.name) is in api mode: its supplies are taken over with 'gatehouse connection sync \(connection.name)'"
            )
        }
        let provider = try world.provider(of: connection)
        let kind = try kind(of: entry, provider.descriptor)
        let stock = kind.stock[.portal] ?? .unmetered
        if let listed = try listed(entry, connection, kind) {
            return try enter(entry.codes, of: listed, kind, provider.descriptor, connection, actor: actor)
        }
        try SupplyDesk.check(name: entry.name)
        try check(entry, stock)
        let shared = entry.codes.first.map { code in
            IssuedCredential(
                kind: kind.credential, secret: code,
                link: provider.descriptor.link(for: code, settings: connection.settings),
                aliases: Array(entry.codes.dropFirst()))
        }
        var attributes = try SupplyDesk.checked(entry.attributes, kind)
        // Files and steps go by it: the vendor finds a supply by its own name only (LI-4).
        let shown = entry.vendorName ?? attributes["name"]?.string ?? entry.vendorID ?? entry.name
        if shown != entry.name { attributes["name"] = .string(shown) }
        let report = SupplyReport(
            vendorID: entry.vendorID ?? entry.vendorName ?? entry.name, name: entry.name, usage: kind.usage,
            category: kind.category,
            assessments: entry.assessments, purchased: stock == .pool ? nil : entry.uses ?? entry.left, counters: [:],
            sharedCredential: shared,
            attributes: attributes)
        return try application.ledger.write { writer in
            try SupplyDesk.refuseSecond(kind, of: connection, provider.descriptor, in: writer)
            guard try writer.supply(named: entry.name) == nil else {
                throw EngineError(.conflict, "there is a supply '\(entry.name)' already: choose another name")
            }
            guard try writer.supply(vendorID: report.vendorID, of: connection.id) == nil else {
                throw EngineError(.conflict, "\(connection.name) has the vendor's \(report.vendorID) already")
            }
            let keeper = SupplyKeeper(world: world, connection: connection, provider: provider)
            let supply = try keeper.keep(report, price: entry.price, reason: "entered by hand", in: writer)
            try writer.audit([
                AuditNote(
                    at: world.clock.now, actor: actor, act: "supply.added", object: supply.id.text,
                    details: .members([
                        "name": .string(supply.name), "uses": (entry.uses ?? entry.left).map { .integer($0) },
                    ]))
            ])
            return supply
        }
    }

    /// Where the vendor has one for the whole account, a second one would count its units twice. One that was put away here does
    /// not stand in the way.
    private static func refuseSecond(
        _ kind: SupplyKindDescription, of connection: Connection, _ descriptor: Descriptor, in reader: any LedgerReader
    ) throws {
        let known = try reader.supplies(of: connection.id).first {
            $0.category == kind.category && $0.usage == kind.usage && !$0.isArchived
        }
        guard kind.isOnePerConnection, let known else { return }
        let actions = descriptor.actions.filter { $0.scope == .supply && $0.support[.portal]?.isPossible == true }
        throw EngineError(
            .conflict,
            "\(connection.name) has a single \(kind.label.lowercased()) for the whole account, and '\(known.name)' is it already: a second one would count the same units twice. What was bought or counted there is entered by an action on it (\(actions.map(\.name).joined(separator: ", "))): gatehouse action run \(connection.name) ACTION --on \"\(known.name)\""
        )
    }

    /// A supply that came from the vendor's list without the code that is for everybody, where the entry brings it.
    private func listed(
        _ entry: Entry, _ connection: Connection, _ kind: SupplyKindDescription
    ) throws -> Supply? {
        guard !entry.codes.isEmpty, entry.uses == nil, kind.stock[.portal] == .shared,
            let known = try application.ledger.read({ try $0.supply(named: entry.name) }),
            known.connection == connection.id, known.category == kind.category, known.usage == kind.usage,
            known.sharedCredential == nil
        else { return nil }
        return known
    }

    private func enter(
        _ codes: [Secret], of supply: Supply, _ kind: SupplyKindDescription, _ descriptor: Descriptor,
        _ connection: Connection, actor: String
    ) throws -> Supply {
        try application.ledger.write { writer in
            var supply = supply
            supply.sharedCredential = try writer.attachShared(
                NewCredential(
                    secret: codes[0], link: descriptor.link(for: codes[0], settings: connection.settings),
                    aliases: Array(codes.dropFirst()), kind: kind.credential), to: supply.id)
            try writer.save(supply)
            try writer.audit([
                AuditNote(
                    at: application.world.clock.now, actor: actor, act: "supply.code_entered", object: supply.id.text)
            ])
            return supply
        }
    }

    /// For providers whose vendor has no archive of its own: only the ledger knows of it.
    package func archive(_ supply: Supply, actor: String) throws {
        try application.ledger.write { writer in
            guard var kept = try writer.supply(supply.id) else {
                throw EngineError(.notFound, "\(supply.name) is gone")
            }
            kept.isArchived = true
            try writer.save(kept)
            try writer.audit([
                AuditNote(at: application.world.clock.now, actor: actor, act: "supply.archived", object: supply.id.text)
            ])
        }
    }

    /// In the types that the rules read; what the kind does not ask for is refused.
    static func checked(
        _ given: [String: JSONValue], _ kind: SupplyKindDescription
    ) throws(EngineError) -> [String: JSONValue] {
        guard let form = kind.attributes else { return given }
        do throws(FormProblems) { return try form.checked(.object(given)) } catch {
            throw EngineError(.invalid, "what is said of the supply does not fit", problems: error.problems)
        }
    }

    /// The vendor's own names have blanks; what `--from` and searches split at must stand in quotes and is no good start.
    static func check(name: String) throws(EngineError) {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !",:\"'".unicodeScalars.contains($0)
        }
        let isTrimmed = name.first?.isWhitespace == false && name.last?.isWhitespace == false
        guard (1...64).contains(name.utf8.count), isPlain, isTrimmed, !name.hasPrefix("-") else {
            throw EngineError(
                .invalid,
                "'\(name.prefix(64))' cannot be the name of a supply: up to 64 letters, figures, hyphens, dots and inner blanks, without commas, colons and quotation marks; what the vendor calls it goes into --vendor-name"
            )
        }
    }

    private func kind(of entry: Entry, _ descriptor: Descriptor) throws(EngineError) -> SupplyKindDescription {
        let kinds = descriptor.supplyKinds.filter { $0.category == entry.category }
        guard !kinds.isEmpty else {
            throw EngineError.unknown(
                "category", entry.category, among: Array(Set(descriptor.supplyKinds.map(\.category))))
        }
        let usages = kinds.map(\.usage.rawValue).joined(separator: " or ")
        guard let usage = entry.usage ?? (kinds.count == 1 ? kinds[0].usage : nil) else {
            throw EngineError(.invalid, "\(entry.category) comes in two usages: say --usage \(usages)")
        }
        guard let kind = kinds.first(where: { $0.usage == usage }) else {
            throw EngineError(.invalid, "\(entry.category) is never \(usage.rawValue)-use: it is \(usages)")
        }
        return kind
    }

    private func check(_ entry: Entry, _ stock: Stock) throws(EngineError) {
        if stock == .shared {
            guard !entry.codes.isEmpty else {
                throw EngineError(.invalid, "a supply with one code for everybody needs it: give --code FILE")
            }
            guard let uses = entry.uses, uses > 0 else {
                throw EngineError(.invalid, "how often the shared code may be used is not known: give --uses N")
            }
            return
        }
        guard (stock == .vendor) == (entry.left != nil), entry.left.map({ $0 >= 0 }) ?? true else {
            let remedy =
                stock == .vendor
                ? "how many units the vendor's page shows as left is not known: give --left N"
                : "--left is for supplies whose units the vendor keeps and counts"
            throw EngineError(.invalid, remedy)
        }
        guard entry.codes.isEmpty, entry.uses == nil else {
            let remedy =
                stock == .pool ? "its codes come in from the file that the vendor exports" : "nothing is counted there"
            throw EngineError(.invalid, "--code and --uses are for supplies with one code for everybody; \(remedy)")
        }
    }
}
