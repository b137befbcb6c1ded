package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel

/// What a merge of two records would do, and what a person should know before (GH-8).
package struct MergePlan: Hashable, Sendable {
    /// What both hold a living invitation for: an assessment, or a supply of which no assessment is known.
    package struct Double: Hashable, Sendable {
        package let what: String
        package let kept: InvitationID
        package let other: InvitationID
    }

    package let kept: Person
    package let other: Person
    /// The kept record as it would stand for both.
    package let merged: Person
    package let gained: PersonMerge.Gained
    package let programmes: [String]
    /// Of the other record.
    package let invitations: Int
    package let living: Int
    package let doubles: [Double]
    /// What the two say differently; the kept record's word stays.
    package let differences: [Difference]

    package struct Difference: Hashable, Sendable {
        package let field: PersonField
        package let kept: String
        package let other: String
    }
}

extension Merging {
    /// - Throws: `invalid` where both are one record, `conflict` where they were said not to be one person.
    package func plan(_ kept: PersonID, _ other: PersonID, in reader: any LedgerReader) throws -> MergePlan {
        let people = try reader.people([kept, other])
        guard let one = people[kept], let two = people[other] else {
            throw EngineError(.notFound, "there is no person \((people[kept] == nil ? kept : other).text)")
        }
        guard one.id != two.id else { throw EngineError(.invalid, "\(one.id.text) is one record already") }
        if let pair = try Apart(reader).pair(one.id, two.id) {
            throw EngineError(
                .conflict,
                "\(pair.by) said on \(pair.at.description.prefix(10)) that these are two people\(pair.reason.map { " (\($0))" } ?? ""); if they are one after all: gatehouse person apart \(one.id.text) \(two.id.text) --undo"
            )
        }
        let (merged, gained) = one.taking(two)
        let rows = try rows(of: two.id, in: reader)
        let clients = try clientNames([one, two], in: reader)
        return MergePlan(
            kept: one, other: two, merged: merged, gained: gained,
            programmes: try reader.programmes(of: two.id).map(\.name), invitations: rows.count,
            living: rows.count { $0.invitation.isLiving },
            doubles: doubles(rows, try self.rows(of: one.id, in: reader)),
            differences: PersonField.allCases.compactMap { field in
                guard let ours = field.value(of: one), let theirs = field.value(of: two), ours != theirs else {
                    return nil
                }
                return MergePlan.Difference(field: field, kept: clients[ours] ?? ours, other: clients[theirs] ?? theirs)
            })
    }

    private func rows(of person: PersonID, in reader: any LedgerReader) throws -> [InvitationRow] {
        var search = InvitationSearch()
        search.person = [person]
        return try reader.rows(matching: search, after: nil, limit: 100_000)
    }

    private func doubles(_ theirs: [InvitationRow], _ ours: [InvitationRow]) -> [MergePlan.Double] {
        func held(_ rows: [InvitationRow]) -> [(what: String, invitation: InvitationID)] {
            rows.filter(\.invitation.isLiving).flatMap { row in
                let assessments = row.invitation.assessments
                return (assessments.isEmpty ? [row.supplyName] : assessments).map { ($0, row.invitation.id) }
            }
        }
        let kept = Dictionary(held(ours).map { ($0.what, $0.invitation) }, uniquingKeysWith: { first, _ in first })
        return held(theirs).compactMap { one in
            kept[one.what].map { MergePlan.Double(what: one.what, kept: $0, other: one.invitation) }
        }
    }

    private func clientNames(_ people: [Person], in reader: any LedgerReader) throws -> [String: String] {
        guard people.contains(where: { $0.client != nil }) else { return [:] }
        return Dictionary(
            try reader.clients().map { ($0.id.text, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
}

/// Who was said not to be one person, as the records stand now: what was said of a record holds for the one it was merged into.
package struct Apart {
    private let pairs: [Set<PersonID>: ApartPair]

    package init(_ reader: any LedgerReader) throws {
        let all = try reader.apartPairs()
        let now = try reader.people(Array(Set(all.flatMap { [$0.first, $0.second] }))).mapValues(\.id)
        pairs = Dictionary(
            all.compactMap { pair in
                guard let one = now[pair.first], let two = now[pair.second], one != two else { return nil }
                return ([one, two], pair)
            }, uniquingKeysWith: { first, _ in first })
    }

    package func pair(_ one: PersonID, _ other: PersonID) -> ApartPair? { pairs[[one, other]] }
    package var people: Set<Set<PersonID>> { Set(pairs.keys) }
}
