import GatehouseReconciliation

/// A difference of one key, with the rows that show it; valid as long as their part is held.
struct FileBreak {
    let kind: DiscrepancyClass
    let ledger: FileRow?
    let vendor: FileRow?
}

/// Brings the rows of one part of both files together by their keys and judges each key once.
struct PartJoin {
    /// What is known of one key.
    private struct Entry {
        var ledger: UnsafeRawPointer?
        var vendor: UnsafeRawPointer?
        var ledgerRows: UInt32 = 0
        var vendorRows: UInt32 = 0
        var isOpaque = false
    }

    let ledgerWords: [FileWords.Word]
    let vendorWords: [FileWords.Word]
    /// Keys are codes, so that two rows of one key may name two recipients.
    let comparesAddresses: Bool
    /// Classes of which nothing is concluded, because the other file was not read whole.
    let held: Set<DiscrepancyClass>

    /// In the order of the ledger's file, then of the vendor's.
    func breaks(
        _ ledger: [UnsafeRawBufferPointer], _ vendor: [UnsafeRawBufferPointer], atMost rows: Int,
        holding: (DiscrepancyClass) -> Void
    ) -> [FileBreak] {
        let entries = UnsafeMutablePointer<Entry>.allocate(capacity: max(1, rows))
        defer { entries.deallocate() }
        let count = fill(entries, ledger, vendor, rows)
        let (one, other) = (RowKey(), RowKey())
        defer {
            one.free()
            other.free()
        }
        var breaks: [FileBreak] = []
        for index in 0..<count {
            guard let kind = judge(entries[index], one, other) else { continue }
            if held.contains(kind) {
                holding(kind)
                continue
            }
            breaks.append(
                FileBreak(
                    kind: kind, ledger: entries[index].ledger.map { FileRow(start: $0) },
                    vendor: entries[index].vendor.map { FileRow(start: $0) }))
        }
        return breaks
    }

    /// Gives the number of keys.
    private func fill(
        _ entries: UnsafeMutablePointer<Entry>, _ ledger: [UnsafeRawBufferPointer], _ vendor: [UnsafeRawBufferPointer],
        _ rows: Int
    ) -> Int {
        var size = 16
        while size < rows * 2 { size *= 2 }
        // Places of entries by the hash of their key, plus one; 0 is free.
        let slots = UnsafeMutablePointer<UInt32>.allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        defer { slots.deallocate() }
        var count = 0
        func entry(of row: FileRow) -> UnsafeMutablePointer<Entry> {
            var slot = Int(truncatingIfNeeded: row.hash) & (size - 1)
            while slots[slot] != 0 {
                let known = entries + Int(slots[slot] - 1)
                if let start = known.pointee.ledger ?? known.pointee.vendor, FileRow(start: start).hasSameKey(as: row) {
                    return known
                }
                slot = (slot + 1) & (size - 1)
            }
            count += 1
            slots[slot] = UInt32(count)
            (entries + count - 1).initialize(to: Entry())
            return entries + count - 1
        }
        PartJoin.forEach(ledger) { row in
            let entry = entry(of: row)
            if entry.pointee.ledger == nil { entry.pointee.ledger = row.start }
            entry.pointee.ledgerRows &+= 1
            if row.isOpaque { entry.pointee.isOpaque = true }
        }
        PartJoin.forEach(vendor) { row in
            let entry = entry(of: row)
            if entry.pointee.vendor == nil { entry.pointee.vendor = row.start }
            entry.pointee.vendorRows &+= 1
            if row.isOpaque { entry.pointee.isOpaque = true }
        }
        return count
    }

    private static func forEach(_ pieces: [UnsafeRawBufferPointer], _ body: (FileRow) -> Void) {
        for piece in pieces {
            guard var place = piece.baseAddress else { continue }
            let end = place + piece.count
            while place < end {
                let row = FileRow(start: place)
                body(row)
                place += row.size
            }
        }
    }

    private func judge(_ entry: Entry, _ one: RowKey, _ other: RowKey) -> DiscrepancyClass? {
        if let kind = PairVerdict.presence(ledger: Int(entry.ledgerRows), vendor: Int(entry.vendorRows)) { return kind }
        guard !entry.isOpaque, let ledger = entry.ledger.map({ FileRow(start: $0) }),
            let vendor = entry.vendor.map({ FileRow(start: $0) })
        else { return nil }
        if comparesAddresses, isForAnother(ledger.address, vendor.address, one, other) { return .recipientMismatch }
        return PairVerdict.progress(
            ledger: ledgerWords[ledger.word].standing, vendor: vendorWords[vendor.word].standing)
    }

    /// Both name somebody, and not the same one.
    private func isForAnother(
        _ ours: UnsafeRawBufferPointer, _ theirs: UnsafeRawBufferPointer, _ one: RowKey, _ other: RowKey
    ) -> Bool {
        guard !ours.isEmpty, !theirs.isEmpty, !FileRow.areEqual(ours, theirs) else { return false }
        guard let ours = one.address(ours), let theirs = other.address(theirs) else { return true }
        return !FileRow.areEqual(ours, theirs)
    }
}
