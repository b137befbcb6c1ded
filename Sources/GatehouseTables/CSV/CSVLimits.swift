/// How large a CSV may grow before it is refused. The parser never holds more than one record and one chunk.
package struct CSVLimits: Sendable, Hashable {
    /// Bytes of one field as it stands in the file (as UTF-8), its quotes counted.
    package var fieldBytes: Int
    /// Bytes of one record as it stands in the file; at most 1 GiB whatever is asked.
    package var recordBytes: Int
    /// Fields in one record.
    package var columns: Int
    /// What is larger is no error: it is read over to its record's end without being kept, and that record comes without fields.
    package var passesOver = false

    package init(fieldBytes: Int = 1 << 20, recordBytes: Int = 4 << 20, columns: Int = 16_384) {
        self.fieldBytes = fieldBytes
        self.recordBytes = min(recordBytes, 1 << 30)
        self.columns = columns
    }
}
