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
}
