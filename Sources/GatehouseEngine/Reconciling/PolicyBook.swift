package import GatehouseReconciliation

/// What a workspace wishes about classes of differences, for all its connections or for one; a connection's wish goes before
/// that for all.
package struct PolicyBook: Hashable, Sendable {
    private let forAll: PolicyTable
    private let forConnections: [String: [DiscrepancyClass: Policy]]

    package static let standard = PolicyBook(PolicyTable())

    /// The same for all connections.
    package init(_ table: PolicyTable) { (forAll, forConnections) = (table, [:]) }

    /// - Parameters:
    ///   - text: `vendor_ahead=plan, keys-eu/idle_unit=hold`: a class and its policy, with a connection's name and a stroke before
    ///     it where it is for that one alone.
    ///   - table: how long is waited, and whatever else no wish is about.
    /// - Throws: `EngineError` `.invalid` where a class or policy is not known, or a class may not have that policy.
    package init(parsing text: String, _ table: PolicyTable) throws(EngineError) {
        var (all, others): ([DiscrepancyClass: Policy], [String: [DiscrepancyClass: Policy]]) = (table.overrides, [:])
        for wish in text.split(separator: ",") {
            let sides = wish.split(separator: "=", omittingEmptySubsequences: false).map(PolicyBook.trimmed)
            guard sides.count == 2 else {
                throw EngineError(
                    .invalid, "'\(PolicyBook.trimmed(wish).prefix(60))' is no policy: write it like vendor_ahead=plan")
            }
            let stroke = sides[0].lastIndex(of: "/")
            let connection = stroke.map { String(sides[0][..<$0]) }
            let word = stroke.map { String(sides[0][sides[0].index(after: $0)...]) } ?? sides[0]
            let kind = try PolicyBook.kind(word)
            let policy = try PolicyBook.policy(sides[1], for: kind)
            if let connection { others[connection, default: [:]][kind] = policy } else { all[kind] = policy }
        }
        var own = table
        own.overrides = all
        (forAll, forConnections) = (own, others)
    }

    /// What holds for a connection of this name.
    package func table(of connection: String) -> PolicyTable {
        var table = forAll
        table.overrides.merge(forConnections[connection] ?? [:]) { _, own in own }
        return table
    }

    /// Who wishes what is done about a class of a connection: `connection`, `workspace`, or nobody.
    package func source(of kind: DiscrepancyClass, for connection: String) -> String {
        if forConnections[connection]?[kind] != nil { return "connection" }
        return forAll.overrides[kind] != nil ? "workspace" : "default"
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    private static func kind(_ word: String) throws(EngineError) -> DiscrepancyClass {
        guard let kind = DiscrepancyClass(rawValue: word) else {
            throw .unknown("class", word, among: DiscrepancyClass.allCases.map(\.rawValue))
        }
        return kind
    }

    private static func policy(_ word: String, for kind: DiscrepancyClass) throws(EngineError) -> Policy {
        guard let policy = Policy(rawValue: word) else {
            throw .unknown("policy", word, among: Policy.allCases.map(\.rawValue))
        }
        guard kind.choices.contains(policy) else {
            let choices = kind.choices.map(\.rawValue).joined(separator: ", ")
            throw EngineError(
                .invalid,
                "\(kind.rawValue) cannot be \(word), only \(choices): \(kind.reasonForCare ?? "nothing is left to be done about it later")"
            )
        }
        return policy
    }
}
