public import GatehouseForms
import GatehouseModel

// The descriptor as the API and `provider show -o json` give it; golden files compare it, so that no fact changes unseen.

extension Descriptor {
    /// Every fact of the descriptor. What is absent or empty is left out, but for the lists a reader counts on.
    public var json: JSONValue {
        .members([
            "id": .string(id), "version": .string(version), "name": .string(name), "summary": .string(summary),
            "modes": .words(modes), "settings": settings.json,
            "capabilities": .array(capabilities.map(\.json)), "actions": .array(actions.map(\.json)),
            "vocabulary": .array(vocabulary.rows.map(\.json)), "counters": .array(counters.map(\.json)),
            "supply_kinds": .array(supplyKinds.map(\.json)), "options": options.json,
            "files": .array(files.map(\.json)), "traits": traits.json, "help": .array(help.map(\.json)),
        ])
    }
}

extension Support {
    /// The word, without the reason.
    public var word: String {
        switch self {
        case .native: "native"
        case .gateway: "gateway"
        case .manual: "manual"
        case .no: "no"
        }
    }

    public var reason: String? { if case .no(let reason) = self { reason } else { nil } }

    var json: JSONValue { .members(["how": .string(word), "reason": reason.map(JSONValue.string)]) }
}

extension Capability {
    var json: JSONValue {
        .members([
            "verb": .string(verb.rawValue), "support": support.json, "modes": .words(orNil: modes),
            "channels": .words(orNil: channels), "usages": .words(orNil: usages),
            "categories": .texts(orNil: categories),
            "conditions": conditions.isEmpty ? nil : .array(conditions.map(\.json)),
            "batch_limit": batchLimit.map { .integer(Int64($0)) },
            "smaller_batches": smallerBatches.isEmpty ? nil : .array(smallerBatches.map(\.json)),
            "one_act": isOneAct ? true : nil, "by": actingChannel.map { .string($0.rawValue) },
        ])
    }
}

extension BatchLimit {
    var json: JSONValue {
        let condition: [String: JSONValue] =
            switch when {
            case .option(let name, let values): ["option": .string(name), "is_one_of": .array(values)]
            case .optionIsGiven(let name): ["option_is_given": .string(name)]
            case .setting(let name, let values): ["setting": .string(name), "is_one_of": .array(values)]
            }
        return [
            "limit": .integer(Int64(count)), "when": .object(condition), "rule": .string(rule), "why": .string(why),
        ]
    }
}

extension Condition {
    var json: JSONValue {
        .members(["test": test.json, "otherwise": .string(reason), "rule": .string(rule)])
    }
}

extension Condition.Test {
    var json: JSONValue {
        switch self {
        case .stageAtMost(let stage): ["stage_at_most": .string(stage.word)]
        case .stageBelow(let stage): ["stage_below": .string(stage.word)]
        case .stageAtLeast(let stage): ["stage_at_least": .string(stage.word)]
        case .credentialIsKnown: ["credential_is_known": true]
        case .setting(let name, let values): ["setting": .string(name), "is_one_of": .array(values)]
        case .supply(let name, let values): ["supply": .string(name), "is_one_of": .array(values)]
        case .channel(let channels): ["channel_is_one_of": .words(channels)]
        case .supplyIsNotArchived: ["supply_is_not_archived": true]
        }
    }
}

extension ActionDescription {
    var json: JSONValue {
        .members([
            "name": .string(name), "title": .string(title), "purpose": .string(purpose),
            "scope": .string(scope.rawValue),
            "effect": .string(effect.rawValue), "roles": .texts(roles), "input": input.json,
            "support": .object(Dictionary(uniqueKeysWithValues: support.map { ($0.key.rawValue, $0.value.json) })),
            "usages": .words(orNil: usages), "conditions": conditions.isEmpty ? nil : .array(conditions.map(\.json)),
            "secret_results": .texts(orNil: secretResults), "rules": .texts(rules),
        ])
    }
}

extension Vocabulary.Row {
    var json: JSONValue {
        .members([
            "words": .texts(words), "usage": usage.map { .string($0.rawValue) },
            "category": category.map(JSONValue.string),
            "means": meaning.json, "note": note.isEmpty ? nil : .string(note),
        ])
    }
}

extension Meaning {
    var json: JSONValue {
        switch self {
        case .stages(let interval): ["low": .string(interval.low.word), "high": .string(interval.high.word)]
        case .end(let end): ["end": .string(end.word)]
        }
    }
}

extension CounterDescription {
    var json: JSONValue {
        let counted: JSONValue =
            switch counts {
            case .units(let states): ["units": .words(states)]
            case .records(let words): ["records": .texts(words)]
            }
        return .members([
            "words": .texts(words), "usage": usage.map { .string($0.rawValue) }, "counts": counted,
            "note": note.isEmpty ? nil : .string(note),
        ])
    }
}

extension SupplyKindDescription {
    var json: JSONValue {
        .members([
            "category": .string(category), "label": .string(label), "usage": .string(usage.rawValue),
            "credential": .string(credential.rawValue), "assessments": .texts(orNil: assessments),
            "stock": .object(
                Dictionary(uniqueKeysWithValues: stock.map { ($0.key.rawValue, .string($0.value.rawValue)) })),
            "assessment_option": assessmentOption.map(JSONValue.string), "topped_up": isToppedUp ? true : nil,
            "one_per_connection": isOnePerConnection ? true : nil,
            "attributes": attributes?.json,
        ])
    }
}

extension FileFormat {
    var json: JSONValue {
        .members([
            "name": .string(name), "purpose": .string(purpose.rawValue), "columns": .array(columns.map(\.json)),
            "can_be_complete": .bool(canBeComplete), "exact": .bool(isExact), "rule": rule.map(JSONValue.string),
        ])
    }
}

extension FileFormat.Column {
    var json: JSONValue {
        .members([
            "name": .string(name), "aliases": .texts(orNil: aliases), "role": .string(role.rawValue),
            "detail": detail.map(JSONValue.string), "required": isRequired ? true : nil,
            "blank_means": blankMeans.map(JSONValue.string), "date_means": dateMeans.map(JSONValue.string),
        ])
    }
}

extension VendorTraits {
    var json: JSONValue {
        let kept = idempotency.map { ($0.key.rawValue, JSONValue.string($0.value.rawValue)) }
        return .members([
            "idempotency": .object(Dictionary(uniqueKeysWithValues: kept)),
            "snapshot_is_complete": .bool(snapshotIsComplete), "snapshot_shows_deleted": .bool(snapshotShowsDeleted),
            "lag_seconds": .integer(lag.components.seconds),
            "calls_per_minute": callsPerMinute.map { .integer(Int64($0)) },
            "deadline_seconds": .integer(deadline.components.seconds), "outbound_hosts": .texts(orNil: outboundHosts),
            "names_from": namesFrom.map { .string($0.word) },
            "further_supply_from": furtherSupplyFrom.map { .string($0.word) },
            "pool_counts_as_handed_out": poolCountsAsHandedOut ? true : nil,
            "supply_names_are_exact": supplyNamesAreExact ? true : nil,
            "mail_sender": mailSender.map(JSONValue.string), "link_base_setting": linkBaseSetting.map(JSONValue.string),
            "results": givesResults ? true : nil, "webhooks": sendsWebhooks ? true : nil,
            "self_arrival": selfArrival.map(\.json), "tells": tells.map(\.json),
        ])
    }
}

extension VendorTraits.SelfArrival {
    var json: JSONValue { ["attribute": .string(attribute), "is_one_of": .texts(values)] }
}

extension HelpStep {
    var json: JSONValue {
        let offered: JSONValue? =
            switch offer {
            case .verb(let verb)?: ["verb": .string(verb.rawValue)]
            case .action(let name)?: ["action": .string(name)]
            case .link?: ["link": true]
            case nil: nil
            }
        return .members([
            "situation": .string(situation.rawValue), "text": .string(text), "offer": offered,
            "usages": .words(orNil: usages), "rule": .string(rule),
        ])
    }
}

extension JSONValue {
    fileprivate static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
    fileprivate static func texts(orNil texts: [String]) -> JSONValue? { texts.isEmpty ? nil : .texts(texts) }

    fileprivate static func words<Word: RawRepresentable>(_ words: [Word]) -> JSONValue where Word.RawValue == String {
        .texts(words.map(\.rawValue))
    }

    fileprivate static func words<Word: RawRepresentable>(orNil words: [Word]) -> JSONValue?
    where Word.RawValue == String {
        words.isEmpty ? nil : .words(words)
    }
}
