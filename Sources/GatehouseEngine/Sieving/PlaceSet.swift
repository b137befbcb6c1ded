/// Numbers from zero on, a bit for each; pages of which none is in it take nothing.
struct PlaceSet {
    private static let bits = 15
    private var pages: [[UInt64]] = []

    /// Whether it was new.
    @discardableResult
    mutating func insert(_ place: Int) -> Bool {
        let (page, word, bit) = Self.parts(place)
        while pages.count <= page { pages.append([]) }
        if pages[page].isEmpty { pages[page] = Array(repeating: 0, count: 1 << (Self.bits - 6)) }
        let isNew = pages[page][word] & bit == 0
        pages[page][word] |= bit
        return isNew
    }

    mutating func formUnion(_ other: PlaceSet) {
        while pages.count < other.pages.count { pages.append([]) }
        for (page, words) in other.pages.enumerated() where !words.isEmpty {
            if pages[page].isEmpty {
                pages[page] = words
            } else {
                for word in words.indices { pages[page][word] |= words[word] }
            }
        }
    }

    var isEmpty: Bool { pages.allSatisfy(\.isEmpty) }

    func contains(_ place: Int) -> Bool {
        let (page, word, bit) = Self.parts(place)
        return page < pages.count && !pages[page].isEmpty && pages[page][word] & bit != 0
    }

    private static func parts(_ place: Int) -> (page: Int, word: Int, bit: UInt64) {
        (place >> bits, place >> 6 & (1 << (bits - 6) - 1), 1 << UInt64(place & 63))
    }
}
