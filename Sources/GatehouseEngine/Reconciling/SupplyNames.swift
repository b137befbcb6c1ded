import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// What a vendor's records may call a connection's supplies: by the vendor's id, the vendor's name or ours. As it is written first;
/// then, unless the vendor tells names apart by case and blanks (LI-4), in whatever spelling, where that means one supply alone.
struct SupplyNames: Sendable {
    private let isExact: Bool
    private var written: [String: String] = [:]
    private var folded: [String: String?] = [:]

    init(_ supplies: [Supply], _ descriptor: Descriptor) {
        isExact = descriptor.traits.supplyNamesAreExact
        let names = [
            supplies.map(\.name), supplies.map { $0.attributes["name"]?.string ?? $0.name }, supplies.map(\.vendorID),
        ]
        for all in names {
            var own: [String: String?] = [:]
            for (name, supply) in zip(all, supplies) {
                written[SupplyNames.trimmed(name)] = supply.vendorID
                let key = Vocabulary.folded(name)
                own.updateValue(own[key].map { $0 == supply.vendorID } ?? true ? supply.vendorID : nil, forKey: key)
            }
            folded.merge(own) { _, later in later }
        }
    }

    /// The vendor's id of the supply; nil where none is called so, or several might be.
    subscript(_ name: String) -> String? {
        if let found = written[SupplyNames.trimmed(name)] { return found }
        return isExact ? nil : folded[Vocabulary.folded(name)] ?? nil
    }

    /// Files lose blanks at the ends.
    private static func trimmed(_ name: String) -> String {
        let rest = name.drop(while: \.isWhitespace)
        return String(rest[..<(rest.lastIndex { !$0.isWhitespace }.map(rest.index(after:)) ?? rest.startIndex)])
    }
}
