/// How a record that is larger than is held is read over: its bytes are forgotten as they come, its end is found all the same.
extension CSVParser {
    enum Oversize { case field, record, columns }

    var isPassing: Bool { oddities.contains(.passedOver) }

    /// From here to its end the record is not kept; throws where such a record is to be refused.
    mutating func passOver(_ size: Oversize) throws {
        if limits.passesOver {
            oddities.insert(.passedOver)
            return
        }
        switch size {
        case .field: throw tooLong()
        case .record: throw recordTooLong()
        case .columns: throw tooManyColumns()
        }
    }

    /// Forgets what has been read of the present record but for its last byte, which tells whether a line break is whole.
    mutating func forget() {
        if passedFrom == nil { passedFrom = discarded + recordStart }
        let start = state == .fieldStart ? scan : max(recordStart, scan - 1)
        (recordStart, fieldStart, segmentStart) = (start, start, start)
        spanCount = 0
        rewrittenCount = 0
        if rewriteStart != nil { rewriteStart = 0 }
    }
}
