import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Options of one plan over several vendors: a plain one is for all who ask for it, `SUPPLY:key` or `CONNECTION:key` for that one.
extension Planner {
    /// Those that are for this supply, checked against what its provider asks for: its own before its connection's, those before
    /// what is for all.
    func checkedOptions(_ given: [String: JSONValue], at site: Site) throws(EngineError) -> [String: JSONValue] {
        let form = site.provider.descriptor.options
        var options = given.filter { form[$0.key] != nil }
        for owner in [site.connection.name, site.supply.name] {
            for (name, value) in given {
                guard let own = OwnOption(name), own.owner == owner, form[own.key] != nil else { continue }
                options[own.key] = value
            }
        }
        do { return try form.checked(.object(options)) } catch {
            throw EngineError(
                .invalid,
                "these options do not fit \(site.supply.name) (\(site.provider.descriptor.name)); one that is for it alone is '\(site.supply.name):key=value'",
                problems: error.problems)
        }
    }

    /// An option that none of these providers asks for was mistyped: leaving it out unsaid would send something else.
    func refuseStrange(_ options: [String: JSONValue], for sites: [Site]) throws(EngineError) {
        for name in options.keys.sorted() {
            guard let own = OwnOption(name) else {
                try refuseStrange(name, for: sites)
                continue
            }
            let owners = sites.filter { [$0.supply.name, $0.connection.name].contains(own.owner) }
            guard !owners.isEmpty else {
                throw EngineError.unknown(
                    "supply or connection of this plan", own.owner,
                    among: Set(sites.flatMap { [$0.supply.name, $0.connection.name] }).sorted())
            }
            try refuseStrange(own.key, for: owners)
        }
    }

    private func refuseStrange(_ name: String, for sites: [Site]) throws(EngineError) {
        let known = sites.flatMap { $0.provider.descriptor.options.fields.map(\.name) }
        guard !known.contains(name) else { return }
        let names = sites.map(\.supply.name).joined(separator: ", ")
        guard !known.isEmpty else {
            throw EngineError(.invalid, "\(names) asks for no options: leave \(name) out")
        }
        throw EngineError.unknown("option", name, among: Array(Set(known)).sorted())
    }
}

/// `north:recipients`: an option for one supply or connection.
private struct OwnOption {
    let owner: String
    let key: String

    /// Nil for a plain one. No option's name holds a colon; a supply's may.
    init?(_ name: String) {
        guard let colon = name.lastIndex(of: ":") else { return nil }
        (owner, key) = (String(name[..<colon]), String(name[name.index(after: colon)...]))
    }
}
