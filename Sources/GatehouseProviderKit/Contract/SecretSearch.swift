import GatehouseModel

/// Finds secrets in words, however they are spelled there: in any case, and with or without what parts their letters.
struct SecretSearch {
    /// A shorter one that is looked for in data must stand there as a word of its own: within another it is chance.
    private static let shortestWithin = 8
    private static let shortestLoose = 6
    private static let shortestExact = 4

    /// The mask of each by its letters and figures, small; those without enough letters by all their bytes.
    private var loose: [[UInt8]: [UInt8]] = [:]
    private var exact: [[UInt8]: [UInt8]] = [:]
    /// The lengths that occur, longest first, so that a code within a link goes with the link.
    private var looseLengths: [Int] = []
    private var exactLengths: [Int] = []
    /// Which beginnings occur: most words hold none, and are looked at no further.
    private var beginnings = Beginnings()
    private var exactBeginnings = Beginnings()
    private let isOfData: Bool

    /// - Parameter isOfData: names, words and attributes are looked through, in which a short secret may stand by chance;
    ///   otherwise words for a person, which are better masked too often.
    init(_ secrets: some Collection<Secret>, isOfData: Bool = false) {
        self.isOfData = isOfData
        for secret in secrets { add(secret) }
        looseLengths = Set(loose.keys.map(\.count)).sorted(by: >)
        exactLengths = Set(exact.keys.map(\.count)).sorted(by: >)
    }

    var isEmpty: Bool { loose.isEmpty && exact.isEmpty }

    private mutating func add(_ secret: Secret) {
        var text = secret.reveal()[...]
        if let scheme = text.firstRange(of: "://") { text = text[scheme.upperBound...] }
        let whole = Array(text.utf8).map(SecretSearch.small)
        let letters = whole.filter(SecretSearch.isLetter)
        let mask = Array(secret.masked.utf8)
        if letters.count >= SecretSearch.shortestLoose, letters.contains(where: { !(48...57).contains($0) }) {
            loose[letters] = mask
            beginnings.insert(letters[0..<4])
        } else if whole.count >= (isOfData ? SecretSearch.shortestLoose : SecretSearch.shortestExact) {
            exact[whole] = mask
            exactBeginnings.insert(whole[0..<4])
        }
    }

    /// Whether one of them stands there.
    func finds(in words: String) -> Bool { !isEmpty && masked(words) != nil }

    /// The words with each of them masked; nil where none stands there.
    func masked(_ words: String) -> String? {
        var text = words
        let found = text.withUTF8 { places(in: $0) }
        guard !found.isEmpty else { return nil }
        let bytes = Array(words.utf8)
        var out: [UInt8] = []
        var at = 0
        for place in found where place.range.lowerBound >= at {
            out += bytes[at..<place.range.lowerBound] + place.mask
            at = place.range.upperBound
        }
        return String(decoding: out + bytes[at...], as: UTF8.self)
    }

    private struct Place {
        let range: Range<Int>
        let mask: [UInt8]
    }

    private func places(in bytes: UnsafeBufferPointer<UInt8>) -> [Place] {
        var places: [Place] = []
        if let shortest = exactLengths.last, bytes.count >= shortest {
            let small = bytes.map(SecretSearch.small)
            var at = 0
            while at + shortest <= small.count {
                guard exactBeginnings.contains(small[at..<at + 4]) else {
                    at += 1
                    continue
                }
                let found = exactLengths.lazy.filter { at + $0 <= small.count }.compactMap { length -> Place? in
                    guard let mask = exact[Array(small[at..<at + length])],
                        !isOfData || isWord(at..<at + length, in: bytes)
                    else { return nil }
                    return Place(range: at..<at + length, mask: mask)
                }.first
                if let found { places.append(found) }
                at = found?.range.upperBound ?? at + 1
            }
        }
        if let shortest = looseLengths.last, bytes.count >= shortest {
            places += loosePlaces(in: bytes, atLeast: shortest)
            places.sort { $0.range.lowerBound < $1.range.lowerBound }
        }
        return places
    }

    private func loosePlaces(in bytes: UnsafeBufferPointer<UInt8>, atLeast shortest: Int) -> [Place] {
        var letters: [UInt8] = []
        var origin: [Int] = []
        letters.reserveCapacity(bytes.count)
        origin.reserveCapacity(bytes.count)
        for (place, byte) in bytes.enumerated() where SecretSearch.isLetter(byte) {
            letters.append(SecretSearch.small(byte))
            origin.append(place)
        }
        var places: [Place] = []
        var at = 0
        while at + shortest <= letters.count {
            var next = at + 1
            if beginnings.contains(letters[at..<at + 4]) {
                for length in looseLengths where at + length <= letters.count {
                    guard let mask = loose[Array(letters[at..<at + length])] else { continue }
                    let range = origin[at]..<origin[at + length - 1] + 1
                    guard !isOfData || length >= SecretSearch.shortestWithin || isWord(range, in: bytes) else {
                        continue
                    }
                    places.append(Place(range: withScheme(range, in: bytes), mask: mask))
                    next = at + length
                    break
                }
            }
            at = next
        }
        return places
    }

    /// With what makes an address of it.
    private func withScheme(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var start = range.lowerBound - 3
        guard start > 0, bytes[start] == UInt8(ascii: ":"), bytes[start + 1] == UInt8(ascii: "/"),
            bytes[start + 2] == UInt8(ascii: "/")
        else { return range }
        while start > 0, SecretSearch.isLetter(bytes[start - 1]) { start -= 1 }
        return start..<range.upperBound
    }

    /// No letter or figure stands before or behind it.
    private func isWord(_ range: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let isBegun = range.lowerBound > 0 && SecretSearch.isLetter(bytes[range.lowerBound - 1])
        return !isBegun && (range.upperBound == bytes.count || !SecretSearch.isLetter(bytes[range.upperBound]))
    }

    private static func small(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

    /// A letter or figure, or a part of one beyond ASCII.
    private static func isLetter(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte >= 0x80
    }
}

/// Beginnings of four bytes, as a set that may say yes too often and never no too often.
private struct Beginnings {
    private var bits = [UInt64](repeating: 0, count: 1024)

    private static func place(_ bytes: ArraySlice<UInt8>) -> Int {
        let word = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Int((word &* 0x9E37_79B1) >> 16)
    }

    mutating func insert(_ bytes: ArraySlice<UInt8>) {
        let place = Beginnings.place(bytes)
        bits[place >> 6] |= 1 << UInt64(place & 63)
    }

    func contains(_ bytes: ArraySlice<UInt8>) -> Bool {
        let place = Beginnings.place(bytes)
        return bits[place >> 6] & (1 << UInt64(place & 63)) != 0
    }
}
