import GatehouseEngine
package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
import GatehouseProviderKit

extension SupplyDesk {
    /// What is to be said of a supply from now on; nil stays as it is.
    package struct Wish: Sendable {
        package var name: String?
        package var vendorName: String?
        package var assessments: [String]?
        package var price: Money?
        /// Null takes one away.
        package var attributes: [String: JSONValue]

        package init(
            name: String? = nil, vendorName: String? = nil, assessments: [String]? = nil, price: Money? = nil,
            attributes: [String: JSONValue] = [:]
        ) {
            (self.name, self.vendorName, self.assessments) = (name, vendorName, assessments)
            (self.price, self.attributes) = (price, attributes)
        }
    }

    /// A change as it would be made.
    package struct Edit: Sendable {
        package let before: Supply
        package let after: Supply
        /// Living invitations for just what the supply gave until now.
        package let invitations: Int

        /// Whether those are for something else from now on is a person's to say.
        package var asksForWhom: Bool { before.assessments != after.assessments && invitations > 0 }

        /// What differs, by its name; null where nothing is said.
        package var fields: [(name: String, before: JSONValue, after: JSONValue)] {
            func said(of supply: Supply) -> [String: JSONValue] {
                var said = supply.attributes
                said["name"] = .string(supply.name)
                said["vendor_name"] = supply.attributes["name"]
                said["assessments"] =
                    supply.assessments.isEmpty ? nil : .array(supply.assessments.map { .string($0) })
                said["price"] = supply.price.map { .string($0.description) }
                return said
            }
            let (old, new) = (said(of: before), said(of: after))
            return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map {
                ($0, old[$0] ?? .null, new[$0] ?? .null)
            }
        }
    }

    package func plan(_ wish: Wish, of supply: Supply, in reader: any LedgerReader) throws -> Edit {
        guard let connection = try reader.connection(supply.connection) else {
            throw EngineError(.notFound, "the connection of \(supply.name) is gone")
        }
        try refuseTold(wish, of: supply, at: connection)
        var after = supply
        if let name = wish.name, name != supply.name {
            try SupplyDesk.check(name: name)
            guard try reader.supply(named: name) == nil else {
                throw EngineError(.conflict, "there is a supply '\(name)' already: choose another name")
            }
            after.name = name
            // The vendor's name for it stays what files and steps go by.
            if supply.attributes["name"] == nil { after.attributes["name"] = .string(supply.name) }
        }
        if let vendorName = wish.vendorName { after.attributes["name"] = .string(vendorName) }
        if let assessments = wish.assessments { after.assessments = assessments }
        if let price = wish.price { after.price = price }
        if !wish.attributes.isEmpty {
            let descriptor = try application.world.provider(of: connection).descriptor
            let kind = descriptor.supplyKind(category: supply.category, usage: supply.usage)
            let known = after.attributes.filter { kind?.attributes?[$0.key] != nil }
            let wanted = known.merging(wish.attributes) { _, new in new }
            let checked = try kind.map { try SupplyDesk.checked(wanted, $0) } ?? wanted
            for name in wish.attributes.keys { after.attributes[name] = checked[name] }
        }
        let held = after.assessments == supply.assessments ? [] : try living(of: supply, in: reader)
        return Edit(before: supply, after: after, invitations: held.count)
    }

    /// Writes it, and gives how many invitations it was written for. Who holds another living invitation for one of the new
    /// assessments keeps this one as it is: a second one is never made by the way.
    /// - Throws: `conflict` where the supply is another than was planned for.
    package func carryOut(_ edit: Edit, forEveryone: Bool, actor: String) throws -> Int {
        try application.ledger.write { writer in
            guard try writer.supply(edit.before.id) == edit.before else {
                throw EngineError(.conflict, "\(edit.before.name) has changed since: look again")
            }
            try writer.save(edit.after)
            let changed = edit.asksForWhom && forEveryone ? try give(edit, in: writer) : 0
            try writer.audit([
                AuditNote(
                    at: application.world.clock.now, actor: actor, act: "supply.changed", object: edit.before.id.text,
                    details: .members([
                        "changes": edit.changes, "invitations": .integer(Int64(changed)),
                    ]))
            ])
            return changed
        }
    }

    private func give(_ edit: Edit, in writer: any LedgerWriter) throws -> Int {
        let held = try living(of: edit.before, in: writer)
        let others = try writer.entitlements(of: held.compactMap(\.person), to: edit.after.assessments)
        let own = Set(held.map(\.id))
        var taken = Set(others.lazy.filter { !own.contains($0.invitation) }.map(\.person))
        let free = held.filter { $0.person.map { taken.insert($0).inserted } ?? true }
        try writer.save(
            free.map { invitation in
                var invitation = invitation
                invitation.assessments = edit.after.assessments
                return invitation
            })
        return free.count
    }

    /// Those for just what the supply gives.
    private func living(of supply: Supply, in reader: any LedgerReader) throws -> [Invitation] {
        var search = InvitationSearch()
        (search.supply, search.isLiving) = (supply.id, true)
        return try reader.rows(matching: search, after: nil, limit: .max).map(\.invitation).filter {
            $0.assessments == supply.assessments
        }
    }

    /// What the vendor itself tells would be overwritten by its next answer.
    private func refuseTold(_ wish: Wish, of supply: Supply, at connection: Connection) throws(EngineError) {
        guard connection.mode == Mode.api.rawValue else { return }
        let told = [
            wish.vendorName.map { _ in "its name there" },
            wish.assessments.flatMap {
                supply.assessments.isEmpty || $0 == supply.assessments ? nil : "its assessments"
            },
            wish.attributes.isEmpty ? nil : "its attributes",
        ].compactMap { $0 }
        guard told.isEmpty else {
            throw EngineError(
                .refused,
                "\(connection.name) is in api mode: \(told.joined(separator: " and ")) come from the vendor; change it there, then 'gatehouse connection sync \(connection.name)'"
            )
        }
    }
}

extension SupplyDesk.Edit {
    package var changes: JSONValue {
        .array(
            fields.map { .members(["field": .string($0.name), "before": $0.before, "after": $0.after]) })
    }
}
