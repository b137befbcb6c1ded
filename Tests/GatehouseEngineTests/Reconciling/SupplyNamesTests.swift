import GatehouseForms
import GatehouseLedger
import GatehouseModel
import Testing

@testable import GatehouseEngine

@Suite("What records call their supplies")
struct SupplyNamesTests {
    private func supply(_ id: String, _ name: String, called vendorName: String? = nil) -> Supply {
        var supply = Supply(
            id: SupplyID(unique: id), connection: ConnectionID(unique: "c"), name: name, vendorID: id, usage: .single,
            category: "strengths", stock: .vendor, assessments: [])
        if let vendorName { supply.attributes["name"] = .string(vendorName) }
        return supply
    }

    @Test("As it is written first, then in whatever spelling where that is one supply alone")
    func spellings() {
        let names = SupplyNames(
            [
                supply("deckA", "Spring"), supply("decka", "Autumn"), supply("x", "H", called: "Halle"),
                supply("y", "h"),
            ],
            ScriptedVendor().descriptor)
        #expect(names["deckA"] == "deckA" && names["decka"] == "decka" && names["DECKA"] == nil)
        #expect(names["spring"] == "deckA" && names[" Spring "] == "deckA" && names["HALLE"] == "x")
        #expect(names["H"] == "x" && names["h"] == "y" && names["other"] == nil)
    }
}
