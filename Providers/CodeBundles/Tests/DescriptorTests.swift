import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import ProviderTesting
import Testing

@testable import CodeBundles

@Suite struct DescriptorTests {
    private let descriptor = CodeBundles().descriptor

    @Test("The descriptor's facts are those of contracts/golden/code-bundles.json")
    func golden() throws {
        let difference = try Golden.difference(descriptor.json.prettyText, from: "contracts/golden/code-bundles.json")
        #expect(difference == nil)
    }

    @Test("Every verb is decided for every mode, channel and kind of supply, and every no has a reason with a remedy")
    func decided() throws {
        for mode in Mode.allCases {
            for kind in descriptor.supplyKinds {
                for verb in Verb.allCases {
                    for channel in Channel.allCases {
                        let facet = Facet(usage: kind.usage, category: kind.category)
                        let row = try #require(descriptor.capability(verb, mode: mode, channel: channel, facet: facet))
                        if let reason = row.support.reason {
                            #expect(reason.contains(". ") || reason.contains(": "), "\(reason)")
                        }
                    }
                }
            }
        }
    }

    @Test("A portal connection needs no setting at all; defaults are filled in")
    func portalNeedsNothing() throws {
        let values = try descriptor.settings.checked([:])
        #expect(values["redeem_base_url"] == "https://my.gallup.com/direct/ac/")
        #expect(values["mail_sender"] == "support@mail.gallup.com")
        #expect(values["plan"] == "subscription")
        #expect(values["token"] == nil)
    }

    @Test("The token is secret, and is the only secret setting")
    func secrets() { #expect(descriptor.settings.secretFields == ["token"]) }

    @Test("Every action names its rules, its roles and how it is done in both modes")
    func actions() {
        #expect(Set(descriptor.actions.map(\.name)).count == descriptor.actions.count)
        for action in descriptor.actions {
            #expect(!action.rules.isEmpty && !action.roles.isEmpty, "\(action.name)")
            #expect(Set(action.support.keys) == Set(Mode.allCases), "\(action.name)")
            #expect(action.input.jsonSchema["additionalProperties"] == false, "\(action.name)")
        }
    }
}
