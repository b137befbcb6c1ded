import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation

extension Reconciling {
    /// What is decided from the whole of a connection and not from one row.
    func summaries(
        _ observations: Observations, _ supplies: [Supply], _ tallies: [SupplyTally], in reader: any LedgerReader
    ) throws -> ReconciliationSummaries {
        let connection = observations.connection.id
        let names = Dictionary(supplies.map { ($0.id, $0.vendorID) }, uniquingKeysWith: { first, _ in first })
        return ReconciliationSummaries(
            doubles: try reader.secondEntitlements(of: connection).map { double in
                DoubleInvitation(
                    invitation: double.invitation, supply: names[double.supply] ?? double.supply.text,
                    assessment: double.assessment, earlier: double.earlier, earlierAt: double.earlierConnection,
                    reason: OverrideReason.isOnPurpose(double.reason) ? double.reason : nil)
            },
            failedDeliveries: try FailedDeliveries(of: connection, in: reader).all.map { delivery, invitation in
                FailedDelivery(
                    invitation: invitation.id, supply: names[invitation.supply] ?? invitation.supply.text,
                    address: delivery.address, reply: delivery.reply ?? delivery.state.rawValue, at: delivery.at)
            },
            revisions: try revisions(of: connection, in: reader),
            disbelieved: try reader.openIntents(of: connection, in: [.needsPerson], limit: 10_000).compactMap { act in
                guard act.invitation == nil, act.outcomeCode == DiscrepancyClass.echoMismatch.rawValue else {
                    return nil
                }
                return DisbelievedAnswer(act: act.id, verb: act.verb, reason: act.detail ?? "another answer than asked")
            },
            transfers: try transfers(tallies, supplies, in: reader), lostAccess: observations.lostAccess,
            prices: Dictionary(
                supplies.compactMap { supply in supply.price.map { (supply.vendorID, $0) } },
                uniquingKeysWith: { first, _ in first }),
            openWork: Set(try reader.workItems(of: connection, state: .open).map(\.title)))
    }

    /// Results that came in a new version since the run before; one that came in that very moment is told again rather than lost.
    private func revisions(of connection: ConnectionID, in reader: any LedgerReader) throws -> [RevisedResult] {
        let since = try reader.lastRuns(of: connection, limit: 1).first?.at ?? Instant(milliseconds: 0)
        let revised = try reader.revisedResults(of: connection, since: since)
        guard !revised.isEmpty else { return [] }
        let invitations = try reader.invitations(revised.map(\.place.invitation))
        let supplies = Dictionary(
            try reader.supplies(of: connection).map { ($0.id, $0.vendorID) }, uniquingKeysWith: { first, _ in first })
        return revised.map { result in
            let supply = invitations[result.place.invitation]?.supply
            return RevisedResult(
                invitation: result.place.invitation, supply: supply.flatMap { supplies[$0] } ?? "",
                assessment: result.place.assessment, version: result.version, source: result.source, at: result.takenAt)
        }
    }

    /// Those that one of the vendor's totals may lack; a difference needs no older ones than a month.
    private func transfers(
        _ tallies: [SupplyTally], _ supplies: [Supply], in reader: any LedgerReader
    ) throws -> [Transfer] {
        let differing = tallies.filter { tally in
            guard let total = tally.vendorTotal, let units = tally.units else { return false }
            return total != units.owned
        }
        guard !differing.isEmpty else { return [] }
        let since = world.clock.now.advanced(by: .seconds(-30 * 86_400))
        let entries = try supplies.flatMap { supply in
            try reader.entries(of: supply.id).filter { $0.at >= since }.map { (supply.vendorID, $0) }
        }
        var arrivals = entries.filter { $0.1.kind == .movedIn }
        return entries.filter { $0.1.kind == .movedOut }.compactMap { from, out in
            let place = arrivals.firstIndex {
                $0.0 != from && $0.1.count == out.count && $0.1.at == out.at && $0.1.reason == out.reason
            }
            guard let place else { return nil }
            return Transfer(count: out.count, from: from, to: arrivals.remove(at: place).0, at: out.at)
        }
    }
}

/// Living invitations that nobody has begun and whose newest mail came back.
struct FailedDeliveries {
    let all: [(Delivery, Invitation)]

    init(of connection: ConnectionID, in reader: any LedgerReader) throws {
        var failed: Set<InvitationID> = []
        var cursor: DeliveryID?
        repeat {
            let page = try reader.deliveries(in: [.bounced, .refused], after: cursor, limit: 1000)
            failed.formUnion(page.compactMap(\.invitation))
            cursor = page.count == 1000 ? page.last?.id : nil
        } while cursor != nil
        let invitations = try reader.invitations(Array(failed))
        all = try invitations.values.filter { $0.connection == connection }.sorted { $0.id < $1.id }.compactMap {
            invitation in try FailedDeliveries.newest(of: invitation, in: reader).map { ($0, invitation) }
        }
    }

    /// Nil where it arrived, where the address was mended since, or where nobody waits for it any more.
    ///
    /// - Parameter besides: the act whose own mail plays no part.
    static func newest(of invitation: Invitation, besides act: IntentID? = nil, in reader: any LedgerReader) throws
        -> Delivery?
    {
        guard invitation.isLiving, invitation.standing.low.map({ $0 < .registered }) ?? true,
            let delivery = try reader.deliveries(of: invitation.id).last(where: { act == nil || $0.intent != act }),
            delivery.state == .bounced || delivery.state == .refused
        else { return nil }
        let address = try reader.addressee(of: invitation)?.addresses.first?.address
        return address.map { $0.lowercased() != delivery.address.lowercased() } ?? false ? nil : delivery
    }
}

/// Why a person holds a second living invitation for one assessment.
enum OverrideReason {
    private static let seen = ["came by the vendor's own page", "invited in the vendor's own pages"]

    /// As the vendor shows it, beside an invitation of ours: nobody here wanted it so.
    static func seen(isSelfArrival: Bool, beside earlier: InvitationID) -> String {
        "\(seen[isSelfArrival ? 0 : 1]), beside \(earlier.text)"
    }

    /// One without a reason stands beside another since two records were merged.
    static func isOnPurpose(_ reason: String) -> Bool {
        !reason.isEmpty && !seen.contains { reason.hasPrefix($0 + ", beside ") }
    }
}
