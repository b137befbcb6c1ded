import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseLedger
import GatehouseModel

/// Finding programmes, and reading their facts as commands give them.
enum Programmes {
    static func find(_ name: String, in reader: any LedgerReader) throws -> Programme {
        guard let found = try reader.programme(named: name) else {
            throw EngineError.unknown("programme", name, among: try reader.programmes().map(\.name))
        }
        return found
    }

    static func count(of programme: ProgrammeID, in reader: any LedgerReader) throws -> Int {
        var search = PeopleSearch()
        search.programme = programme
        var (count, cursor): (Int, PersonID?) = (0, nil)
        while true {
            let page = try reader.people(matching: search, after: cursor, limit: 1000)
            count += page.count
            guard page.count == 1000 else { return count }
            cursor = page.last?.id
        }
    }

    static func tags(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    /// A new name, as it was given. Throws `invalid` for what is none, and `conflict` where another programme goes by it, case and
    /// blanks aside.
    static func name(_ name: String, for programme: ProgrammeID?, in reader: any LedgerReader) throws -> String {
        try check(name, of: "programme")
        if let other = try reader.programmes().first(where: { $0.id != programme && folded($0.name) == folded(name) }) {
            throw EngineError(
                .conflict,
                "there is a programme '\(other.name)'\(other.isArchived ? " (archived)" : ""): choose another name")
        }
        return name
    }

    /// As names are compared: without case, and blanks as one.
    private static func folded(_ name: String) -> String? { PersonName.folded(name)?.lowercased() }

    private static func check(_ name: String, of what: String) throws(EngineError) {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && $0 != "\""
        }
        let isTrimmed = name.first?.isWhitespace == false && name.last?.isWhitespace == false
        guard (1...100).contains(name.count), isPlain, isTrimmed, !name.hasPrefix("-") else {
            throw EngineError(
                .invalid,
                "'\(name.prefix(100))' cannot be the name of a \(what): up to 100 signs on one line, without quotation marks, a hyphen as its first or blanks around it"
            )
        }
    }

    /// The client of that name, case and blanks aside; made when there is none.
    static func client(_ name: String, _ application: Application, in writer: any LedgerWriter) throws -> ClientID {
        let clients = try writer.clients()
        let known = clients.first { $0.name == name } ?? clients.first { folded($0.name) == folded(name) }
        if let known { return known.id }
        try check(name, of: "client")
        let made = Client(id: application.world.chance.id(at: application.world.clock.now), name: name)
        try writer.save(made)
        return made.id
    }
}
