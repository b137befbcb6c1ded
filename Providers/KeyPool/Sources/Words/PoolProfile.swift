import GatehouseForms
import GatehouseProviderKit

/// What the ledger knows of a pool beside the number left: the supply's attributes, read into the words of the rules.
struct PoolProfile {
    let name: String
    /// The number of keys left; nil where nobody has counted them.
    let left: Int64?
    /// The coaches that were added to the organisation, in its order; empty where none ever was (KP-2).
    let coaches: [String]
    /// Somebody has said which coaches there are, if only that there are none.
    let areCoachesTold: Bool
    /// Who sends where no coach was ever added.
    let administrator: String?
    /// What was written with the keys that were sent last (KP-5, KP-6).
    let message: String?
    let signature: String?

    init(_ supply: SupplyFacts) {
        func text(_ name: String) -> String? { supply.attributes[name]?.string.flatMap { $0.isBlank ? nil : $0 } }
        name = supply.siteName
        left = supply.available
        coaches = supply.attributes["coaches"].map(PoolProfile.names) ?? []
        areCoachesTold = supply.attributes["coaches"] != nil
        administrator = text("administrator")
        message = text("message")
        signature = text("signature")
    }

    /// Names in a list, or in a text with commas between them.
    static func names(_ json: JSONValue) -> [String] {
        let all = json.array?.compactMap(\.string) ?? json.string?.split(separator: ",").map(String.init) ?? []
        var seen: Set<String> = []
        return all.map(\.trimmed).filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
    }

    /// The coach as the organisation writes the name; nil where there is none of it.
    func coach(named name: String) -> String? {
        coaches.first { $0.lowercased() == name.trimmed.lowercased() }
    }
}

extension String {
    var isBlank: Bool { allSatisfy(\.isWhitespace) }

    /// Without white space at its ends.
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}

extension [String] {
    /// "Ada", "Ada and Ben", "Ada, Ben and Cy".
    var enumerated: String {
        count < 2 ? joined() : dropLast().joined(separator: ", ") + " and " + (last ?? "")
    }
}
