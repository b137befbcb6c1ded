import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseStorage

/// A ledger as it stands after some reconciliation: an invitation with a code for each line of the comparison's ledger file, its
/// person where the line has one, its stage and the vendor's word for that.
func fillLedger(csv: String, address: String) throws {
    let bench = try BenchHouse(address)
    let lines = try String(contentsOfFile: csv, encoding: .utf8)
    var rows: [(code: String, address: String, status: String)] = []
    for line in CSVLines(lines) { rows.append((line[1], line[2], line[5])) }
    var next = 0
    let note = AuditNote(at: SystemClock().now, actor: "bench", act: "codes.imported", object: "bench")
    _ = try bench.ledger.importCredentials(into: bench.supply.id, note: note) {
        guard next < rows.count else { return nil }
        defer { next = min(rows.count, next + 65_536) }
        return rows[next..<min(rows.count, next + 65_536)].map {
            NewCredential(secret: Secret($0.code), kind: .singleUseCode)
        }
    }
    let (supply, seen) = (try bench.supply, SystemClock().now.advanced(by: .seconds(-86_400 * 10)))
    for start in stride(from: 0, to: rows.count, by: 20_000) {
        let part = Array(rows[start..<min(rows.count, start + 20_000)])
        try bench.ledger.write { writer in
            var invitations: [UnitState: [Invitation]] = [:]
            var people: [Person] = []
            for row in part {
                var person: PersonID?
                if !row.address.isEmpty {
                    let address = try EmailAddress(parsing: row.address, domains: PlainDomains())
                    let made = Person(id: bench.world.chance.id(at: seen), addresses: [address])
                    people.append(made)
                    person = made.id
                }
                let (standing, word) = BenchHouse.standing(row.status, seen)
                let credential = try writer.credential(withKey: writer.credentialKey(of: Secret(row.code)))
                let unit: UnitState =
                    standing.low == .reserved ? .reserved : standing.low == .invited ? .handedOut : .used
                invitations[unit, default: []].append(
                    Invitation(
                        id: bench.world.chance.id(at: seen), person: person, connection: supply.connection,
                        supply: supply.id, credential: credential?.id, channel: .vendorMail,
                        assessments: supply.assessments, standing: standing,
                        vendorWord: word, createdAt: seen, lastWriteAt: seen))
            }
            try writer.add(people)
            for unit in [UnitState.reserved, .handedOut, .used] {
                try writer.addInvitations(invitations[unit] ?? [], holding: supply.id, as: unit)
            }
        }
    }
    print(#"{"invitations": \#(rows.count)}"#)
    try bench.house.close()
}

/// One reconciliation of a vendor's file with a ledger that stands, stored.
func runLedger(vendor path: String, address: String) throws {
    let bench = try BenchHouse(standing: address)
    let connection = try bench.connection
    let descriptor = try bench.world.providers.provider(connection.provider).descriptor
    let made = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date ?? Date()
    let asOf = Instant(milliseconds: Int64(made.timeIntervalSince1970 * 1000))
    let (start, cpu) = (ContinuousClock.now, processorSeconds())
    let file = try VendorFile(path: path, descriptor: descriptor, asOf: asOf)
    let observations = Observations(
        file, connection: connection, isComplete: true, asOf: asOf, lag: descriptor.traits.lag)
    let outcome = try Reconciling(world: bench.world).run(observations, actor: "bench", in: bench.ledger)
    try report(outcome, seconds: (ContinuousClock.now - start) / .seconds(1), cpu: processorSeconds() - cpu)
    try bench.house.close()
}

/// What a run came to, and what it took.
func report(_ outcome: Reconciling.Outcome, seconds: Double, cpu: Double) throws {
    let kinds = Dictionary(grouping: outcome.result.discrepancies, by: \.kind.rawValue).mapValues(\.count)
    let counts = kinds.sorted { $0.key < $1.key }.map { #""\#($0.key)": \#($0.value)"# }.joined(separator: ", ")
    print(
        """
        {"seconds": \(seconds), "cpu_s": \(cpu), "peak_mib": \(try peakMebibytes()), "records": \(outcome.run.records), \
        "matched": \(outcome.run.matched), "applied": \(outcome.applied.count), "absent": \(outcome.run.absent.count), \
        "records_s": \(Double(outcome.run.records) / seconds), "counts": {\(counts)}}
        """)
}

extension BenchHouse {
    /// As the ledger has it when the vendor showed the word for it before.
    fileprivate static func standing(_ status: String, _ seen: Instant) -> (Standing, String) {
        switch status {
        // A code of the pool was exported: to the vendor it is handed out, whoever has it.
        case "available", "invited": (Standing(.stages(.invited, .registered), asOf: seen), "distributed")
        default: (Standing(.stages(.started, .reported), asOf: seen), "activated")
        }
    }

    var connection: Connection {
        get throws {
            guard let connection = try ledger.read({ try $0.connections() }).first else {
                throw BenchError("no connection")
            }
            return connection
        }
    }
}

/// The lines of a small CSV dialect: quotes where a cell holds a comma, a quote or a line break.
private struct CSVLines: Sequence, IteratorProtocol {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
        _ = next()
    }

    mutating func next() -> [String]? {
        if rest.isEmpty { return nil }
        var (cells, cell, isQuoted): ([String], [UInt8], Bool) = ([], [], false)
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                cells.append(String(decoding: cell, as: UTF8.self))
                cell.removeAll()
            case UInt8(ascii: "\n") where !isQuoted:
                cells.append(String(decoding: cell, as: UTF8.self))
                return cells
            default: cell.append(byte)
            }
        }
        return cells
    }
}
