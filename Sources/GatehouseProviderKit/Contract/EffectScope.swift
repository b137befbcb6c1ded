import GatehouseForms
import GatehouseModel

/// What an answer may say of the ledger: of the supply and the people of its order, in the numbers that were asked for, and of
/// nothing and nobody else. The same for every provider whose vendor answers by the contract.
struct EffectScope {
    /// The supply that it is done on; where it is done on none, those that its input names. By their vendor ids, as all here.
    private let own: Set<String>
    /// Those that the order names, beside its own.
    private let named: Set<String>
    /// Where units may come from and go to, beside what the answer brings.
    private let sources: Set<String>
    private let targets: Set<String>
    /// Every supply that is known; another one may be brought by an action that writes.
    private let known: Set<String>
    /// Of whom it may speak; nil for an action on no invitation, which may speak of the records of its supplies.
    private let references: Set<String>?
    private let count: Int64?
    private let deed: Deed

    private enum Deed { case verb, read, write }

    /// A verb moves and buys nothing: what it took out of its supply follows from its items.
    init(_ order: Order) {
        own = [order.supply.vendorID]
        (named, sources, targets, known) = ([], [], [], own)
        references = Set(order.items.map(\.reference))
        (count, deed) = (nil, .verb)
    }

    /// - Parameter form: of the action's input: a supply in its field `from` is where units come from, one in another field
    ///   where they go to; without a field `from` they come from the supply that the action is done on. Nil where it is not
    ///   known: then any text may name a supply.
    init(_ order: ActionOrder, _ form: Form?, effect: ActionDescription.Effect?) {
        func id(_ name: String) -> String? {
            order.input[name]?.string.map { order.supply(named: $0)?.vendorID ?? $0 }
        }
        let fields = form?.fields.filter { $0.kind == .supply }.map(\.name) ?? Array(order.input.keys)
        let from = Set(fields.filter { $0 == "from" }.compactMap(id))
        let others = Set(fields.filter { $0 != "from" }.compactMap(id))
        let subject = Set([order.supply?.vendorID].compactMap { $0 })
        named = from.union(others)
        own = subject.isEmpty ? named : subject
        sources = from.isEmpty ? subject : from
        targets = from.isEmpty ? others : others.union(subject)
        known = subject.union(named).union(order.otherSupplies.values.map(\.vendorID))
        let reference = order.input["reference"]?.string
        references = order.item.map { Set([$0.reference, reference].compactMap { $0 }) }
        count = order.input["count"]?.integer
        deed = effect == .read ? .read : .write
    }

    /// The effects as they may be applied: how many units a supply owns is taken from its report only where the order was
    /// about a number and no other effect tells of it.
    func judged(_ effects: [(place: String, effect: LedgerEffect)]) throws(ContractFault) -> [LedgerEffect] {
        let brought = try self.brought(effects)
        var told: Set<String> = []
        var counted: Set<String> = []
        var units: Int64 = 0
        for (place, effect) in effects {
            guard told.insert(effect.subject).inserted else { throw .lie(place, "tells of the same thing twice") }
            try refuse(effect, at: place, brought)
            switch effect {
            case .unitsMoved(let number, let from, let to):
                (units, counted) = (units + number, counted.union([from, to]))
            case .unitsBought(let number, let to): (units, counted) = (units + number, counted.union([to]))
            case .supply, .archived, .attributes, .observed, .note: continue
            }
        }
        if let count, !counted.isEmpty, units != count {
            throw .lie("/effects", "tells of \(units) units where \(count) were asked for")
        }
        return effects.map { _, effect in
            guard case .supply(let report) = effect else { return effect }
            let isAsked = brought.contains(report.vendorID) || count != nil
            return isAsked && !counted.contains(report.vendorID) ? effect : .supply(report.unnumbered)
        }
    }

    /// The supplies that came into being.
    private func brought(_ effects: [(place: String, effect: LedgerEffect)]) throws(ContractFault) -> Set<String> {
        var brought: Set<String> = []
        for case (let place, .supply(let report)) in effects where !known.contains(report.vendorID) {
            let isKnown = known.contains { $0.isSpelled(like: report.vendorID) }
            guard deed == .write, !isKnown else { throw EffectScope.otherSupply(place) }
            brought.insert(report.vendorID)
        }
        return brought
    }

    private func refuse(_ effect: LedgerEffect, at place: String, _ brought: Set<String>) throws(ContractFault) {
        let subjects = own.union(brought)
        if deed == .read, !effect.isObservation { throw .lie(place, "changes something, and its action only reads") }
        switch effect {
        case .supply(let report):
            guard subjects.union(named).contains(report.vendorID) else { throw EffectScope.otherSupply(place) }
        case .archived(let id, _), .attributes(let id, _):
            guard subjects.contains(id) else { throw EffectScope.otherSupply(place) }
        case .unitsMoved(_, let from, let to):
            guard deed == .write, sources.contains(from), targets.union(brought).contains(to) else {
                throw .lie(place, "moves units otherwise than was asked for")
            }
        case .unitsBought(_, let to):
            guard deed == .write, count != nil, subjects.union(named).contains(to) else {
                throw .lie(place, "tells of units bought that were not asked for")
            }
        case .observed(let records):
            for record in records { try refuse(record, at: place, subjects.union(named)) }
        case .note(let reference, _):
            guard references?.contains(reference) ?? false else { throw EffectScope.otherPerson(place) }
        }
    }

    private func refuse(
        _ record: ObservedRecord, at place: String, _ supplies: Set<String>
    ) throws(ContractFault) {
        if let supply = record.supply, !supplies.contains(supply) { throw EffectScope.otherSupply(place) }
        guard let reference = record.reference else { return }
        guard references?.contains(reference) ?? (record.supply != nil) else { throw EffectScope.otherPerson(place) }
    }

    private static func otherSupply(_ place: String) -> ContractFault {
        .lie(place, "speaks of a supply that the order was not about")
    }

    private static func otherPerson(_ place: String) -> ContractFault {
        .lie(place, "speaks of somebody whom the order was not about")
    }
}

extension LedgerEffect {
    fileprivate var isObservation: Bool { if case .observed = self { true } else { false } }

    /// What it is about: an answer tells of that once.
    fileprivate var subject: String {
        switch self {
        case .supply(let report): "supply \(report.vendorID)"
        case .unitsBought(_, let to): "bought \(to)"
        case .unitsMoved(_, let from, let to): "moved \(from)\n\(to)"
        case .archived(let id, _): "archived \(id)"
        case .attributes(let id, _): "attributes \(id)"
        case .observed: "observed"
        case .note(let reference, let text): "note \(reference)\n\(text)"
        }
    }
}

extension SupplyReport {
    /// The same without a word on how many it owns.
    fileprivate var unnumbered: SupplyReport {
        SupplyReport(
            vendorID: vendorID, name: name, usage: usage, category: category, isArchived: isArchived,
            assessments: assessments, purchased: nil, counters: counters, sharedCredential: sharedCredential,
            attributes: attributes)
    }
}

extension String {
    /// The same id but for blanks around it and its letters' case.
    func isSpelled(like other: String) -> Bool { spelling == other.spelling }

    /// Ids of one spelling are taken for the same one.
    package var spelling: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()).lowercased()
    }
}
