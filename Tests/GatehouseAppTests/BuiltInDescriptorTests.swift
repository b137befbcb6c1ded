import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("The descriptors of the built-in providers")
struct BuiltInDescriptorTests {
    @Test("Each agrees with itself, is kept as a golden one from 1.0.0 on, and comes back from its JSON as it was")
    func wholeWay() throws {
        for descriptor in builtInProviders.all.map(\.descriptor) {
            #expect(descriptor.disagreements.isEmpty, "\(descriptor.id): \(descriptor.disagreements)")
            #expect(try Descriptor(json: descriptor.json) == descriptor, "\(descriptor.id)")
            // Before 1.0.0 nothing is promised yet.
            guard !descriptor.version.hasPrefix("0.") else { continue }
            #expect(
                try Golden.difference(descriptor.json.prettyText, from: "contracts/golden/\(descriptor.id).json") == nil
            )
        }
        let kept = Checkout.files(under: ["contracts/golden"], ending: ".json").count
        #expect(kept == builtInProviders.all.count { !$0.descriptor.version.hasPrefix("0.") })
    }
}
