import GatehouseModel
import Testing

@testable import GatehouseReconciliation

@Suite("Policies")
struct PolicyTests {
    @Test("Every class may have its own default, and nothing about people or money may be applied by itself")
    func choices() {
        for kind in DiscrepancyClass.allCases {
            #expect(
                kind.choices.contains(kind.policy(wasOpen: false)) || kind.choices.contains(kind.policy(wasOpen: true)))
            #expect(
                kind.choices.contains(.auto) == (kind.reasonForCare == nil)
                    || [.outOfOrder, .resultRevised].contains(kind), "\(kind.rawValue)")
        }
        let guarded: [DiscrepancyClass] = [
            .recipientMismatch, .identityCollision, .foreignRecord, .echoMismatch, .conservationViolated, .countSurplus,
            .countShortfall, .missingAtVendor, .duplicate, .ambiguousMatch, .alreadyInvitedElsewhere,
        ]
        for kind in guarded { #expect(kind.choices == [.case], "\(kind.rawValue)") }
        #expect(!DiscrepancyClass.coachAccessDrift.choices.contains(.auto))
    }

    @Test("A wish that a class may not have changes nothing; a wish never makes one difference less careful than it is")
    func wishes() {
        let table = PolicyTable(overrides: [
            .recipientMismatch: .auto, .vendorAhead: .plan, .unknownAtGateway: .auto, .vendorBehind: .case,
        ])
        #expect(table.policy(of: .recipientMismatch, wasOpen: false) == .case)
        #expect(table.policy(of: .vendorAhead, wasOpen: false) == .plan)
        #expect(table.policy(of: .unknownAtGateway, wasOpen: false) == .auto)
        #expect(table.policy(of: .unknownAtGateway, own: .case, wasOpen: false) == .case)
        #expect(table.policy(of: .vendorBehind, wasOpen: false) == .case)
        #expect(table.policy(of: .vendorBehind, own: .hold, wasOpen: false) == .hold)
        #expect(table.policy(of: .retractedAtVendor, wasOpen: false) == .auto)
    }

    @Test("What somebody has granted is applied whatever its policy; what is pinned is left alone")
    func decisions() {
        let strange = ObservedEntry(
            record: Given.record(.inProgress, vendorID: "k9", address: nil).record, meaning: .inProgress, supply: "s1",
            isSelfArrival: true)
        var input = Given.input([], [strange])
        let first = Reconciler.reconcile(input)
        #expect(first.discrepancies.map(\.policy) == [.case] && first.steps.isEmpty)
        input.open[first.discrepancies[0].key] = .init(firstSeen: input.now, isGranted: true)
        #expect(Reconciler.reconcile(input).steps.map(\.policy) == [.auto])
        input.open[first.discrepancies[0].key] = .init(firstSeen: input.now, isPinned: true)
        let pinned = Reconciler.reconcile(input)
        #expect(pinned.discrepancies.map(\.policy) == [.hold] && pinned.steps.isEmpty)
    }
}
