import GatehouseModel
import GatehouseTables

/// The rows of a file that did not come in, found by walking it again: what the ledger refused it tells by number only.
struct RejectedCodes {
    private let file: CodesFile
    /// Of the rows without a fault of their own: the numbers of those that the ledger refused, ascending.
    private let refused: [Int64]
    private static let columns = ["line", "reason", "code"]

    init(_ file: CodesFile, refused: [Int64]) {
        self.file = file
        self.refused = refused.sorted()
    }

    struct List {
        var counts: [CodesFile.Reason: Int64] = [:]
        /// Those at the beginning of the file, to be shown.
        var first: [CodesFile.WrongRow] = []
        /// Of those: the codes that came in earlier, by their place.
        var known: [Int: Secret] = [:]
    }

    private static let mostShown = 10

    /// Counts them by reason and writes them in the order of their lines; whoever can read the list can read the codes in it.
    func list(at path: String?) throws -> List {
        let repeated = try refused.isEmpty ? [] : hashes()
        let writer = try path.map { try TableWriter(path: $0, format: .csv, columns: Self.columns) }
        var list = List()
        var seen = Set<UInt64>()
        try walk { row, fault, isRefused in
            var reason = fault
            if fault == nil, !repeated.isEmpty, let hash = hash(of: row), repeated.contains(hash) {
                let isNew = seen.insert(hash).inserted
                if isRefused { reason = isNew ? .alreadyKnown : .duplicateInFile }
            }
            guard let reason else { return }
            list.counts[reason, default: 0] += 1
            if list.first.count < Self.mostShown {
                if reason == .alreadyKnown { list.known[list.first.count] = file.code(of: row).map(CodesFile.secret) }
                list.first.append(file.wrong(row, reason))
            }
            guard let writer else { return }
            let code = file.code(of: row).map { String(decoding: $0, as: UTF8.self) } ?? ""
            try writer.write([.integer(row.line ?? row.number), .text(reason.rawValue), .text(code)])
        }
        try writer?.finish()
        return list
    }

    static func listNone(at path: String) throws {
        try TableWriter(path: path, format: .csv, columns: columns).finish()
    }

    /// Of the codes that were refused, told apart well enough for naming the reason: their hashes, not they themselves.
    private func hashes() throws -> Set<UInt64> {
        var hashes = Set<UInt64>(minimumCapacity: refused.count)
        try walk { row, _, isRefused in
            if isRefused, let hash = hash(of: row) { hashes.insert(hash) }
        }
        return hashes
    }

    private func walk(_ visit: (borrowing TableRow, CodesFile.Reason?, _ isRefused: Bool) throws -> Void) throws {
        var dates = file.dates
        var words = ProductMemory()
        var (good, next): (Int64, Int) = (0, 0)
        try file.forEachRow { row in
            if let fault = file.fault(in: row, &dates, &words) { return try visit(row, fault, false) }
            let isRefused = next < refused.count && refused[next] == good
            if isRefused { next += 1 }
            good += 1
            try visit(row, nil, isRefused)
        }
    }

    /// Of the code as the ledger compares it.
    private func hash(of row: borrowing TableRow) -> UInt64? {
        guard let code = file.code(of: row) else { return nil }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, code.count)) { out in
            guard let start = out.baseAddress else { return nil }
            let folded = UnsafeRawBufferPointer(start: start, count: CodeFolding.fold(code, into: start).count)
            // FNV-1a and a final mix: fast on short texts.
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in folded { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
            return hash ^ hash >> 33
        }
    }
}
