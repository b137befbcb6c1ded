package import GatehouseLedger
package import GatehouseModel
package import GatehouseReconciliation

/// Proposes which records are one person, by the ledger and by what reconciliation found (GH-8).
package struct FindingDuplicates: Sendable {
    let rules: MailboxRules

    package init(rules: MailboxRules = MailboxRules()) { self.rules = rules }

    /// A proposal with the two records, the one to be kept first: who has more living invitations, else the older.
    package struct Found: Hashable, Sendable {
        package let proposal: MergeProposal
        package let keep: Person
        package let other: Person
    }

    private static let page = 2000

    package func all(in reader: any LedgerReader) throws -> [MergeProposal] {
        var search = DuplicateSearch(rules)
        var programmes: [PersonID: [ProgrammeID]] = [:]
        try reader.forEachProgrammeMember { programmes[$1, default: []].append($0) }
        var last: PersonID?
        while true {
            let page = try reader.people(matching: PeopleSearch(), after: last, limit: FindingDuplicates.page)
            for person in page { search.add(.init(person, programmes: programmes[person.id] ?? [])) }
            last = page.last?.id
            if page.count < FindingDuplicates.page { break }
        }
        try addVendors(to: &search, in: reader)
        return search.proposals(apart: try Apart(reader).people)
    }

    /// The two records of some proposals.
    package func found(_ proposals: some Sequence<MergeProposal>, in reader: any LedgerReader) throws -> [Found] {
        let proposals = Array(proposals)
        let ids = Array(Set(proposals.flatMap { [$0.first, $0.second] })).sorted()
        let people = try reader.people(ids)
        var living: [PersonID: Int] = [:]
        var search = InvitationSearch()
        (search.person, search.isLiving) = (ids, true)
        for row in ids.isEmpty ? [] : try reader.rows(matching: search, after: nil, limit: 100_000) {
            if let person = row.invitation.person { living[person, default: 0] += 1 }
        }
        return proposals.compactMap { proposal in
            guard let first = people[proposal.first], let second = people[proposal.second] else { return nil }
            let isSecondBusier = living[second.id] ?? 0 > living[first.id] ?? 0
            return Found(
                proposal: proposal, keep: isSecondBusier ? second : first, other: isSecondBusier ? first : second)
        }
    }

    private func addVendors(to search: inout DuplicateSearch, in reader: any LedgerReader) throws {
        let names = Dictionary(
            try reader.connections().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        for account in try reader.sharedAccounts() {
            search.add(
                .init(
                    .account, .strong,
                    "\(names[account.connection] ?? "the vendor") has one account for both: \(account.vendorID.prefix(60))"
                ),
                of: account.people)
        }
        let kinds: Set<String> = [
            DiscrepancyClass.identityCollision.rawValue, DiscrepancyClass.recipientMismatch.rawValue,
        ]
        for state in [DiscrepancyRecord.State.open, .ignored] {
            let told = try reader.discrepancies(of: nil, state: state).filter { kinds.contains($0.kind) }
            for one in told {
                let isCollision = one.kind == DiscrepancyClass.identityCollision.rawValue
                search.add(
                    .init(
                        .account, isCollision ? .strong : .likely,
                        isCollision
                            ? "\(names[one.connection] ?? "the vendor") shows both under one key (\(one.id.text))"
                            : "\(names[one.connection] ?? "the vendor") shows the one's invitation used by the other's address (\(one.id.text))"
                    ), of: try people(of: one, in: reader))
            }
        }
    }

    /// Whom a difference names: by its invitations, and by the address that the vendor shows.
    private func people(of difference: DiscrepancyRecord, in reader: any LedgerReader) throws -> [PersonID] {
        func words(_ text: String) -> [String] { text.split { $0 == "," || $0 == " " }.map(String.init) }
        let invitations =
            words(difference.ours).compactMap { InvitationID($0) } + [difference.invitation].compactMap { $0 }
        let addresses = words(difference.theirs).filter { $0.contains("@") }
        let holders = try reader.invitations(invitations).values.compactMap(\.person)
        let owners = try reader.people(atAddresses: addresses.map { $0.lowercased() }).values.map(\.id)
        return holders + owners
    }
}
