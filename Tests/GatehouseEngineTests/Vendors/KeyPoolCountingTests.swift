import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseTesting
import Testing

/// What a person counts on the vendor's page against what the ledger holds.
@Suite("Keys of a pool counted by hand")
struct KeyPoolCountingTests {
    private func count(_ left: Int64, _ vendor: VendorBed) throws -> String? {
        try vendor.act("count-keys", on: "keys")
        let item = try #require(try vendor.workList.first { $0.title.hasPrefix("Count the keys") })
        let settled = try Ticking(world: vendor.bed.world).tick(
            item.id, values: ["keys_left": .integer(left)], actor: "tester", in: vendor.bed.ledger)
        return settled.first?.detail
    }

    private func confirm(_ kind: String, _ vendor: VendorBed) throws -> Resolving.Effect {
        let open = try #require(try vendor.bed.open(kind).first)
        return try Resolving(world: vendor.bed.world).resolve(
            open.id.text, .confirm, reason: nil, actor: "tester", in: vendor.bed.ledger)
    }

    @Test(
        "KP-1: a count by hand writes nothing off and buys nothing: what differs is told, and two confirmations adjust it",
        arguments: TestDatabase.all)
    func counting(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            try vendor.act("add-keys", on: "keys", ["count": 20])
            #expect(try vendor.counts().states == [.available: 25])
            let surplus = try count(30, vendor)
            #expect(
                surplus?.contains("5 more") == true && surplus?.contains("reconcile list") == true, "\(surplus ?? "")")
            // A slip of the finger: counted again, nothing is left of it.
            #expect(try count(3, vendor)?.contains("22 fewer") == true)
            #expect(try vendor.bed.open("count_surplus").isEmpty && vendor.bed.open("count_shortfall").count == 1)
            #expect(try count(25, vendor) == nil)
            #expect(try vendor.bed.open("count_shortfall").isEmpty)
            #expect(try vendor.counts().states == [.available: 25])
            #expect(try vendor.supply().vendorCounters == ["Keys left": 25])

            // KP-8: what is gone was taken by people whom nobody here invited.
            _ = try count(22, vendor)
            let told = try #require(try vendor.bed.open("count_shortfall").first)
            #expect(told.ours == "25" && told.theirs == "Keys left 22" && told.policy == "case")
            #expect(told.evidence.contains("\(vendor.bed.clock.now)"))
            // A file tells no counters, also where it stands for everything.
            try vendor.observe(file: "Email,Completion Date,Source\n", isComplete: true)
            #expect(try vendor.bed.open("count_shortfall").map(\.id) == [told.id])
            guard case .needsAnother = try confirm("count_shortfall", vendor) else {
                return #expect(Bool(false), "one word is not enough")
            }
            #expect(try vendor.counts().states == [.available: 25])
            vendor.bed.clock.advance(by: .seconds(3601))
            #expect(try confirm("count_shortfall", vendor) == .done)
            #expect(try vendor.counts().states == [.available: 22, .used: 3] && vendor.counts().isConserved)
            // Those are the ones that the file shows: no key is taken twice.
            try vendor.observe(
                file: "Email,Completion Date,Source\nguest@example.org,2025-11-02,Landing page\n")
            #expect(try vendor.counts().states == [.available: 22, .used: 3])
        }
    }

    @Test(
        "KP-1: keys that are set aside for an unticked sending may be gone from the page: a count among those is no difference",
        arguments: TestDatabase.all)
    func countingMeanwhile(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database, left: 10) { vendor in
            try vendor.giveKeys(to: 3)
            let sending = try #require(try vendor.workList.first)
            for left in Int64(7)...10 {
                let words = try count(left, vendor)
                #expect(words?.contains("fits") == true && words?.contains("3 that are set aside") == true)
            }
            #expect(try count(6, vendor)?.contains("1 fewer") == true)
            let told = try #require(try vendor.bed.open("count_shortfall").first)
            #expect(told.proposal.contains("3 more are set aside") && told.proposal.contains("tick that off first"))
            #expect(try count(7, vendor) != nil)
            #expect(try vendor.bed.open("count_shortfall").isEmpty)
            try vendor.tick(sending)
            #expect(try vendor.counts().states == [.available: 7, .handedOut: 3])
            #expect(try count(7, vendor) == nil)
        }
    }

    @Test("KP-1: a count is not adjusted by a number from before the ledger moved", arguments: TestDatabase.all)
    func staleCount(_ database: TestDatabase) throws {
        try VendorBed.keysByHand(on: database) { vendor in
            _ = try count(4, vendor)
            _ = try confirm("count_shortfall", vendor)
            vendor.bed.clock.advance(by: .seconds(3601))
            try vendor.observe(
                file: "Email,Completion Date,Source\nguest@example.org,2025-11-02,Landing page\n")
            #expect(try vendor.counts().states == [.available: 4, .used: 1])
            #expect(throws: EngineError.self) { try confirm("count_shortfall", vendor) }
            #expect(try vendor.counts().states == [.available: 4, .used: 1])
            #expect(try count(4, vendor) == nil)
            #expect(try vendor.bed.open("count_shortfall").isEmpty)
        }
    }
}
