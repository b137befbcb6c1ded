import GatehouseForms
import GatehouseModel

extension CodeBundlesVendor {
    /// Every code that was ever given, with who held it and how often it was shown, and whether the counts add up.
    var ledger: JSONValue {
        [
            "bundles": .array(
                bundles.map { bundle in
                    [
                        "id": .string(bundle.id), "name": .string(bundle.name), "usage": .string(bundle.usage.rawValue),
                        "purchased": .integer(bundle.purchased), "moved_in": .integer(bundle.movedIn),
                        "moved_out": .integer(bundle.movedOut), "free": .integer(bundle.free),
                        "uses": .integer(bundle.uses),
                        "phases": .object(
                            Dictionary(uniqueKeysWithValues: bundle.tally.map { ($0.rawValue, .integer($1)) })),
                        "conserved": .bool(bundle.isConserved), "counters": .object(counters(bundle)),
                    ]
                }),
            "codes": .array(
                handouts.indices.map { index in
                    let handout = handouts[index]
                    return .members([
                        "id": .string(handoutID(index)), "code": .string(units[handout.unit].code),
                        "bundle": .string(bundles[handout.bundle].id),
                        "reference": handout.reference.map(JSONValue.string),
                        "holder": (handout.recipient?.address).map(JSONValue.string),
                        "redeemed_by": (handout.redeemer?.address).map(JSONValue.string),
                        "phase": .string(handout.phase.rawValue), "word": .string(word(index)),
                        "channel": .string(handout.channel.rawValue), "reminders": .integer(Int64(handout.reminders)),
                        "shown": .array(
                            handout.shown.map { showing in
                                .members([
                                    "how": .string(showing.how), "to": showing.to.map(JSONValue.string),
                                    "at": .string(showing.at.description),
                                ])
                            }),
                    ])
                }),
        ]
    }

    var offer: JSONValue {
        [
            "provider": "code-bundles", "version": "1.0.0", "name": "Sandbox of access-code bundles",
            "verbs": [
                [
                    "verb": "issue", "channels": ["vendor-mail", "apply", "export", "link", "our-mail"],
                    "batch_limit": 1000,
                ],
                [
                    "verb": "distribute", "channels": ["vendor-mail", "apply", "export", "link", "our-mail"],
                    "batch_limit": 1000,
                ],
                ["verb": "retract", "batch_limit": 1000],
                ["verb": "remind", "channels": ["vendor-mail", "apply"], "batch_limit": 1000],
                ["verb": "status"],
            ],
            "actions": .array(
                [
                    "transfer", "create-bundle", "deactivate", "reactivate", "archive", "unarchive", "rename",
                    "describe", "favourite",
                    "low-water", "export-list", "find-accounts", "templates",
                ].map { ["name": .string($0)] }),
        ]
    }
}
