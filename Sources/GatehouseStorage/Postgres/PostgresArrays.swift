/// Columns of rows as arrays: one parameter of a statement each, however many rows there are.
struct PostgresArrays {
    /// The arrays' own types, for the statement that takes them.
    let types: [UInt32]
    let values: PostgresParameters

    /// - Parameter columns: the wanted ones, by their places.
    /// - Returns: nil where a column's type has no array type here.
    init?(_ rows: PostgresRows, columns: [Int]) {
        let elements = columns.map { rows.types[$0] }
        types = elements.compactMap(\.array)
        guard types.count == columns.count, rows.count > 0 else { return nil }
        var slots = [Int?](repeating: nil, count: rows.types.count)
        for (slot, column) in columns.enumerated() { slots[column] = slot }
        var arrays = elements.map { element in
            var array: [UInt8] = []
            array.append(Int32(1))  // dimensions
            array.append(Int32(1))  // NULL may be among them
            array.append(element.rawValue)
            array.append(Int32(rows.count))
            array.append(Int32(1))  // the first index
            return array
        }
        for row in 0..<rows.count {
            rows.forEachField(of: row) { column, place in
                if let slot = slots[column] { arrays[slot].append(contentsOf: rows.bytes[place]) }
            }
        }
        values = PostgresParameters(binary: arrays)
    }

    /// `$1, $2 …` for as many.
    static func marks(_ count: Int) -> String { (1...count).map { "$\($0)" }.joined(separator: ", ") }
}

extension PostgresType {
    /// The object id of the array of this type.
    fileprivate var array: UInt32? {
        switch self {
        case .bool: 1000
        case .bytea: 1001
        case .int2: 1005
        case .int4: 1007
        case .text: 1009
        case .int8: 1016
        case .float8: 1022
        default: nil
        }
    }
}
