import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit
import GatehouseReconciliation
import GatehouseTables

/// Makes grains of the rows of a vendor's file, over bytes: a file has millions of them.
struct FileGrains {
    private struct Cell {
        let place: Int
        let role: FileFormat.Role
    }

    private let format: FileFormat
    private let recognition: Recognition
    private let hashing: CredentialHashing
    private let grains: VendorGrains
    private let asOf: Instant
    private let name: String
    private let key = RowKey()
    private let cells: [Cell]
    private let wordCells: [Cell]
    /// What says more than bytes can tell: its rows are made into records one by one.
    private let needsRecords: Bool

    /// Words as they are written in one supply.
    private struct Known {
        /// Of its bytes.
        let hash: UInt64
        let supply: UInt32
        let place: UInt32
        let isRich: Bool
    }

    private var known: [Known] = []
    private var supplies: [UInt64: UInt32] = [:]
    private var domains: [UInt64: Bool] = [:]
    private let noSupply: (index: UInt32, isShared: Bool)
    private var shared: Set<UInt32> = []

    init(_ file: VendorFile, _ header: TableHeader, _ recognition: Recognition, into grains: VendorGrains) {
        (format, asOf, name) = (file.format, file.asOf, file.name)
        (self.recognition, self.grains, hashing) = (recognition, grains, recognition.hashing)
        let all = file.format.columns.filter { header.index($0.name) != nil }
        let placed = all.compactMap { column in
            header.index(column.name).map { Cell(place: $0, role: column.role) }
        }
        let told: [FileFormat.Role] = [.credential, .reference, .vendorID, .address, .supply]
        cells = placed.filter { told.contains($0.role) }
        wordCells = placed.filter { $0.role == .word }
        let special: [FileFormat.Role] = [.link, .asOf, .assessment, .assessmentWord]
        let tells = recognition.descriptor.traits.tells
        let telling = [tells?.language, tells?.coaches, tells?.reminders, tells?.noReport?.attribute]
        needsRecords =
            recognition.descriptor.traits.selfArrival != nil || !recognition.links.isEmpty
            || all.contains { special.contains($0.role) || telling.contains($0.name) }
            || file.format.columns.contains { $0.blankMeans != nil || $0.dateMeans != nil } || wordCells.count != 1
        let supply = recognition.supply(called: nil)
        noSupply = (grains.index(of: supply), recognition.isShared(supply))
    }

    func free() { key.free() }

    /// False where the row has no word.
    mutating func take(_ row: borrowing TableRow) throws -> Bool {
        if !needsRecords, let grain = grain(of: row) {
            try grains.append(grain)
            return true
        }
        guard let word = format.word(in: row) else { return false }
        let record = format.record(of: row, word: word, asOf: asOf, file: name)
        let entry = recognition.entry(record)
        try grains.take(entry, isShared: recognition.isShared(entry.supply), said: record.asOf)
        return true
    }

    /// Nil where bytes alone do not tell it for certain.
    private mutating func grain(of row: borrowing TableRow) -> VendorGrain? {
        var grain = VendorGrain()
        grain.asOf = asOf.milliseconds
        (grain.supply, _) = noSupply
        var isShared = noSupply.isShared
        var (credential, address): (UnsafeRawBufferPointer?, UnsafeRawBufferPointer?) = (nil, nil)
        for cell in cells {
            guard let bytes = row.bytes(cell.place) else { continue }
            guard let text = FileGrains.trimmed(bytes) else { return nil }
            if text.isEmpty { continue }
            switch cell.role {
            case .credential: credential = text
            case .reference: grain.reference = grains.hash.of(text)
            case .vendorID: grain.vendorID = grains.hash.of(text)
            case .address: address = text
            default:
                guard let found = supply(text) else { return nil }
                (grain.supply, isShared) = (found, shared.contains(found))
            }
        }
        if let credential, !isShared { grain.credential = max(1, hashing(credential).high) }
        if let address {
            guard grain.supply != SieveSupplies.unknown, let hash = hash(address: address) else { return nil }
            grain.address = hash
        }
        guard let cell = row.bytes(wordCells[0].place), let text = FileGrains.trimmed(cell), !text.isEmpty,
            let word = word(text, in: grain.supply)
        else { return nil }
        (grain.word, grain.isRich) = (word.place, word.isRich)
        return grain
    }

    /// Nil where it holds what only texts can tell.
    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
        var (start, end) = (0, bytes.count)
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        let text = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        guard let first = text.first, let last = text.last else { return text }
        return first > 32 && first < 127 && last > 32 && last < 127 ? text : nil
    }

    private mutating func supply(_ text: UnsafeRawBufferPointer) -> UInt32? {
        let hash = grains.hash.of(text)
        if let known = supplies[hash] { return known == SieveSupplies.unknown ? nil : known }
        let supply = recognition.supply(called: String(decoding: text, as: UTF8.self))
        let index = grains.index(of: supply)
        if recognition.isShared(supply) { shared.insert(index) }
        if supplies.count < 4096 { supplies[hash] = index }
        return index == SieveSupplies.unknown ? nil : index
    }

    private mutating func word(_ text: UnsafeRawBufferPointer, in supply: UInt32) -> Known? {
        let hash = grains.hash.of(text)
        for one in known where one.hash == hash && one.supply == supply { return one }
        guard known.count < 200 else { return nil }
        let word = String(decoding: text, as: UTF8.self)
        let meaning = recognition.meaning(of: word, in: grains.vendorID(of: supply))
        let one = Known(
            hash: hash, supply: supply, place: grains.place(of: word), isRich: meaning == nil)
        known.append(one)
        return one
    }

    /// Of a plain address in the form in which addresses are compared; nil where more than bytes is needed to tell.
    private mutating func hash(address: UnsafeRawBufferPointer) -> UInt64? {
        guard address.count <= 254 else { return nil }
        var at = -1
        var previous = UInt8(ascii: ".")
        for (place, byte) in address.enumerated() {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"): break
            case UInt8(ascii: "."): if previous == byte { return nil }
            case UInt8(ascii: "@"):
                guard at < 0, place > 0, place <= 64, previous != UInt8(ascii: ".") else { return nil }
                at = place
            default: return nil
            }
            previous = byte
        }
        guard at > 0, isDomain(UnsafeRawBufferPointer(rebasing: address[(at + 1)...])),
            let folded = key.address(address)
        else { return nil }
        return grains.hash.of(folded)
    }

    /// Whether mail can be sent to it and it is compared as it is written, but for case.
    private mutating func isDomain(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let hash = grains.hash.of(bytes)
        if let known = domains[hash] { return known }
        let text = String(decoding: bytes, as: UTF8.self)
        let address = try? EmailAddress(parsing: "a@\(text)", domains: recognition.domains)
        let isPlain = address?.folded == "a@\(text.lowercased())"
        if domains.count < 65_536 { domains[hash] = isPlain }
        return isPlain
    }
}
