import Foundation

/// One row as it lies in a `RowStore`: hash, lengths, word, whether it can be judged, key, address as it was written, and, where
/// columns are carried, their cells behind their common length.
struct FileRow {
    private static let header = 20
    private static let sameAsKey: UInt32 = 1 << 31

    let start: UnsafeRawPointer

    var hash: UInt64 { start.loadUnaligned(as: UInt64.self) }
    private var keyLength: Int { Int(start.loadUnaligned(fromByteOffset: 8, as: UInt32.self)) }
    private var addressField: UInt32 { start.loadUnaligned(fromByteOffset: 12, as: UInt32.self) }
    /// Its place in the table of words.
    var word: Int { Int(start.loadUnaligned(fromByteOffset: 16, as: UInt16.self)) }
    /// Its word is in no table: it is there, and nothing more can be said of it.
    var isOpaque: Bool { start.load(fromByteOffset: 18, as: UInt8.self) != 0 }

    var key: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start + FileRow.header, count: keyLength) }

    var address: UnsafeRawBufferPointer {
        let field = addressField
        if field == FileRow.sameAsKey { return key }
        return UnsafeRawBufferPointer(start: start + FileRow.header + keyLength, count: Int(field))
    }

    private var compared: Int {
        let field = addressField
        return FileRow.header + keyLength + (field == FileRow.sameAsKey ? 0 : Int(field))
    }

    private var carriesMore: Bool { start.load(fromByteOffset: 19, as: UInt8.self) != 0 }

    var carried: UnsafeRawBufferPointer {
        guard carriesMore else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let count = start.loadUnaligned(fromByteOffset: compared, as: UInt32.self)
        return UnsafeRawBufferPointer(start: start + compared + 4, count: Int(count))
    }

    var size: Int { carriesMore ? compared + 4 + carried.count : compared }

    func hasSameKey(as other: FileRow) -> Bool {
        guard hash == other.hash else { return false }
        let (one, two) = (key, other.key)
        return FileRow.areEqual(one, two)
    }

    static func areEqual(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
        guard one.count == other.count else { return false }
        guard let one = one.baseAddress, let two = other.baseAddress else { return true }
        return memcmp(one, two, other.count) == 0
    }

    /// Puts a row into its part. An address that is written as the key is kept once.
    static func write(
        key: UnsafeRawBufferPointer, address: UnsafeRawBufferPointer, word: Int, isOpaque: Bool, carried: [UInt8] = [],
        into store: RowStore
    ) throws {
        let hash = RowKey.hash(key)
        let isKey = areEqual(address, key)
        let length = isKey ? 0 : address.count
        let more = carried.isEmpty ? 0 : 4 + carried.count
        let place = try store.room(for: header + key.count + length + more, hash: hash)
        place.storeBytes(of: hash, as: UInt64.self)
        place.storeBytes(of: UInt32(key.count), toByteOffset: 8, as: UInt32.self)
        place.storeBytes(of: isKey ? sameAsKey : UInt32(length), toByteOffset: 12, as: UInt32.self)
        place.storeBytes(of: UInt16(word), toByteOffset: 16, as: UInt16.self)
        place.storeBytes(of: isOpaque ? 1 : 0, toByteOffset: 18, as: UInt8.self)
        place.storeBytes(of: carried.isEmpty ? 0 : 1, toByteOffset: 19, as: UInt8.self)
        if let from = key.baseAddress { (place + header).copyMemory(from: from, byteCount: key.count) }
        if !isKey, let from = address.baseAddress {
            (place + header + key.count).copyMemory(from: from, byteCount: length)
        }
        if carried.isEmpty { return }
        let behind = place + header + key.count + length
        behind.storeBytes(of: UInt32(carried.count), as: UInt32.self)
        carried.withUnsafeBytes {
            (behind + 4).copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(behind), byteCount: $0.count)
        }
    }
}
