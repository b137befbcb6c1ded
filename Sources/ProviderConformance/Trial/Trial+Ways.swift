import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Trial {
    func supplies() throws -> [SupplyReport] { try run.supplies(api()) }

    /// Every way by which the vendor issues, those first that can do most.
    func ways() throws -> [Way] {
        let settings = try api().settings
        let all = try supplies().flatMap { report in
            Channel.allCases.compactMap { Way(report, $0, descriptor, settings: settings) }
        }
        func worth(_ way: Way) -> Int {
            let verbs = [Verb.distribute, .retract, .remind].count {
                way.does($0) || ($0 == .distribute && way.isOneAct)
            }
            return verbs * 2 + (way.channel == .vendorMail ? 1 : 0)
        }
        return all.enumerated().sorted { (worth($1.element), $0.offset) < (worth($0.element), $1.offset) }.map(
            \.element)
    }

    /// The best way that does all these verbs and has so many units left.
    func way(_ verbs: Verb..., units: Int = 3, where fits: (Way) -> Bool = { _ in true }) throws -> Way {
        let all = try ways()
        if all.isEmpty, try supplies().isEmpty { throw Judged.failed("the vendor shows nothing to hand out from") }
        let able = all.filter { way in verbs.allSatisfy(way.does) && fits(way) }
        guard let first = able.first else {
            let named = verbs.isEmpty ? "what this case needs" : verbs.map(\.rawValue).joined(separator: " and ")
            throw skip("the vendor itself offers no way to \(named)")
        }
        guard let found = able.first(where: { (run.free($0.report) ?? .max) >= Int64(units) }) else {
            throw skip("\(units) free units are needed, and \(first.supply.name) has fewer")
        }
        return found
    }

    /// A way like the best one, from a supply that few other cases use: its snapshot stays small.
    func quietWay(units: Int = 3) throws -> Way {
        let best = try way(units: units)
        let alike = try ways().filter {
            $0.channel == best.channel && $0.facet == best.facet && $0.supply != best.supply
        }
        return alike.max { (run.free($0.report) ?? 0) < (run.free($1.report) ?? 0) } ?? best
    }

    /// One way for each manner of issuing: by one act, in two steps, and with the credential shown at once.
    func waysOfEachManner(units: Int = 3) throws -> [Way] {
        var seen: Set<String> = []
        let all = try ways().filter { (run.free($0.report) ?? .max) >= Int64(units) }
        let chosen = all.filter { way in
            seen.insert("\(way.isOneAct) \(way.does(.distribute)) \(way.supply.usage.rawValue)").inserted
        }
        if chosen.isEmpty { _ = try way(units: units) }
        return chosen
    }
}
