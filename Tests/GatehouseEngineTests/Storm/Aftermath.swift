import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing
import VendorSandbox

/// What a storm left behind, judged without the engine: the ledger's rows, the vendor's books, the mail of both, and what is
/// open.
struct Aftermath {
    private let seed: UInt64
    private let vendor: StormVendor
    private let bed: VendorBed
    private let rows: [InvitationRow]
    private let held: [StormVendor.Held]
    private let open: [DiscrepancyRecord]
    private let codes: [InvitationID: String]

    init(_ vendor: StormVendor, _ bed: VendorBed, seed: UInt64) throws {
        (self.seed, self.vendor, self.bed) = (seed, vendor, bed)
        (rows, open, codes) = try bed.bed.ledger.read { reader in
            let rows = try reader.rows(matching: InvitationSearch(), after: nil, limit: 10_000)
            let secrets = try reader.reveal(rows.compactMap(\.invitation.credential))
            let codes = rows.compactMap { row -> (InvitationID, String)? in
                guard let credential = row.invitation.credential, let known = secrets[credential],
                    let text = known.secret?.reveal() ?? known.link?.reveal()
                else { return nil }
                return (row.invitation.id, text)
            }
            return (
                rows, try reader.discrepancies(of: bed.bed.connection.id, state: .open),
                Dictionary(uniqueKeysWithValues: codes)
            )
        }
        held = try vendor.books(bed)
    }

    func judge() throws {
        expectOneHolderEach()
        try expectMailedOnce()
        for row in rows { expectExplained(row) }
        for entry in held where !entry.isGone && !ours(entry).contains(where: agrees(entry)) {
            #expect(isTold(entry), "\(story)the vendor holds \(entry), and nobody is told: \(told)")
        }
        let counts = try bed.counts()
        #expect(counts.isConserved, "\(story)\(counts)")
        #expect(try bed.bed.verifyAudit(), "\(story)the audit chain")
    }

    private var story: String { "\(vendor.kind.rawValue), seed \(seed): " }
    private var told: [String] { open.map { "\($0.kind) \($0.subject) \($0.evidence)" } }

    /// The same code never stands for two people, living or ended.
    private func expectOneHolderEach() {
        let holders = Dictionary(grouping: rows.filter { codes[$0.invitation.id] != nil }) {
            codes[$0.invitation.id] ?? ""
        }
        for (code, rows) in holders {
            let living = rows.filter { $0.invitation.standing.end == nil }
            #expect(Set(living.map(\.address)).count <= 1, "\(story)\(code) is with \(living.map(\.address))")
        }
    }

    /// No invitation left twice, ours or the vendor's; where the vendor did an act twice by itself, that is its own.
    private func expectMailedOnce() throws {
        let own = bed.bed.mail.sent.filter { $0.subject.hasPrefix("invitation") }.map(\.messageID)
        #expect(Set(own).count == own.count, "\(story)our mail twice")
        for message in bed.bed.mail.sent {
            let shown = held.filter { !$0.code.isEmpty && message.text.contains($0.code) }.map(\.address)
            #expect(Set(shown).subtracting([message.to.address]).isEmpty, "\(story)\(message.to.address) got \(shown)")
        }
        let letters = try bed.control("outbox").array ?? []
        // A vendor that doubles an act does both at one moment.
        let sent = Set(letters.filter { $0["kind"] == "invitation" }.map { [$0["reference"], $0["at"]] })
        let twice = Dictionary(grouping: sent.compactMap { $0[0]?.string }) { $0 }.filter { $0.value.count > 1 }
        for (reference, letters) in twice {
            let copies = held.filter { $0.reference == reference }.count
            #expect(copies >= letters.count, "\(story)\(reference) was invited \(letters.count) times")
        }
    }

    /// An invitation of ours agrees with what the vendor holds, or something open says that it does not.
    private func expectExplained(_ row: InvitationRow) {
        let entries = held.filter { entry in ours(entry).contains { $0.invitation.id == row.invitation.id } }
        let standing = row.invitation.standing
        let agrees =
            if standing.end != nil {
                entries.allSatisfy { $0.isGone || self.agrees($0)(row) }
            } else {
                entries.contains { self.agrees($0)(row) }
                    || (entries.isEmpty && (standing.low ?? .available) < .invited)
            }
        let isTold = open.contains { difference in
            difference.invitation == row.invitation.id || difference.subject.contains(row.invitation.id.text)
                || entries.contains { difference.subject.contains($0.id) || difference.evidence.contains($0.id) }
        }
        #expect(
            agrees || isTold,
            "\(story)\(row.invitation.id.text) of \(row.address ?? "") stands as \(row.invitation.standing), \(String(describing: row.openIntent)), vendor \(entries), open \(told)"
        )
    }

    /// Those of our invitations that this entry may be of.
    private func ours(_ entry: StormVendor.Held) -> [InvitationRow] {
        rows.filter { row in
            row.invitation.id.text == entry.reference || row.invitation.vendorID == entry.id
                || (!entry.code.isEmpty && codes[row.invitation.id]?.contains(entry.code) == true)
        }
    }

    private func agrees(_ entry: StormVendor.Held) -> (InvitationRow) -> Bool {
        { row in
            let standing = row.invitation.standing
            // Who had begun before it was taken back has used it: that is accepted.
            guard !entry.isGone, let interval = standing.interval, standing.end == nil || interval.low >= .registered,
                case .stages(let meant)? = vendor.provider.descriptor.vocabulary.meaning(of: entry.word, for: row.facet)
            else { return false }
            return interval.intersection(meant) != nil
        }
    }

    private func isTold(_ entry: StormVendor.Held) -> Bool {
        let words = [entry.id, entry.reference ?? entry.id, entry.address, entry.code].filter { !$0.isEmpty }
        return open.contains { difference in
            words.contains { difference.subject.contains($0) || difference.evidence.contains($0) }
                || ours(entry).contains { $0.invitation.id == difference.invitation }
        }
    }
}
