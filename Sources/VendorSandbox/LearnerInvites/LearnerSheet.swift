/// The spreadsheet of the vendor's template: two columns, email and groups, the group named exactly (LI-4).
struct LearnerSheet {
    static let header = ["email", "groups"]

    private(set) var rows: [(person: Participant, group: String)] = []
    /// What is wrong, row by row.
    private(set) var problems: [String] = []

    init(_ text: String, groups: [String]) {
        let lines = CSVText.rows(text).filter { $0 != [""] }
        guard let header = lines.first, header.map({ $0.lowercased() }) == LearnerSheet.header else {
            problems = ["the columns must be exactly: Email, Groups"]
            return
        }
        if lines.count == 1 { problems = ["the file has no rows"] }
        var seen: Set<String> = []
        for (number, line) in lines.enumerated().dropFirst() {
            func wrong(_ what: String) { problems.append("row \(number + 1): \(what)") }
            guard line.count == 2 else {
                wrong("has \(line.count) columns, not 2")
                continue
            }
            let person = Participant(address: line[0])
            if !Participant.looksUsable(line[0]) { wrong("not an email address") }
            if !groups.contains(line[1]) { wrong("there is no group named exactly so") }
            if !seen.insert(person.key).inserted { wrong("the address stands twice") }
            rows.append((person, line[1]))
        }
    }
}
