import GatehouseForms
import GatehouseModel

/// What a simulated vendor says of itself when it is asked to describe itself: the contract's descriptor, written by each
/// vendor from the rules of its trade alone. It is worked by HTTP only, and asks for nothing but its token.
struct Offer {
    let id: String
    let name: String
    let summary: String
    var can: [JSONValue]
    var actions: [JSONValue]
    var words: [JSONValue]
    var counters: [JSONValue]
    var kinds: [JSONValue]
    var options = Form.empty
    var help: [JSONValue] = []
    var showsDeleted = true
    var givesResults = false
    var sendsWebhooks = false
    /// Attribute and values by which a record is of somebody who came by the vendor's own page.
    var selfArrival: (attribute: String, values: [String])?

    var json: JSONValue {
        [
            "id": .string(id), "version": "1.0.0", "name": .string(name), "summary": .string(summary), "modes": ["api"],
            "settings": Form.empty.json, "capabilities": .array(can), "actions": .array(actions),
            "vocabulary": .array(words), "counters": .array(counters), "supply_kinds": .array(kinds),
            "options": options.json, "files": [], "help": .array(help),
            "traits": .members([
                "idempotency": ["api": "by-key"], "snapshot_is_complete": true,
                "snapshot_shows_deleted": .bool(showsDeleted),
                "lag_seconds": 0, "deadline_seconds": 30, "results": givesResults ? true : nil,
                "webhooks": sendsWebhooks ? true : nil,
                "self_arrival": selfArrival.map {
                    ["attribute": .string($0.attribute), "is_one_of": .array($0.values.map(JSONValue.string))]
                },
            ]),
        ]
    }
}

// MARK: - What it can do

extension Offer {
    /// One row: the first that fits a call decides.
    static func can(
        _ verb: String, _ how: String = "native", by channels: [Channel] = [], of usages: [Usage] = [],
        in categories: [String] = [], if conditions: [JSONValue] = [], atMost limit: Int64? = nil, oneAct: Bool = false
    ) -> JSONValue {
        row(verb, ["how": .string(how)], channels, usages, categories).merging([
            "conditions": conditions.isEmpty ? nil : .array(conditions), "batch_limit": limit.map(JSONValue.integer),
            "one_act": oneAct ? true : nil,
        ])
    }

    static func cannot(
        _ verb: String, _ reason: String, by channels: [Channel] = [], of usages: [Usage] = [],
        in categories: [String] = []
    ) -> JSONValue {
        row(verb, ["how": "no", "reason": .string(reason)], channels, usages, categories)
    }

    private static func row(
        _ verb: String, _ support: JSONValue, _ channels: [Channel], _ usages: [Usage], _ categories: [String]
    ) -> JSONValue {
        .members([
            "verb": .string(verb), "support": support, "channels": list(channels.map(\.rawValue)),
            "usages": list(usages.map(\.rawValue)), "categories": list(categories),
        ])
    }

    private static func list(_ words: [String]) -> JSONValue? {
        words.isEmpty ? nil : .array(words.map(JSONValue.string))
    }

    static func only(if test: JSONValue, _ rule: String, otherwise reason: String) -> JSONValue {
        ["test": test, "rule": .string(rule), "otherwise": .string(reason)]
    }

    static func unlessArchived(_ rule: String, otherwise reason: String) -> JSONValue {
        only(if: ["supply_is_not_archived": true], rule, otherwise: reason)
    }

    static func action(
        _ name: String, on scope: String, _ title: String, _ purpose: String, effect: String = "write",
        asks: Form = .empty,
        of usages: [Usage] = [], secrets: [String] = [], _ rules: String...
    ) -> JSONValue {
        .members([
            "name": .string(name), "title": .string(title), "purpose": .string(purpose), "scope": .string(scope),
            "effect": .string(effect), "roles": ["owner", "organiser"], "input": asks.json,
            "support": ["api": ["how": "native"]], "usages": list(usages.map(\.rawValue)),
            "secret_results": list(secrets), "rules": .array(rules.map(JSONValue.string)),
        ])
    }
}

// MARK: - What its words mean

extension Offer {
    static func word(
        _ words: String..., from low: Stage, to high: Stage, of usage: Usage? = nil, in category: String? = nil
    ) -> JSONValue {
        .members([
            "words": .array(words.map(JSONValue.string)), "usage": (usage?.rawValue).map(JSONValue.string),
            "category": category.map(JSONValue.string),
            "means": ["low": .string(low.word), "high": .string(high.word)],
        ])
    }

    static func end(_ word: String, _ end: End) -> JSONValue {
        ["words": [.string(word)], "means": ["end": .string(end.word)]]
    }

    static func counter(_ words: String..., counts states: [UnitState], of usage: Usage? = nil) -> JSONValue {
        .members([
            "words": .array(words.map(JSONValue.string)), "usage": (usage?.rawValue).map(JSONValue.string),
            "counts": ["units": .array(states.map { .string($0.rawValue) })],
        ])
    }

    static func counter(_ word: String, countsRecords words: [String]) -> JSONValue {
        ["words": [.string(word)], "counts": ["records": .array(words.map(JSONValue.string))]]
    }

    static func kind(
        _ category: String, _ label: String, _ usage: Usage, _ credential: CredentialKind, _ stock: Stock,
        takes assessments: [String] = [], chosenBy option: String? = nil, isToppedUp: Bool = false,
        isOnePerConnection: Bool = false
    ) -> JSONValue {
        .members([
            "category": .string(category), "label": .string(label), "usage": .string(usage.rawValue),
            "credential": .string(credential.rawValue), "stock": ["api": .string(stock.rawValue)],
            "assessments": list(assessments), "assessment_option": option.map(JSONValue.string),
            "topped_up": isToppedUp ? true : nil, "one_per_connection": isOnePerConnection ? true : nil,
        ])
    }

    static func advice(_ text: String, offers offer: JSONValue? = nil, refused: Bool = false, _ rule: String)
        -> JSONValue
    {
        .members([
            "situation": refused ? "credential-refused" : "mail-not-arrived", "text": .string(text), "offer": offer,
            "rule": .string(rule),
        ])
    }
}

extension JSONValue {
    /// An object with more members; nil ones are left out.
    fileprivate func merging(_ more: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var members = object ?? [:]
        for (name, value) in more { members[name] = value }
        return .object(members)
    }
}
