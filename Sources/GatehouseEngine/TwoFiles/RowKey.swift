/// The forms in which codes and addresses of two files are compared, reckoned over bytes: a file has millions of them.
struct RowKey {
    /// Longer than any address or code that exists.
    static let longest = 1024

    private let scratch: UnsafeMutablePointer<UInt8>

    init() { scratch = .allocate(capacity: RowKey.longest * 4) }
    func free() { scratch.deallocate() }

    /// Without blanks at its ends, in capitals. Valid until the next call; nil where it is too long to be one.
    func code(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        let text = CodesFile.trimmed(bytes)
        guard text.count <= RowKey.longest else { return nil }
        var high: UInt8 = 0
        for (place, byte) in text.enumerated() {
            high |= byte
            scratch[place] = byte &- (byte &- 97 < 26 ? 32 : 0)
        }
        guard high < 0x80 else { return keep(String(decoding: text, as: UTF8.self).uppercased()) }
        return UnsafeRawBufferPointer(start: scratch, count: text.count)
    }

    /// Without blanks at its ends, in small letters, and without a plus-tag where something stands before it. Valid until the
    /// next call; nil where it is too long to be one.
    func address(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        let text = CodesFile.trimmed(bytes)
        guard text.count <= RowKey.longest else { return nil }
        var high: UInt8 = 0
        var (plus, at) = (-1, -1)
        for (place, byte) in text.enumerated() {
            high |= byte
            scratch[place] = byte &+ (byte &- 65 < 26 ? 32 : 0)
            if byte == 64 { at = place }
            if byte == 43, plus < 0, at < 0 { plus = place }
        }
        guard high < 0x80 else { return keep(RowKey.folded(String(decoding: text, as: UTF8.self))) }
        guard plus > 0, at > plus, scratch[plus - 1] != 46 else {
            return UnsafeRawBufferPointer(start: scratch, count: text.count)
        }
        (scratch + plus).update(from: scratch + at, count: text.count - at)
        return UnsafeRawBufferPointer(start: scratch, count: text.count - (at - plus))
    }

    private func keep(_ text: String) -> UnsafeRawBufferPointer? {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.count <= RowKey.longest * 4 else { return nil }
            for (place, byte) in bytes.enumerated() { scratch[place] = byte }
            return UnsafeRawBufferPointer(start: scratch, count: bytes.count)
        }
    }

    private static func folded(_ address: String) -> String {
        let lower = address.lowercased()
        let bytes = lower.utf8
        guard let at = bytes.lastIndex(of: 64), let plus = bytes[..<at].firstIndex(of: 43), plus > bytes.startIndex,
            bytes[bytes.index(before: plus)] != 46
        else { return lower }
        return String(lower[..<plus] + lower[at...])
    }

    /// Of a key as it is compared; equal keys have equal hashes in every process.
    static func hash(_ key: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(key.count)
        var place = 0
        while place &+ 8 <= key.count {
            hash = mixed(hash ^ key.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place &+= 8
        }
        var rest: UInt64 = 0
        while place < key.count {
            rest = rest << 8 | UInt64(key[place])
            place &+= 1
        }
        return mixed(mixed(hash ^ rest))
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return high ^ low
    }
}
