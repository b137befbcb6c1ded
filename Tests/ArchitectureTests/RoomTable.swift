import GatehouseTesting

/// The tables of docs/architecture.md.
struct RoomTable {
    struct Room {
        let layer: Int
        let name: String
        let rooms: Set<String>
        let libraries: Set<String>
    }

    let rooms: [Room]
    /// The rooms, mostly one, that may import a library.
    let owners: [String: Set<String>]

    static func read() throws -> RoomTable {
        let rows = try Checkout.text(of: "docs/architecture.md").split(separator: "\n").filter { $0.hasPrefix("| ") }
            .map { $0.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map(String.init) }
        let rooms = rows.filter { $0.count == 5 }.compactMap { cells -> Room? in
            guard let layer = Int(cells[0].filter(\.isNumber)), let name = names(in: cells[1]).first else { return nil }
            return Room(layer: layer, name: name, rooms: Set(names(in: cells[3])), libraries: Set(names(in: cells[4])))
        }
        let owners = rows.filter { $0.count == 3 }.flatMap { cells -> [(String, Set<String>)] in
            let rooms = Set(names(in: cells[1]))
            return rooms.isEmpty ? [] : names(in: cells[0]).map { ($0, rooms) }
        }
        return RoomTable(rooms: rooms, owners: Dictionary(uniqueKeysWithValues: owners))
    }

    /// What stands between backquotes.
    private static func names(in cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map {
            String($0.element)
        }
    }
}
