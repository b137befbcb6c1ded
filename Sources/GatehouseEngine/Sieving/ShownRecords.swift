package import GatehouseModel
import GatehouseReconciliation

/// Everything that a vendor showed, wherever it is kept: in the file that it gave, or in one of ours.
package struct ShownRecords: Sendable {
    private enum Place {
        case few([ObservedRecord])
        case file(VendorFile)
        case spool(RecordSpool)
    }

    private let place: Place

    /// Few enough to be held.
    package init(_ records: [ObservedRecord]) { place = .few(records) }
    init(_ file: VendorFile) { place = .file(file) }
    init(_ spool: RecordSpool) { place = .spool(spool) }

    /// SHA-256 of the file that they are in; nil where they are in none.
    func content() throws -> String? { if case .file(let file) = place { try file.content() } else { nil } }

    /// Makes grains of all of them. Says what could not be read.
    func read(into grains: VendorGrains, _ recognition: Recognition) throws -> VendorFile.Unread {
        func take(_ record: ObservedRecord) throws {
            let entry = recognition.entry(record)
            try grains.take(entry, isShared: recognition.isShared(entry.supply), said: record.asOf)
        }
        switch place {
        case .few(let records): try records.forEach(take)
        case .file(let file): return try file.read(into: grains, recognition)
        case .spool(let spool): try spool.forEach(take)
        }
        return VendorFile.Unread()
    }

    /// Those at these places, which ascend.
    func records(at places: [Int]) throws -> [ObservedRecord] {
        if places.isEmpty { return [] }
        var records: [ObservedRecord] = []
        records.reserveCapacity(places.count)
        try forEach(at: { records.count < places.count ? places[records.count] : nil }) { records.append($0) }
        return records
    }

    /// Shows one after another.
    /// - Parameter next: the place of the one that is wanted next; they ascend, and each is asked for until it was shown.
    func forEach(at next: () -> Int?, _ body: (ObservedRecord) throws -> Void) throws {
        switch place {
        case .few(let records): while let place = next() { try body(records[place]) }
        case .file(let file): try file.forEach(at: next, body)
        case .spool(let spool): try spool.forEach(at: next, body)
        }
    }
}
