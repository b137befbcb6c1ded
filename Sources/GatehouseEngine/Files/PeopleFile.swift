import Foundation
package import GatehouseLedger
package import GatehouseModel
package import GatehouseTables

/// What a list of people holds: the good rows as drafts, every wrong cell by its place.
package struct PeopleFile: Sendable {
    package let name: String
    package var people: [PersonDraft] = []
    package var problems: [TableProblem] = []
    package var rows = 0
    /// Rows with at least one problem; they are left out.
    package var rejectedRows = 0
    /// What was not certain about the file and how it was read.
    package var doubts: [String] = []

    /// Reads CSV or XLSX. Throws `TableError` when the file as a whole cannot be read.
    package init(path: String, name: String? = nil, settings: Table.Settings = .init(), domains: any DomainFolding)
        throws
    {
        let columns = HeaderWords.people + [HeaderWords.vendorID]
        let named = try Table(path: path, name: name, columns: columns, settings: settings)
        let isDelivery = try PeopleFile.mailIsNoAddress(named.header, path: path, settings)
        // The first is read no further: what a column holds is seen by reading.
        let table =
            isDelivery
            ? try Table(
                path: path, name: name,
                columns: columns.map { $0.key == HeaderWords.email.key ? HeaderWords.emailBesideMail : $0 },
                settings: settings)
            : named
        self.name = table.name
        var firstRows: [String: Int] = [:]
        try table.forEachRow { row in
            rows += 1
            var found = row.problems
            let draft = PeopleFile.draft(row, domains, &firstRows, &found)
            if found.isEmpty, let draft {
                people.append(draft)
            } else {
                rejectedRows += 1
                problems += found
            }
        }
        doubts = table.doubts
        problems += table.header.problems
    }

    /// Whether a column that is called like one of addresses holds none, beside one that does: our own lists say under MAIL what
    /// became of a mail, and have the address in a column of its own.
    private static func mailIsNoAddress(_ header: TableHeader, path: String, _ settings: Table.Settings) throws -> Bool
    {
        let other = HeaderWords.emailBesideMail
        guard let mail = header.index(HeaderWords.email.key), HeaderWords.isMail(header.title(mail)) else {
            return false
        }
        guard let table = try? Table(path: path, columns: [other], settings: settings),
            let better = table.header.index(other.key), better != mail
        else { return false }
        var (inMail, inOther) = (0, 0)
        try table.forEachRow { row in
            if row.bytes(mail)?.contains(UInt8(ascii: "@")) ?? false { inMail += 1 }
            if row.bytes(better)?.contains(UInt8(ascii: "@")) ?? false { inOther += 1 }
        }
        return inMail == 0 && inOther > 0
    }

    /// Nil where nobody can be made of the row; every wrong cell of it is found all the same.
    private static func draft(
        _ row: borrowing TableRow, _ domains: any DomainFolding, _ firstRows: inout [String: Int],
        _ found: inout [TableProblem]
    ) -> PersonDraft? {
        let address = address(row, domains, &firstRows, &found)
        let language = language(row, &found)
        let timeZone = timeZone(row, &found)
        guard let address else { return nil }
        let name = name(row).flatMap(PersonName.folded)
        var draft = PersonDraft(address: address, name: name == row.value("email") ? nil : name)
        (draft.language, draft.timeZone) = (language, timeZone)
        // A list of ours has our own ids, which are nobody's external ones.
        draft.externalID = row.value("vendor_id") ?? row.value("id").flatMap { PersonID($0) == nil ? $0 : nil }
        draft.tags =
            row.value("tags")?.split { $0 == "," || $0 == ";" }.map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                !$0.isEmpty
            } ?? []
        return draft
    }

    private static func address(
        _ row: borrowing TableRow, _ domains: any DomainFolding, _ firstRows: inout [String: Int],
        _ found: inout [TableProblem]
    ) -> String? {
        guard let written = row.value("email") else {
            found.append(
                row.problem(
                    "email", reason: "the address is missing", remedy: "give an email address, or remove the row"))
            return nil
        }
        let address: EmailAddress
        do throws(AddressProblem) { address = try EmailAddress(parsing: written, domains: domains) } catch {
            found.append(row.problem("email", reason: error.reason, remedy: error.remedy))
            return nil
        }
        let key = address.address.lowercased()
        if let first = firstRows[key] {
            found.append(row.problem("email", reason: "same as row \(first)", remedy: "remove one of the two rows"))
            return nil
        }
        firstRows[key] = row.number
        return address.address
    }

    private static func language(_ row: borrowing TableRow, _ found: inout [TableProblem]) -> String? {
        guard let written = row.value("language") else { return nil }
        if let language = LanguageWord.canonical(written) { return language }
        let remedy =
            LanguageWord.proposal(for: written).map { "did you mean \"\($0)\"?" } ?? "write a tag like da or pt-BR"
        found.append(row.problem("language", reason: "not a language tag", remedy: remedy))
        return nil
    }

    private static func timeZone(_ row: borrowing TableRow, _ found: inout [TableProblem]) -> String? {
        guard let written = row.value("time_zone") else { return nil }
        if let zone = TimeZone(identifier: written) { return zone.identifier }
        found.append(row.problem("time_zone", reason: "not a time zone", remedy: "write it like Europe/Copenhagen"))
        return nil
    }

    private static func name(_ row: borrowing TableRow) -> String? {
        if let whole = row.value("name") { return whole }
        let parts = [row.value("first_name"), row.value("last_name")].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
