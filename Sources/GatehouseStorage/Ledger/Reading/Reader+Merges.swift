import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension SQLLedgerReader {
    private static let mergeColumns = "id, number, kept, at, actor, reason, record, undone_at, undone_by"

    func merge(_ id: MergeID) throws -> PersonMerge? {
        try first(
            "SELECT \(Self.mergeColumns) FROM person_merges WHERE workspace = ?1 AND id = ?2", [SQLValue(id)],
            Self.readMerge)
    }

    func merges(_ which: StandingMerges) throws -> [PersonMerge] {
        var filter = Filter()
        switch which {
        case .all: break
        case .into(let people): filter.add("kept {in list \(filter.bind(.ids(people)))}")
        case .of(let people): filter.add("other {in list \(filter.bind(.ids(people)))}")
        }
        return try rows(
            """
            SELECT \(Self.mergeColumns) FROM person_merges WHERE workspace = ?1 AND undone_at IS NULL \(filter.sql)
            ORDER BY number
            """, filter.parameters, Self.readMerge)
    }

    private static func readMerge(_ row: borrowing SQLRow) throws -> PersonMerge {
        let merge = PersonMerge(
            id: try row.id(0), number: try row.integer(1), kept: try row.id(2), record: try row.json(6),
            at: try row.instant(3), by: try row.text(4), reason: try row.optionalText(5),
            undoneAt: try row.optionalInstant(7), undoneBy: try row.optionalText(8))
        guard let merge else { throw SQLRow.damaged("a merge holds no person") }
        return merge
    }

    /// Who stands now for records that were put away, however often; the others are left out.
    func successors(of people: Set<PersonID>) throws -> [PersonID: PersonID] {
        var found: [PersonID: PersonID] = [:]
        var asked = people
        while !asked.isEmpty {
            let next = try rows(
                "SELECT other, kept FROM person_merges WHERE workspace = ?1 AND undone_at IS NULL AND other {in list ?2}",
                [.ids(asked.sorted())]
            ) { (try $0.id(0) as PersonID, try $0.id(1) as PersonID) }
            let steps = Dictionary(next, uniquingKeysWith: { first, _ in first })
            for (person, at) in found { found[person] = steps[at] ?? at }
            for (other, kept) in steps where people.contains(other) && found[other] == nil { found[other] = kept }
            asked = Set(steps.values)
        }
        return found
    }

    func apartPairs() throws -> [ApartPair] {
        try rows(
            "SELECT first, second, at, actor, reason FROM people_apart WHERE workspace = ?1 ORDER BY first, second"
        ) {
            ApartPair(
                try $0.id(0), try $0.id(1), at: try $0.instant(2), by: try $0.text(3), reason: try $0.optionalText(4))
        }
    }

    func forEachProgrammeMember(_ body: (ProgrammeID, PersonID) throws -> Void) throws {
        try forEachRow("SELECT programme, person FROM programme_people WHERE workspace = ?1 ORDER BY programme, person")
        {
            try body(try $0.id(0), try $0.id(1))
        }
    }

    func sharedAccounts() throws -> [SharedAccount] {
        var shared: [SharedAccount] = []
        for connection in try connections() {
            let keys = try rows(
                """
                SELECT vendor_id FROM invitations
                WHERE workspace = ?1 AND connection = ?2 AND vendor_id IS NOT NULL AND person IS NOT NULL
                GROUP BY vendor_id HAVING min(person) <> max(person) ORDER BY vendor_id
                """, [SQLValue(connection.id)]
            ) { try $0.text(0) }
            if keys.isEmpty { continue }
            let holders = try rows(
                """
                SELECT DISTINCT vendor_id, person FROM invitations
                WHERE workspace = ?1 AND connection = ?2 AND person IS NOT NULL AND vendor_id {in list ?3}
                ORDER BY vendor_id, person
                """, [SQLValue(connection.id), .list(keys)]
            ) { (try $0.text(0), try $0.id(1) as PersonID) }
            let people = Dictionary(grouping: holders, by: \.0).mapValues { $0.map(\.1) }
            shared += keys.map { SharedAccount(connection: connection.id, vendorID: $0, people: people[$0] ?? []) }
        }
        return shared
    }
}
