import GatehouseModel
import GatehouseTables

/// Reads the days of a column; a file has few different ones, so they are remembered.
struct DateMemory {
    /// A short text's bytes and their number.
    private struct Key: Hashable { var (low, high): (UInt64, UInt64) = (0, 0) }

    private let numbers: DayNumbers?
    private var last: (key: Key, date: CalendarDate?) = (Key(), nil)
    private var known: [Key: CalendarDate?] = [:]

    /// - Parameter numbers: how a workbook counts days; nil where a number is no day.
    init(numbers: DayNumbers? = nil) { self.numbers = numbers }

    /// The day as `DateWords.day` reads it, or as a workbook counts it; nil when no such day exists, or two might be meant.
    mutating func date(_ bytes: UnsafeRawBufferPointer) -> CalendarDate? {
        guard bytes.count <= 15 else { return read(bytes) }
        var key = Key(low: 0, high: UInt64(bytes.count))
        for (place, byte) in bytes.enumerated() {
            if place < 8 { key.low = key.low << 8 | UInt64(byte) } else { key.high = key.high << 8 | UInt64(byte) }
        }
        if key == last.key { return last.date }
        let date = known[key] ?? read(bytes)
        if known.count < 4096 { known.updateValue(date, forKey: key) }
        last = (key, date)
        return date
    }

    private func read(_ bytes: UnsafeRawBufferPointer) -> CalendarDate? {
        let text = String(decoding: bytes, as: UTF8.self)
        return DateWords.day(text) ?? numbers?.text(of: text).flatMap(DateWords.day)
    }
}
