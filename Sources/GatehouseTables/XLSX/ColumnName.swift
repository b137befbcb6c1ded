/// Spreadsheet columns by letter: A is 0, Z 25, AA 26.
package enum ColumnName {
    package static func letters(_ index: Int) -> String {
        var rest = max(index, 0)
        var letters = ""
        while true {
            letters = String(Character(Unicode.Scalar(UInt8(65 + rest % 26)))) + letters
            guard rest >= 26 else { return letters }
            rest = rest / 26 - 1
        }
    }

    /// The column of a cell's name such as `AB12`; nil when it has no letters or too many.
    static func index(_ cell: String) -> Int? {
        var index = 0
        var length = 0
        for byte in cell.utf8 {
            guard (65...90).contains(byte & 0xDF), byte >= 65 else { break }
            index = index * 26 + Int(byte & 0xDF) - 64
            length += 1
        }
        return (1...4).contains(length) ? index - 1 : nil
    }
}
