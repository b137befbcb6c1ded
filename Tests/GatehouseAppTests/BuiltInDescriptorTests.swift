import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("The descriptors of the built-in providers")
struct BuiltInDescriptorTests {
    @Test("Each agrees with itself, is kept as a golden one, and comes back from its JSON as it was")
    func wholeWay() throws {
        for descriptor in builtInProviders.all.map(\.descriptor) {
            #expect(descriptor.disagreements.isEmpty, "\(descriptor.id): \(descriptor.disagreements)")
            #expect(try Descriptor(json: descriptor.json) == descriptor, "\(descriptor.id)")
            #expect(
                try Golden.difference(descriptor.json.prettyText, from: "contracts/golden/\(descriptor.id).json") == nil
            )
        }
        let kept = Checkout.files(under: ["contracts/golden"], ending: ".json").count
        #expect(kept == builtInProviders.all.count)
    }
}
