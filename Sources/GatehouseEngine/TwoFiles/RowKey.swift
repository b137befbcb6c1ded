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
        guard turn(text, from: 97) else { return keep(String(decoding: text, as: UTF8.self).uppercased()) }
        return UnsafeRawBufferPointer(start: scratch, count: text.count)
    }

    /// Without blanks at its ends, in small letters, and without a plus-tag where something stands before it. Valid until the
    /// next call; nil where it is too long to be one.
    func address(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        let text = CodesFile.trimmed(bytes)
        guard text.count <= RowKey.longest else { return nil }
        guard turn(text, from: 65) else { return keep(RowKey.folded(String(decoding: text, as: UTF8.self))) }
        let whole = UnsafeRawBufferPointer(start: scratch, count: text.count)
        guard let plus = whole.firstIndex(of: 43), plus > 0, whole[plus - 1] != 46,
            let at = whole.lastIndex(of: 64), at > plus, whole.firstIndex(of: 64).map({ $0 > plus }) ?? false
        else { return whole }
        (scratch + plus).update(from: scratch + at, count: text.count - at)
        return UnsafeRawBufferPointer(start: scratch, count: text.count - (at - plus))
    }

    /// Copies a text with the 26 ASCII letters from `first` on in the other case, eight bytes at a time; false where other bytes
    /// than ASCII are among them.
    private func turn(_ text: UnsafeRawBufferPointer, from first: UInt8) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        let (from, behind) = (ones &* UInt64(128 - first), ones &* UInt64(128 - 26 - first))
        var (seen, place): (UInt64, Int) = (0, 0)
        let space = UnsafeMutableRawPointer(scratch)
        while place &+ 8 <= text.count {
            let word = text.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            seen |= word
            let low = word & ~tops
            let letters = (low &+ from) & ~(low &+ behind) & tops
            space.storeBytes(of: word ^ letters >> 2, toByteOffset: place, as: UInt64.self)
            place &+= 8
        }
        while place < text.count {
            let byte = text[place]
            seen |= UInt64(byte)
            scratch[place] = byte &- first < 26 ? byte ^ 32 : byte
            place &+= 1
        }
        return seen & tops == 0
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
    /// - Parameter start: another one gives other hashes.
    static func hash(_ key: UnsafeRawBufferPointer, from start: UInt64 = 0x9E37_79B9_7F4A_7C15) -> UInt64 {
        var hash = start ^ UInt64(key.count)
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
