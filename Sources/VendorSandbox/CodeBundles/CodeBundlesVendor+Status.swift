import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    /// The vendor's word for a handing out (CB-3): the newer pages tell used from unused, of a strengths code completed from
    /// not completed; the older ones tell begun from not begun.
    func word(_ index: Int) -> String {
        let handout = handouts[index]
        let isStrengths = bundles[handout.bundle].category == "strengths"
        switch handout.phase {
        case .reserved: return "Available"
        case .retracting: return "Retracted"
        case .returned: return units[handout.unit].handout == index ? "Available" : "Retracted"
        case .handedOut: return unusedWord
        case .redeemed:
            if settings.countWords == "older" { return unusedWord }
            return isStrengths ? unusedWord : "Used"
        case .started:
            if settings.countWords == "older" { return "Activated" }
            return isStrengths ? unusedWord : "Used"
        case .completed: return settings.countWords == "older" ? "Activated" : "Used"
        }
    }

    private var unusedWord: String { settings.countWords == "older" ? "Distributed" : "Pending/In Progress" }

    /// The three counts under their older or newer names; for a multi-use bundle the middle one does not apply (CB-3).
    func counters(_ bundle: Bundle) -> [String: JSONValue] {
        let isOlder = settings.countWords == "older"
        if bundle.isMultiUse {
            return isOlder
                ? ["available": .integer(bundle.fresh), "activated": .integer(bundle.uses)]
                : ["Available": .integer(bundle.fresh), "Used": .integer(bundle.uses)]
        }
        let available = bundle.free + bundle[.reserved]
        let open = bundle[.handedOut] + bundle[.retracting]
        let (redeemed, started, completed) = (bundle[.redeemed], bundle[.started], bundle[.completed])
        if isOlder {
            return [
                "available": .integer(available), "distributed but not used": .integer(open + redeemed),
                "activated": .integer(started + completed),
            ]
        }
        let isStrengths = bundle.category == "strengths"
        return [
            "Available": .integer(available),
            "Pending/In Progress": .integer(open + (isStrengths ? redeemed + started : 0)),
            "Used": .integer(completed + (isStrengths ? 0 : redeemed + started)),
        ]
    }

    func supplies(for member: String) -> [JSONValue] {
        bundles.filter { $0.access.contains(member) }.map { report($0) }
    }

    func report(_ bundle: Bundle) -> JSONValue {
        var attributes: [String: JSONValue] = [
            "code_type": .string(bundle.codeType), "owner": .string(bundle.owner),
            "description": .string(bundle.description),
            "favourite": .bool(bundle.isFavourite), "low_water": bundle.lowWater.map(JSONValue.integer) ?? .null,
            "legacy": .bool(bundle.isLegacy), "access": true, "moved_in": .integer(bundle.movedIn),
            "moved_out": .integer(bundle.movedOut),
            "template_languages": .array(settings.templates.keys.sorted().map { .string($0) }),
        ]
        if bundle.isMultiUse { attributes["active"] = .bool(bundle.isActive) }
        return .members([
            "id": .string(bundle.id), "name": .string(bundle.name), "usage": .string(bundle.usage.rawValue),
            "category": .string(bundle.category), "archived": .bool(bundle.isArchived),
            "assessments": .array(bundle.assessments.map { .string($0) }),
            "purchased": .integer(bundle.owned), "counters": .object(counters(bundle)),
            "shared": bundle.shared.map(sharedCredential), "attributes": .object(attributes),
        ])
    }

    private func sharedCredential(_ shared: SharedCode) -> JSONValue {
        .members([
            "kind": "multi-use-code", "secret": .string(shared.title), "link": .string(RedeemLink.code(shared.title)),
            "aliases": shared.box.map { [.string($0)] },
        ])
    }

    /// Rows are for single-use codes that were ever given to somebody; of multi-use codes there are counts only.
    func records(
        of supply: String?, for member: String, from position: Int, atMost: Int, at now: Instant
    ) throws(Problem) -> (records: [JSONValue], next: Int?) {
        let wanted: Int? = if let supply { try place(of: supply, for: member) } else { nil }
        var records: [JSONValue] = []
        var index = position
        while index < handouts.count {
            if records.count == atMost { return (records, index) }
            let bundle = handouts[index].bundle
            if wanted == nil || wanted == bundle, bundles[bundle].access.contains(member) {
                records.append(record(index, now))
            }
            index += 1
        }
        return (records, nil)
    }

    func records(bearing reference: String, for member: String, at now: Instant) -> [JSONValue] {
        (handoutsByReference[reference] ?? []).filter { bundles[handouts[$0].bundle].access.contains(member) }.map {
            record($0, now)
        }
    }

    private func record(_ index: Int, _ now: Instant) -> JSONValue {
        let handout = handouts[index]
        let isOfAnother = units[handout.unit].handout != index
        let address = handout.redeemer?.address ?? (handout.isMailed ? handout.recipient?.address : nil)
        return .members([
            "reference": handout.reference.map(JSONValue.string), "id": .string(handoutID(index)),
            "credential": isOfAnother ? nil : .string(units[handout.unit].code),
            "link": isOfAnother ? nil : .string(RedeemLink.code(units[handout.unit].code)),
            "address": address.map(JSONValue.string),
            "name": (handout.redeemer?.name).map(JSONValue.string), "supply": .string(bundles[handout.bundle].id),
            "word": .string(word(index)), "as_of": .string(now.description),
            "attributes": .members([
                "channel": .string(handout.channel.rawValue), "code_type": .string(bundles[handout.bundle].codeType),
                "language": (handout.recipient?.language).map(JSONValue.string),
                "shown": .string(String(handout.shown.count)),
                "distributed_at": (handout.handedOutAt?.description).map(JSONValue.string),
                "used_at": (handout.usedAt?.description).map(JSONValue.string),
            ]),
        ])
    }
}
