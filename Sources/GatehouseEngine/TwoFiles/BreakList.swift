import Foundation
import GatehouseReconciliation
import GatehouseTables

/// The differences of all parts, written in the order of the parts whoever finds them first; a part's rows are freed once its
/// differences are written.
///
/// `@unchecked Sendable`: what changes, the writer included, is touched under `lock` alone; the differences of a part are found
/// outside it by the one thread that was given that part.
final class BreakList: @unchecked Sendable {
    private let lock = NSCondition()
    private let writer: TableWriter?
    private let ledgerWords: [FileWords.Word]
    private let vendorWords: [FileWords.Word]
    private var turn = 0
    private var failure: (any Error)?
    private var counts: [DiscrepancyClass: Int64] = [:]
    private var held: [DiscrepancyClass: Int64] = [:]

    init(path: String?, _ ledgerWords: [FileWords.Word], _ vendorWords: [FileWords.Word]) throws {
        writer = try path.map { try TableWriter(path: $0, format: .csv, columns: TwoFiles.columns) }
        (self.ledgerWords, self.vendorWords) = (ledgerWords, vendorWords)
    }

    var hasFailed: Bool { lock.withLock { failure != nil } }

    /// Finds the differences of a part and writes them when it is their turn.
    func take(_ part: Int, _ find: (_ holding: (DiscrepancyClass) -> Void) throws -> ([FileBreak], release: () -> Void))
    {
        var holding: [DiscrepancyClass: Int64] = [:]
        let found = Result { try find { holding[$0, default: 0] += 1 } }
        lock.lock()
        defer { lock.unlock() }
        while turn != part, failure == nil { lock.wait() }
        do {
            let (breaks, release) = try found.get()
            defer { release() }
            if failure == nil { try write(breaks) }
            held.merge(holding, uniquingKeysWith: +)
        } catch { failure = failure ?? error }
        turn += 1
        lock.broadcast()
    }

    private func write(_ breaks: [FileBreak]) throws {
        for one in breaks {
            counts[one.kind, default: 0] += 1
            guard let writer, let key = (one.ledger ?? one.vendor)?.key else { continue }
            try writer.write([
                .text(one.kind.rawValue), .text(String(decoding: key, as: UTF8.self)),
                .text(word(of: one.ledger, ledgerWords)), .text(word(of: one.vendor, vendorWords)),
                .text(one.ledger.map { String(decoding: $0.address, as: UTF8.self) } ?? ""),
                .text(one.vendor.map { String(decoding: $0.address, as: UTF8.self) } ?? ""),
            ])
        }
    }

    private func word(of row: FileRow?, _ words: [FileWords.Word]) -> String {
        guard let row, !row.isOpaque else { return "" }
        return words[row.word].text
    }

    /// Makes the list stand, or throws what went wrong.
    func finish() throws -> (counts: [DiscrepancyClass: Int64], held: [DiscrepancyClass: Int64]) {
        try lock.withLock {
            if let failure { throw failure }
            try writer?.finish()
            return (counts, held)
        }
    }
}
