/// Rows by a number or hash, several under one where it comes to that: about twenty bytes for each.
struct PlaceMap {
    private var keys: [UInt64]
    private var rows: [UInt32]
    private var count = 0
    /// Of the first row: those after it.
    private var further: [UInt32: [UInt32]] = [:]

    init(expected: Int = 0) {
        var size = 1024
        while size * 7 < expected * 10 { size <<= 1 }
        keys = Array(repeating: 0, count: size)
        rows = Array(repeating: 0, count: size)
    }

    mutating func add(_ row: UInt32, under key: UInt64) {
        if count * 10 > keys.count * 7 { grow() }
        let key = max(1, key)
        let at = place(of: key)
        if keys[at] == key {
            further[rows[at], default: []].append(row)
        } else {
            (keys[at], rows[at]) = (key, row)
            count += 1
        }
    }

    /// Whether there was any.
    func forEach(_ key: UInt64, _ body: (UInt32) throws -> Void) rethrows -> Bool {
        let key = max(1, key)
        let at = place(of: key)
        guard keys[at] == key else { return false }
        try body(rows[at])
        if !further.isEmpty, let more = further[rows[at]] { for row in more { try body(row) } }
        return true
    }

    private func place(of key: UInt64) -> Int {
        var at = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) & (keys.count - 1)
        while keys[at] != 0, keys[at] != key { at = (at + 1) & (keys.count - 1) }
        return at
    }

    private mutating func grow() {
        let (old, oldRows) = (keys, rows)
        keys = Array(repeating: 0, count: old.count * 2)
        rows = Array(repeating: 0, count: old.count * 2)
        for (key, row) in zip(old, oldRows) where key != 0 {
            let at = place(of: key)
            (keys[at], rows[at]) = (key, row)
        }
    }
}
