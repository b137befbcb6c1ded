import GatehouseLedger
import GatehouseModel
import GatehouseReconciliation
import GatehouseTables

/// A file in which nothing is known to the connection that it was given to: it may be another's. Nothing is concluded from what
/// it does not show, and where its codes are another connection's nothing of it is used.
struct StrangeFile {
    /// Told of the rows that are not used, up to a number that a person can look at, or once of the whole file.
    let problems: [TableProblem]
    /// The places of records that play no part: all of them or none.
    let left: Set<Int>
    /// How many rows count as unread although they play their part.
    let unread: Int

    /// Nil where something in it is known, or where the ledger has nothing that it could have shown: everything is new then.
    init?(_ input: ReconciliationInput, _ doubted: DoubtedCodes, _ sieving: Sieving) throws {
        let observations = sieving.observations
        guard !observations.isFromInterface, sieving.records > 0, sieving.entries > 0, !sieving.hasPairs,
            !input.recognisesAny
        else { return nil }
        let name = observations.connection.name
        guard doubted.owners.isEmpty else {
            let owners = doubted.owners.sorted().joined(separator: " or ")
            problems = try sieving.entries(at: Array(0..<min(sieving.records, VendorFile.Unread.mostTold))).map {
                StrangeFile.problem(
                    $0, reason: "\(name) knows nothing in this file, and codes in it are of \(owners)",
                    remedy: "give it with --connection \(owners)")
            }
            (left, unread) = (Set(0..<sieving.records), 0)
            return
        }
        // Of units that nobody holds absence proves nothing anyway, nor where rows could not be used.
        guard observations.facts.isComplete, input.unreadRows == 0,
            sieving.newestWrite.keys.contains(where: input.covers)
        else { return nil }
        problems = try sieving.entries(at: [0]).map {
            StrangeFile.problem(
                $0, reason: "\(name) knows nothing in this file, so that it may be another connection's",
                remedy: "look whose it is; where it is \(name)'s, nothing is concluded from what it does not show")
        }
        (left, unread) = ([], problems.count)
    }

    private static func problem(_ entry: ObservedEntry, reason: String, remedy: String) -> TableProblem {
        guard case .file(let file, let line) = entry.record.source else {
            return TableProblem(value: entry.record.word, reason: reason, remedy: remedy)
        }
        return TableProblem(file: file, line: line, value: entry.record.word, reason: reason, remedy: remedy)
    }
}
