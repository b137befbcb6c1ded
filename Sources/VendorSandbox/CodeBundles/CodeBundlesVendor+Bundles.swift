import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    static let categories = ["strengths", "virtual-course", "digital-workbook", "guide-kit", "personal"]

    var nextBundleID: String { "bnd_\(bundles.count + 1)" }

    /// Puts a bundle into the account; a multi-use one gets its code, one from before the migration two (CB-18).
    mutating func addBundle(_ bundle: Bundle, works: String = "both") -> Int {
        var bundle = bundle
        let place = bundles.count
        if bundle.isMultiUse {
            let title = mint()
            let box = bundle.isLegacy ? mint() : nil
            let working: Set<String> =
                switch works {
                case "title": [title]
                case "box": Set([box].compactMap { $0 })
                case "neither": []
                default: Set([title, box].compactMap { $0 })
                }
            bundle.shared = SharedCode(title: title, box: box, works: working)
            for code in [title, box].compactMap({ $0 }) { sharedByCode[code] = place }
        }
        bundles.append(bundle)
        bundlesByID[bundle.id] = place
        return place
    }

    /// Buying a bundle, from the vendor's shop.
    mutating func buyBundle(_ body: JSONValue) throws(Problem) -> JSONValue {
        guard let name = body["name"]?.string, !name.isEmpty else { throw .unusable("name is missing") }
        let category = body["category"]?.string ?? "strengths"
        guard CodeBundlesVendor.categories.contains(category) else { throw .unusable("category is unknown") }
        let usage = (body["usage"]?.string).flatMap(Usage.init(rawValue:)) ?? .single
        guard usage != .personal, !(category == "personal" && usage == .multi) else {
            throw .unusable("usage does not fit")
        }
        guard let count = body["count"]?.integer, (0...10_000_000).contains(count) else {
            throw .unusable("count is missing")
        }
        let isLegacy = body["legacy"]?.bool ?? false
        if usage == .multi {
            do throws(Refused) { try refuseMultiUse(isLegacy: isLegacy) } catch {
                throw Problem(422, error.code, error.message, rule: error.rule)
            }
        }
        let owner = body["owner"]?.string ?? "consultant"
        let members = (body["members"]?.array ?? []).compactMap(\.string)
        var bundle = Bundle(
            id: nextBundleID, name: name, category: category,
            codeType: body["code_type"]?.string ?? (category == "strengths" ? "top-5" : category), usage: usage,
            owner: owner,
            access: Set(members + [owner]), purchased: count, fresh: count)
        bundle.isLegacy = isLegacy
        bundle.description = body["description"]?.string ?? ""
        let place = addBundle(bundle, works: body["works"]?.string ?? "both")
        return report(bundles[place])
    }
}
