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
        let columns = HeaderWords.people.map { $0.key == HeaderWords.email.key ? $0.required(true) : $0 }
        let table = try Table(path: path, name: name, columns: columns, settings: settings)
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

    private static func draft(
        _ row: borrowing TableRow, _ domains: any DomainFolding, _ firstRows: inout [String: Int],
        _ found: inout [TableProblem]
    ) -> PersonDraft? {
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
        var draft = PersonDraft(address: address.address, name: name(row))
        draft.externalID = row.value("id")
        draft.tags =
            row.value("tags")?.split { $0 == "," || $0 == ";" }.map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                !$0.isEmpty
            } ?? []
        if let language = row.value("language") {
            draft.language = LanguageWord.canonical(language)
            if draft.language == nil {
                let remedy =
                    LanguageWord.proposal(for: language).map { "did you mean \"\($0)\"?" }
                    ?? "write a tag like da or pt-BR"
                found.append(row.problem("language", reason: "not a language tag", remedy: remedy))
            }
        }
        if let zone = row.value("time_zone") {
            draft.timeZone = TimeZone(identifier: zone)?.identifier
            if draft.timeZone == nil {
                found.append(
                    row.problem("time_zone", reason: "not a time zone", remedy: "write it like Europe/Copenhagen"))
            }
        }
        return draft
    }

    private static func name(_ row: borrowing TableRow) -> String? {
        if let whole = row.value("name") { return whole }
        let parts = [row.value("first_name"), row.value("last_name")].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
