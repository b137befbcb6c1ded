/// A workbook's number as a person typed it: 4570123456 stays, 0.10000000000000001 is 0.1, 1E+3 is 1000.
enum PlainNumber {
    static func text(_ written: String) -> String {
        let digits = written.utf8.drop { $0 == UInt8(ascii: "-") }
        if !digits.isEmpty, digits.count <= 15, digits.allSatisfy({ (48...57).contains($0) }) { return written }
        guard let value = Double(written), value.isFinite else { return written }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
        let shortest = "\(value)"
        guard let mark = shortest.firstIndex(of: "e"), let exponent = Int(shortest[shortest.index(after: mark)...])
        else {
            return shortest
        }
        return expanded(shortest[..<mark], exponent: exponent) ?? shortest
    }

    /// 1.5 with exponent -7 as 0.00000015; nil where that would be longer than a person can read.
    private static func expanded(_ mantissa: Substring, exponent: Int) -> String? {
        guard abs(exponent) <= 30 else { return nil }
        let sign = mantissa.hasPrefix("-") ? "-" : ""
        let parts = mantissa.dropFirst(sign.count).split(separator: ".")
        let whole = String(parts.first ?? "0")
        let fraction = parts.count > 1 && parts[1] != "0" ? String(parts[1]) : ""
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + whole + fraction }
        guard fraction.count <= exponent else { return nil }
        return sign + whole + fraction + String(repeating: "0", count: exponent - fraction.count)
    }
}
