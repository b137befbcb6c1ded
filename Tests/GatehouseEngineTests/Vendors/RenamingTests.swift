import Campaigns
import CodeBundles
import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseStorage
import GatehouseTesting
import KeyPool
import LearnerInvites
import Testing

/// A supply goes here by what the vendor calls it, however that came to be known; by a name of ours it keeps that.
@Suite("Renaming, alike for every vendor and in either mode")
struct RenamingTests {
    private func names(_ vendor: VendorBed) throws -> [String] {
        try vendor.bed.ledger.read { try $0.supplies(of: nil) }.map(\.name).sorted()
    }

    private func report(_ name: String, _ category: String, _ usage: Usage, left: Int64? = nil) -> SupplyReport {
        SupplyReport(
            vendorID: "v-1", name: name, usage: usage, category: category, assessments: ["top-5"], purchased: left,
            counters: [:])
    }

    /// A ticked item where the action is done by hand.
    private func rename(_ vendor: VendorBed, _ before: String, _ after: String) throws {
        try vendor.act("rename", on: before, ["name": .string(after)])
        for item in try vendor.workList { try vendor.tick(item, [:]) }
    }

    @Test("CA-11, CB-21: an action by hand renames once it is ticked off", arguments: TestDatabase.all)
    func byHand(_ database: TestDatabase) throws {
        try VendorBed.portal(Campaigns(), on: database) { vendor in
            try vendor.keep(report("drivers", "campaign", .personal))
            try rename(vendor, "drivers", "Denmark 2027")
            #expect(try names(vendor) == ["Denmark 2027"])
        }
        try VendorBed.portal(CodeBundles(), on: database) { vendor in
            try vendor.keep(report("spring", "strengths", .single))
            try rename(vendor, "spring", "Summer")
            #expect(try names(vendor) == ["Summer"])
        }
    }

    @Test(
        "LI-4: a group's new name is entered as the vendor's pages show it, and the ledger goes by it in either mode",
        arguments: TestDatabase.all)
    func groups(_ database: TestDatabase) throws {
        try VendorBed.portal(LearnerInvites(), on: database) { vendor in
            try vendor.keep(report("North", "group", .personal))
            try rename(vendor, "North", "Team  North")
            #expect(try names(vendor) == ["Team  North"])
            #expect(throws: EngineError.self) { try vendor.act("rename", on: "Team  North", ["name": " "]) }
            // What the vendor's own list says later counts again.
            try vendor.keep(report("South", "group", .personal))
            #expect(try names(vendor) == ["South"])
        }
        let api = LearnerInvites().descriptor.action(named: "rename")?.support[.api]?.reason
        #expect(api?.contains("gatehouse connection sync takes it over") == true)
    }

    @Test(
        "KP-1: the pool's new name is entered as the vendor's pages show it, and the ledger goes by it in either mode",
        arguments: TestDatabase.all)
    func pools(_ database: TestDatabase) throws {
        try VendorBed.portal(KeyPool(), on: database) { vendor in
            try vendor.keep(report("Access keys", "key-pool", .single, left: 5))
            try rename(vendor, "Access keys", "Keys 2027")
            #expect(try names(vendor) == ["Keys 2027"])
            #expect(throws: EngineError.self) { try vendor.act("rename", on: "Keys 2027", ["name": "  "]) }
        }
    }

    @Test(
        "A supply that went by the vendor's name follows when the vendor renames it; one that people call otherwise keeps that",
        arguments: TestDatabase.all)
    func followed(_ database: TestDatabase) throws {
        try database.withAddress { address in
            let vendor = VendorBed(
                bed: try EngineBed(address: address, provider: Campaigns()), sandbox: nil, address: address)
            try vendor.keep(report("drivers", "campaign", .personal))
            let provider = try vendor.bed.world.providers.provider(vendor.bed.connection.provider)
            let keeper = SupplyKeeper(
                world: vendor.bed.world, connection: vendor.bed.connection, provider: provider)
            func told(_ id: String, _ name: String, named: String? = nil) throws -> Supply {
                let report = SupplyReport(
                    vendorID: id, name: name, usage: .personal, category: "campaign", assessments: [], purchased: nil,
                    counters: [:])
                return try vendor.bed.ledger.write {
                    try keeper.keep(report, named: named, reason: "seen at the vendor", in: $0)
                }
            }
            #expect(try told("v-1", "Denmark").name == "Denmark")
            #expect(try told("v-2", "Norway", named: "our-norway").name == "our-norway")
            let kept = try told("v-2", "Norway 2027")
            #expect(kept.name == "our-norway" && kept.attributes["name"] == "Norway 2027")
            // Nobody's name is taken.
            #expect(try told("v-1", "our-norway").name == "our-norway-2")
            // A number was ours by need: it goes with the next name, and as soon as the same one is free.
            #expect(try told("v-3", "Same").name == "Same")
            #expect(try told("v-4", "Same").name == "Same-2" && told("v-5", "Same").name == "Same-3")
            #expect(try told("v-4", "Same").name == "Same-2" && told("v-5", "Same").name == "Same-3")
            #expect(try told("v-4", "Sweden").name == "Sweden")
            #expect(try told("v-3", "Finland").name == "Finland" && told("v-5", "Same").name == "Same")
            #expect(try told("v-1", "our-norway").name == "our-norway-2")
            try vendor.bed.house.close()
        }
    }
}
