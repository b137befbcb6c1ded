package import GatehouseTables

/// Columns that the comparison has no use for and that stand beside each difference all the same: a name, a group, an order number.
package enum Carrying: Sendable {
    case none, all
    /// Those with these headers, of whichever of the two files has them.
    case named([String])

    /// Columns to look for beside those that a side reads anyway.
    func columns(besides known: [TableColumn]) -> [TableColumn] {
        guard case .named(let names) = self else { return [] }
        return names.filter { name in !known.contains { $0.key == name } }.map { TableColumn($0) }
    }

    /// Throws `EngineError` `.refused` for a column that neither file has.
    func check(_ headers: [TableHeader]) throws {
        guard case .named(let names) = self,
            let missing = names.first(where: { name in headers.allSatisfy { $0.index(name) == nil } })
        else { return }
        throw EngineError(
            .refused,
            "neither file has a column “\(missing)”; they have \(headers.map { $0.cells.joined(separator: ", ") }.joined(separator: " and "))"
        )
    }
}

/// Where the carried columns of one file stand.
struct CarriedColumns {
    private(set) var places: [Int] = []
    private(set) var titles: [String] = []

    var isEmpty: Bool { places.isEmpty }

    init() {}

    /// - Parameter used: the columns that are compared.
    init(_ carrying: Carrying, _ header: TableHeader, besides used: [Int]) {
        switch carrying {
        case .none: return
        case .all:
            places = header.cells.indices.filter { index in
                !used.contains(index) && header.cells[index].contains { !$0.isWhitespace }
            }
        case .named(let names): places = names.compactMap(header.index).filter { !used.contains($0) }
        }
        titles = places.map(header.title)
    }

    /// The cells of a row one behind the other, each behind its length; valid until the next row.
    func pack(_ row: borrowing TableRow, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        for place in places {
            let cell = row.bytes(place).map(CodesFile.trimmed)
            withUnsafeBytes(of: UInt32(cell?.count ?? 0)) { bytes.append(contentsOf: $0) }
            if let cell { bytes.append(contentsOf: cell) }
        }
    }

    /// What `pack` packed; as many empty texts where the file has no such row.
    func texts(of row: FileRow?) -> [String] {
        guard let packed = row?.carried, !packed.isEmpty else { return places.map { _ in "" } }
        var place = 0
        return places.map { _ in
            let length = Int(packed.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            place += 4 + length
            return String(decoding: packed[(place - length)..<place], as: UTF8.self)
        }
    }
}
