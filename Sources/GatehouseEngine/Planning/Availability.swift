package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel
package import GatehouseProviderKit

/// Whether something can be done here, and if not, why: read from declared facts alone.
package struct Availability: Hashable, Sendable {
    package let isPossible: Bool
    /// Why not, with the remedy; empty when it is possible.
    package let reason: String
    package let rule: String?

    static let possible = Availability(isPossible: true, reason: "", rule: nil)
    static func impossible(_ reason: String, rule: String? = nil) -> Availability {
        Availability(isPossible: false, reason: reason, rule: rule)
    }
}

/// What the conditions of capabilities and actions are tested against.
struct ConditionSubject {
    var settings: [String: JSONValue]
    var supply: SupplyFacts?
    var standing: Standing?
    var channel: Channel?
    /// Nil where it plays no part.
    var isCredentialKnown: Bool?
}

extension Condition {
    func holds(for subject: ConditionSubject) -> Bool {
        switch test {
        case .stageAtMost(let stage):
            guard let interval = subject.standing?.interval else { return true }
            return interval.low <= stage
        case .stageBelow(let stage):
            guard let standing = subject.standing else { return true }
            return standing.end == nil && (standing.interval.map { $0.low < stage } ?? true)
        case .stageAtLeast(let stage):
            guard let standing = subject.standing else { return true }
            return standing.interval.map { $0.low >= stage } ?? false
        case .credentialIsKnown:
            return subject.isCredentialKnown ?? true
        case .setting(let name, let allowed):
            return allowed.contains(subject.settings[name] ?? .null)
        case .supply(let name, let allowed):
            return allowed.contains(subject.supply?.attributes[name] ?? .null)
        case .channel(let allowed):
            return subject.channel.map(allowed.contains) ?? true
        case .supplyIsNotArchived:
            return !(subject.supply?.isArchived ?? false)
        }
    }
}

extension Descriptor {
    /// The row that decides a verb here, and whether its conditions hold.
    func availability(
        _ verb: Verb, mode: Mode, channel: Channel?, facet: Facet, subject: ConditionSubject
    ) -> (capability: Capability?, Availability) {
        guard let capability = capability(verb, mode: mode, channel: channel, facet: facet) else {
            let how = channel.map { " by \($0.rawValue)" } ?? ""
            return (nil, .impossible("\(verb.rawValue)\(how) is not offered for \(facet) by \(name)"))
        }
        if case .no(let reason) = capability.support {
            let head = "\(verb.rawValue) is not possible"
            return (capability, .impossible(reason.lowercased().hasPrefix(head) ? reason : "\(head): \(reason)"))
        }
        if let failed = capability.conditions.first(where: { !$0.holds(for: subject) }) {
            return (capability, .impossible(failed.reason, rule: failed.rule))
        }
        return (capability, .possible)
    }

    /// The channels by which this supply can be distributed, by itself or in one act with issuing; our own mail first.
    func channels(mode: Mode, facet: Facet, subject: ConditionSubject) -> [Channel] {
        let preferred: [Channel] = [.ourMail, .vendorMail, .link, .export, .apply]
        return preferred.filter { channel in
            var subject = subject
            subject.channel = channel
            let (issue, mayIssue) = availability(.issue, mode: mode, channel: channel, facet: facet, subject: subject)
            if issue?.isOneAct ?? false, mayIssue.isPossible { return true }
            return availability(.distribute, mode: mode, channel: channel, facet: facet, subject: subject).1.isPossible
        }
    }
}

extension SupplyFacts {
    init(_ supply: Supply, counts: UnitCounts?) {
        let isCounted = supply.stock == .pool || supply.stock == .vendor || supply.stock == .shared
        let isTold = !supply.isUntold(counts)
        self.init(
            vendorID: supply.vendorID, name: supply.name, usage: supply.usage, category: supply.category,
            stock: supply.stock,
            isArchived: supply.isArchived, available: isCounted && isTold ? counts?[.available] : nil,
            assessments: supply.assessments, attributes: supply.attributes)
    }
}

extension Supply {
    /// The vendor keeps its units, and neither it nor anybody else has said how many there are: that is not nought.
    package func isUntold(_ counts: UnitCounts?) -> Bool {
        stock == .vendor && (counts?.owned ?? 0) == 0 && countersAsOf == nil && vendorCounters.isEmpty
    }
}

extension Support {
    var word: String {
        switch self {
        case .native: "native"
        case .gateway: "gateway"
        case .manual: "manual"
        case .no: "no"
        }
    }
}
