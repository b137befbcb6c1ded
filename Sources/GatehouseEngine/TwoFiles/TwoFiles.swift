import Foundation
package import GatehouseProviderKit
package import GatehouseReconciliation
package import GatehouseTables
import Synchronization

/// Compares two spreadsheets, a ledger's and a vendor's, without a database: both count as showing everything that there is, and
/// each key, the code where a row has one, else the folded address, gets at most one of six classes.
///
/// Each file is read once. Rows are spread over parts by the hash of their key, so that each part is compared by itself; what is
/// too large for memory waits on disk. The differences come in the same order whatever the number of threads.
package struct TwoFiles: Sendable {
    package struct Request: Sendable {
        package var ledger: String
        package var vendor: String
        /// Where the differences are listed, as CSV; nil counts them only.
        package var out: String?
        /// Further columns of either file that are listed with each difference, behind the six, as `ledger_…` and `vendor_…`.
        package var carrying = Carrying.none
        /// Rows are brought together by their addresses, though the vendor has codes or keys.
        package var byAddress = false
        /// How many threads may work.
        package var threads = 2
        /// Of rows in memory; more are kept in files.
        package var memory = 384 << 20
        /// Where rows that do not fit are kept, under no name.
        package var folder = NSTemporaryDirectory()
        package init(ledger: String, vendor: String, out: String? = nil) {
            (self.ledger, self.vendor, self.out) = (ledger, vendor, out)
        }
    }

    package struct Report: Sendable {
        package struct Side: Sendable {
            package let name: String
            package let rows: Int64
            package let setAside: [TableProblem]
            package let setAsideTotal: Int64
            package let doubts: [String]
            /// Some rows could not be read at all: nothing is concluded from what this file does not show.
            package let isIncomplete: Bool
        }

        package let ledger: Side
        package let vendor: Side
        package let terms: Terms
        package let counts: [DiscrepancyClass: Int64]
        /// What would have been concluded from absence, had the other file been read whole.
        package let held: [DiscrepancyClass: Int64]
    }

    /// By what the rows of both files are brought together, and what that leaves out.
    package struct Terms: Sendable {
        package enum Key: String, Sendable { case reference, address }

        package let key: Key
        /// The vendor has references and the file does not show them: by addresses alone nothing is concluded from absence.
        package let isWeak: Bool
        /// Two recipients of one reference can be told.
        package let comparesAddresses: Bool
    }

    package static let columns = ["class", "key", "ledger_status", "vendor_status", "ledger_email", "vendor_email"]

    private let provider: FileSide
    private let request: Request

    package init(_ descriptor: Descriptor, _ request: Request) throws {
        let side = try FileSide.vendor(descriptor)
        provider = request.byAddress ? side.byAddress : side
        self.request = request
    }

    /// Throws `TableError` for a file that cannot be read or written, with its place and what to do, and `EngineError` for a list
    /// that would take the place of one of the two files, or of another one.
    package func run() throws -> Report {
        let place = try request.out.map { try OutPlace($0, besides: [request.ledger, request.vendor]) }
        let budget = RowBudget(bytes: request.memory)
        let bits = TwoFiles.bits(request)
        let stores = [0, 1].map { _ in RowStore(bits: bits, budget: budget, folder: request.folder) }
        // Safe beyond the checker's sight: headers are read here, before the threads begin; then each table is one thread's alone.
        nonisolated(unsafe) let vendor = try provider.open(request.vendor, request.carrying)
        let hasCode = provider.hasCode(in: vendor)
        let terms = Terms(
            key: hasCode ? .reference : .address, isWeak: provider.hasReference && !hasCode,
            comparesAddresses: hasCode && provider.hasAddress(in: vendor))
        let side = FileSide.ledger(withCode: hasCode)
        nonisolated(unsafe) let ledger = try side.open(request.ledger, request.carrying)
        try request.carrying.check([ledger.header, vendor.header])
        let readings = Mutex<[Result<FileReading, any Error>?]>([nil, nil])
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            let result = Result {
                var reading = FileReading(isVendors: index == 1)
                if index == 0 {
                    try reading.read(ledger, as: side, carrying: request.carrying, into: stores[0])
                } else {
                    try reading.read(vendor, as: provider, carrying: request.carrying, into: stores[1])
                }
                return reading
            }
            readings.withLock { $0[index] = result }
        }
        let read = try readings.withLock { $0 }.map { try $0?.get() ?? FileReading(isVendors: false) }
        return try compare(
            read[0], read[1], stores[0], stores[1], terms, out: place?.path)
    }

    /// 64 parts, and up to 256 where that keeps a part of large files in a few dozen megabytes.
    private static func bits(_ request: Request) -> Int {
        let sizes = [request.ledger, request.vendor].map { path in
            (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        }
        let bytes = (sizes[0] ?? 0) + (sizes[1] ?? 0)
        var bits = 6
        while bits < 8, bytes >> (bits + 24) > 1 { bits += 1 }
        return bits
    }

    private func compare(
        _ ledger: FileReading, _ vendor: FileReading, _ ours: RowStore, _ theirs: RowStore, _ terms: Terms,
        out: String?
    ) throws -> Report {
        var held: Set<DiscrepancyClass> = []
        if vendor.isIncomplete { held.insert(.missingAtVendor) }
        if ledger.isIncomplete { held.insert(.unknownAtGateway) }
        if terms.isWeak { held.formUnion([.missingAtVendor, .unknownAtGateway]) }
        let join = PartJoin(
            ledgerWords: ledger.words, vendorWords: vendor.words, comparesAddresses: terms.comparesAddresses,
            held: held)
        let list = try BreakList(path: out, ledger, vendor)
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: max(1, request.threads)) { _ in
            while true {
                let part = next.add(1, ordering: .relaxed).oldValue
                guard part < ours.count, !list.hasFailed else { return }
                list.take(part) { holding in
                    let (left, right) = (try ours.pieces(of: part), try theirs.pieces(of: part))
                    let breaks = join.breaks(
                        left, right, atMost: ours.rows(in: part) + theirs.rows(in: part), holding: holding)
                    return (
                        breaks,
                        {
                            ours.release(part, left)
                            theirs.release(part, right)
                        }
                    )
                }
            }
        }
        let (counts, heldCounts) = try list.finish()
        return Report(ledger: ledger.side, vendor: vendor.side, terms: terms, counts: counts, held: heldCounts)
    }
}

extension FileReading {
    fileprivate var side: TwoFiles.Report.Side {
        TwoFiles.Report.Side(
            name: name, rows: rows, setAside: setAside, setAsideTotal: setAsideTotal, doubts: doubts,
            isIncomplete: isIncomplete)
    }
}
