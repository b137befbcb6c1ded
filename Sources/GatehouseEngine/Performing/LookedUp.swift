import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// What a vendor showed of acts whose outcome was lost, by our references.
struct LookedUp {
    /// What is to be made of the records of one reference.
    enum Finding {
        case nothing
        case record(ObservedRecord)
        /// Which one is right only a person finds out.
        case doubt(String)
    }

    private let descriptor: Descriptor
    private let supply: Supply
    private let facet: Facet
    private let names: SupplyNames
    private var records: [String: [ObservedRecord]] = [:]

    /// - Parameter supplies: those of the connection, which a record may name.
    init(_ batch: Batch, supplies: [Supply]) {
        (descriptor, supply, facet) = (batch.provider.descriptor, batch.supply, batch.facet)
        names = SupplyNames(supplies, batch.provider.descriptor)
    }

    /// A record that is listed again counts once, as it was shown last.
    mutating func add(_ page: [ObservedRecord]) {
        for record in page {
            guard let reference = record.reference else { continue }
            var own = records[reference] ?? []
            if let place = own.firstIndex(where: { $0.isSame(as: record) }) {
                if record.asOf >= own[place].asOf { own[place] = record }
            } else {
                own.append(record)
            }
            records[reference] = own
        }
    }

    /// - Parameter isIssue: the supply counts as well; what was given out may have been moved since by whoever owns it.
    func finding(of reference: String?, isIssue: Bool) -> Finding {
        let shown = reference.flatMap { records[$0] } ?? []
        let living = shown.filter { !isEnded($0) }
        if living.count > 1 {
            return .doubt(
                "the vendor has \(living.count) living records of this one: \(living.map(LookedUp.name).joined(separator: ", ")); find out there which one counts and take the others back"
            )
        }
        guard let record = living.first ?? shown.max(by: { $0.asOf < $1.asOf }) else { return .nothing }
        if isIssue, let said = record.supply, names[said] != supply.vendorID {
            return .doubt(
                "\(supply.name) was asked for, and the vendor shows \(LookedUp.name(record)) of \(said.prefix(60))")
        }
        return .record(record)
    }

    private func isEnded(_ record: ObservedRecord) -> Bool {
        if case .end? = descriptor.vocabulary.meaning(of: record.word, for: facet) { true } else { false }
    }

    /// By what a person finds it again at the vendor.
    private static func name(_ record: ObservedRecord) -> String {
        let name = record.vendorID.map { "\($0.prefix(60))" } ?? (record.credential ?? record.link)?.masked
        return "\(name ?? "one without an id") (\(record.word.prefix(60)))"
    }
}

extension ObservedRecord {
    /// The same record of the vendor, listed again; at equal times two words are two.
    fileprivate func isSame(as other: ObservedRecord) -> Bool {
        vendorID == other.vendorID && credential?.reveal() == other.credential?.reveal()
            && link?.reveal() == other.link?.reveal() && address == other.address && supply == other.supply
            && (word == other.word || asOf != other.asOf)
    }
}
