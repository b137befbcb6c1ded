import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// Everything that the vendor on paper knows.
struct PaperState {
    let descriptor: Descriptor
    var now: Instant
    var supplies: [PaperSupply] = []
    var items: [PaperItem] = []
    /// Answers given, by key: what was asked, and what was said.
    var answers: [String: (asked: String, said: JSONValue)] = [:]
    /// Their texts, by address.
    var mails: [String: [String]] = [:]
    /// What the connection's settings say to whoever gets a mail; empty where the vendor is told none.
    var signature = ""
    var page = 1000
    var faults: [(fault: VendorFault, operation: String, before: (items: [PaperItem], at: Instant)?)] = []

    init(_ descriptor: Descriptor, now: Instant) {
        self.descriptor = descriptor
        self.now = now
        for kind in descriptor.supplyKinds {
            let names: [(String, Int64)] = [("plenty", 2000), ("twin", 2000), ("rest", 3), ("shelf", 50)]
            for (name, units) in names
            where kind.stock[.api] == .vendor || name == "plenty" || name == "twin" || name == "shelf" {
                var supply = PaperSupply(id: "sup-\(supplies.count + 1)", name: "\(kind.label) \(name)", kind: kind)
                supply.isArchived = name == "shelf"
                supply.owned = kind.stock[.api] == .unmetered ? nil : units
                supplies.append(supply)
            }
        }
    }

    /// The same supplies as another vendor shows; those of kinds that the descriptor does not know are left out.
    init(_ descriptor: Descriptor, showing reports: [SupplyReport], now: Instant) {
        self.descriptor = descriptor
        self.now = now
        for report in reports {
            guard let kind = descriptor.supplyKind(category: report.category, usage: report.usage) else { continue }
            var supply = PaperSupply(id: report.vendorID, name: report.name, kind: kind)
            (supply.isArchived, supply.assessments) = (report.isArchived, report.assessments)
            supply.attributes = report.attributes
            supply.owned = kind.stock[.api] == .unmetered ? nil : report.free(descriptor) ?? report.purchased
            supplies.append(supply)
        }
    }

    var remembered: (items: [PaperItem], at: Instant) { (items, now) }

    /// The person of a reference goes on, never back; false where there is none who could.
    mutating func move(_ reference: String, to stage: Stage) -> Bool {
        let own = items.indices.filter {
            items[$0].reference == reference && (.given ..< .retracted).contains(items[$0].phase)
        }
        for index in own { items[index].phase = max(items[index].phase, PaperItem.Phase(stage)) }
        return !own.isEmpty
    }

    func free(_ supply: Int) -> Int64 {
        (supplies[supply].owned ?? .max) - Int64(items.count { $0.supply == supply && $0.phase != .retracted })
    }

    func row(_ verb: Verb, _ channel: Channel?, _ supply: Int) -> Capability? {
        let kind = supplies[supply].kind
        return descriptor.capability(
            verb, mode: .api, channel: channel, facet: Facet(usage: kind.usage, category: kind.category))
    }

    /// The vendor's word for an item: of those that the vocabulary has for where it stands, the one that says most.
    func word(_ item: PaperItem) -> String {
        let kind = supplies[item.supply].kind
        let rows = descriptor.vocabulary.rows.filter {
            ($0.usage == nil || $0.usage == kind.usage) && ($0.category == nil || $0.category == kind.category)
        }
        func narrowest(_ stage: Stage) -> String? {
            let fitting = rows.compactMap { row -> (width: Int, word: String)? in
                guard case .stages(let interval) = row.meaning, interval.contains(stage), let word = row.words.first
                else { return nil }
                return (interval.high.rawValue - interval.low.rawValue, word)
            }
            return fitting.min { $0.width < $1.width }?.word
        }
        if item.phase == .retracted {
            let ended = rows.first { $0.meaning == .end(.retracted) }?.words.first
            return ended ?? narrowest(.available) ?? "Retracted"
        }
        for stage in item.phase.stages { if let word = narrowest(stage) { return word } }
        return "Unheard"
    }
}

struct PaperSupply {
    let id: String
    var name: String
    let kind: SupplyKindDescription
    var isArchived = false
    var assessments: [String] = []
    var attributes: [String: JSONValue] = [:]
    /// Nil where nothing is counted.
    var owned: Int64?
}

/// One invitation at the vendor on paper.
struct PaperItem {
    enum Phase: Int, Comparable {
        case reserved, given, registered, started, completed, retracted

        init(_ stage: Stage) {
            switch stage {
            case .available, .reserved: self = .reserved
            case .invited: self = .given
            case .registered: self = .registered
            case .started: self = .started
            case .completed, .reported: self = .completed
            }
        }

        static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }

        /// Where it is, and what to say where there is no word for that.
        var stages: [Stage] {
            switch self {
            case .reserved: [.reserved, .available]
            case .given: [.invited]
            case .registered: [.registered]
            case .started: [.started]
            case .completed: [.completed]
            case .retracted: [.available]
            }
        }

        var unit: UnitState {
            switch self {
            case .reserved: .reserved
            case .given, .registered, .started: .handedOut
            case .completed: .used
            case .retracted: .available
            }
        }
    }

    let id: String
    let reference: String
    let supply: Int
    let address: String?
    let name: String?
    let channel: Channel
    var phase = Phase.reserved
    /// The actions that were done on it.
    var acts: [String] = []
    /// Set apart by the item's number, so that no two are alike.
    var code: String { "PAPER" + String(100_000 + (Int(id.dropFirst(5)) ?? 0)) }
    var link: String { "https://paper.example.org/open/\(code)" }
}
