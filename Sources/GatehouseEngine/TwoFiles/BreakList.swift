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
    private let ledger: FileReading
    private let vendor: FileReading
    private var turn = 0
    private var failure: (any Error)?
    private var counts: [DiscrepancyClass: Int64] = [:]
    private var held: [DiscrepancyClass: Int64] = [:]

    init(path: String?, _ ledger: FileReading, _ vendor: FileReading) throws {
        let columns =
            TwoFiles.columns + ledger.carried.titles.map { "ledger_" + $0 }
            + vendor.carried.titles.map { "vendor_" + $0 }
        writer = try path.map { try TableWriter(path: $0, format: .csv, columns: columns) }
        (self.ledger, self.vendor) = (ledger, vendor)
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
            var cells: [TableCell] = [
                .text(one.kind.rawValue), .text(String(decoding: key, as: UTF8.self)),
                .text(word(of: one.ledger, ledger.words)), .text(word(of: one.vendor, vendor.words)),
                .text(one.ledger.map { String(decoding: $0.address, as: UTF8.self) } ?? ""),
                .text(one.vendor.map { String(decoding: $0.address, as: UTF8.self) } ?? ""),
            ]
            for (reading, row) in [(ledger, one.ledger), (vendor, one.vendor)] where !reading.carried.isEmpty {
                cells += reading.carried.texts(of: row).map { .text($0) }
            }
            try writer.write(cells)
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
