import GatehouseForms
import GatehouseModel

/// What a provider is judged by: something of every kind to hand out from, and the files that the site gives of it.
extension CodeBundlesVendor {
    /// Two bundles of a kind, so that units can be moved; one with next to nothing left, one archived.
    mutating func furnish(_ body: JSONValue) throws(Problem) -> JSONValue {
        let number = bundles.count + 1
        let wanted: [(name: String, category: String, usage: String, count: Int64)] = [
            ("Furnished", "strengths", "single", 2000), ("Furnished twin", "strengths", "single", 2000),
            ("Furnished rest", "strengths", "single", 3), ("Furnished course", "virtual-course", "single", 200),
            ("Furnished guide", "guide-kit", "single", 200), ("Furnished personal", "personal", "single", 200),
            ("Furnished open", "strengths", "multi", 500), ("Furnished open twin", "strengths", "multi", 500),
            ("Furnished shelf", "strengths", "single", 50),
        ]
        var made: [JSONValue] = []
        for bundle in wanted {
            let bought = try buyBundle([
                "name": .string("\(bundle.name) \(number)"), "category": .string(bundle.category),
                "usage": .string(bundle.usage), "count": .integer(bundle.count),
            ])
            made.append(bought["id"] ?? .null)
        }
        bundles[bundles.count - 1].isArchived = true
        return ["supplies": .array(made)]
    }

    mutating func files(_ turn: inout Turn) throws(Problem) -> JSONValue {
        guard let bundle = bundles.first(where: { !$0.isMultiUse && !$0.isArchived && $0.free > 0 }),
            let place = bundlesByID[bundle.id]
        else { throw .noSuchSupply }
        let codes = try export(["bundle": .string(bundle.id), "count": 1], &turn)["file"] ?? ""
        return [
            "files": [
                ["format": "exported-codes", "text": codes],
                ["format": "code-status", "text": .string(statusFile(place))],
                ["format": "bundle-list", "text": .string(bundleFile(bundles))],
            ]
        ]
    }
}
