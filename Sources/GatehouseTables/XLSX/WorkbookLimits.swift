/// How large a workbook may be when unpacked before it is refused, so that a small file cannot fill memory or time.
package struct WorkbookLimits: Sendable, Hashable {
    /// Unpacked bytes of all parts read together.
    package var totalBytes: Int
    /// Unpacked bytes per packed byte, asked once `ratioFromBytes` are unpacked. Real sheets of repeated text reach about 100.
    package var ratio: Int
    package var ratioFromBytes: Int
    /// Unpacked bytes of the shared strings, which have to be held in memory.
    package var sharedStringBytes: Int
    /// Excel's own limits: 1,048,576 rows and 16,384 columns.
    package var rows: Int
    package var columns: Int
    /// Bytes of one cell as UTF-8; Excel allows 32,767 characters.
    package var cellBytes: Int
    /// Bytes of all cells of one row.
    package var rowBytes: Int
    /// Bytes of all cells of the sheet: a short string can be named by many cells.
    package var textBytes: Int

    package init(
        totalBytes: Int = 2 << 30, ratio: Int = 400, ratioFromBytes: Int = 16 << 20, sharedStringBytes: Int = 512 << 20,
        rows: Int = 1_048_576, columns: Int = 16_384, cellBytes: Int = 1 << 20,
        rowBytes: Int = 1 << 24, textBytes: Int = 4 << 30
    ) {
        self.totalBytes = totalBytes
        self.ratio = ratio
        self.ratioFromBytes = ratioFromBytes
        self.sharedStringBytes = sharedStringBytes
        self.rows = rows
        self.columns = columns
        self.cellBytes = cellBytes
        self.rowBytes = min(rowBytes, 1 << 30)
        self.textBytes = textBytes
    }
}
