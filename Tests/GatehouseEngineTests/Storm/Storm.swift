import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import VendorSandbox

/// What people do over some days, at both ends, while everything fails that can: one seed, one story.
struct Storm {
    static let people = 12
    static func address(_ number: Int) -> String { "person\(number)@example.org" }

    /// Everything that the sandbox can do wrong.
    static let faults = [
        "refuse", "timeout-before", "timeout-after", "cut-before", "cut-after", "throttle", "fail-before", "fail-after",
        "unavailable", "duplicate", "slow", "partial-page", "stale-snapshot", "malformed", "wrong-count", "wrong-echo",
    ]

    let vendor: StormVendor
    let bed: VendorBed
    var chance: SeededGenerator
    /// Faults in an order of their own, so that one story after another meets them all.
    private var next: Int

    init(_ vendor: StormVendor, _ bed: VendorBed, seed: UInt64) {
        (self.vendor, self.bed) = (vendor, bed)
        chance = SeededGenerator(seed: seed)
        next = chance.number(in: 0...Storm.faults.count - 1)
    }

    mutating func rage(moves: Int) throws {
        for _ in 0..<moves {
            if chance.number(in: 1...4) > 1 { try fault() }
            try Storm.sparing { try move() }
            try Storm.sparing { try work() }
        }
    }

    /// What fails because of the faults is told to whoever asked, and the storm goes on.
    private static func sparing(_ act: () throws -> Void) throws {
        do { try act() } catch is EngineError {} catch is ProviderError {}
    }

    private mutating func fault() throws {
        let operation = chance.element(
            of: ["*", "*", "issue", "distribute", "retract", "remind", "status", "snapshot", "supplies"])
        try bed.control(
            "faults",
            [
                "kind": .string(Storm.faults[next]), "operation": .string(operation), "seconds": 0.01,
                "times": .integer(chance.number(in: 1...3)),
            ])
        next = (next + 1) % Storm.faults.count
    }

    private mutating func move() throws {
        switch chance.number(in: 0...9) {
        case 0...2: try invite()
        case 3: try follow("remind")
        case 4: try follow("retract")
        case 5: try bed.pass(hours: chance.number(in: 1...30))
        case 6:
            _ = try? bed.control(
                "move",
                [
                    "person": .string(Storm.address(chance.number(in: 1...Storm.people))),
                    "to": .string(chance.element(of: ["registered", "started", "completed"])),
                ])
        case 7: try vendor.meddle(bed, &chance)
        default: try look(tick: chance.bool() ? .all : .none)
        }
    }

    private mutating func invite() throws {
        var request = InviteRequest(supplies: [try bed.supply().name])
        let first = chance.number(in: 1...Storm.people - 2)
        request.people = (first...first + chance.number(in: 0...2)).map {
            PersonDraft(address: Storm.address($0), name: "Person \($0)")
        }
        request.channel = vendor.kind == .codeBundles ? chance.element(of: [.ourMail, .vendorMail]) : nil
        request.options = vendor.options
        try bed.bed.invite(request)
    }

    private mutating func follow(_ verb: String) throws {
        let all = try bed.bed.invitations().map(\.id)
        let some = all.filter { _ in chance.bool() }.prefix(4)
        guard !some.isEmpty else { return }
        _ = try bed.bed.follow(verb, Array(some))
    }

    /// What is due within some minutes is done, a try that failed is made again when its time has come.
    private mutating func work() throws {
        try bed.bed.settle(within: .seconds(chance.number(in: 1...3_600)))
        bed.bed.clock.advance(by: .seconds(chance.number(in: 1...7_200)))
    }

    func look(tick: Reconciling.Tick = .none) throws {
        _ = try Reconciling(world: bed.bed.world).run(
            Observations.pull(bed.bed.connection, world: bed.bed.world), tick: tick, actor: "tester", in: bed.bed.ledger
        )
    }

    /// Time passes, what is due is done, and the vendor is looked at.
    func round(after pause: Duration) throws {
        bed.bed.clock.advance(by: pause)
        try bed.bed.settle(within: .seconds(60))
        try look()
        try bed.bed.settle(within: .seconds(60))
    }
}
