package import GatehouseLedger
package import GatehouseModel
import GatehouseReconciliation

/// What is to be ticked, step by step, each with what it expects to find. Applying it does exactly this or refuses: the vendor is
/// asked again, or the file read again, and each step must come out as it was saved.
package struct ReconciliationPlan: Hashable, Sendable, Codable {
    package var verb = ReconciliationPlan.verb
    package let actor: String
    /// The same plan is done once.
    package let key: String
    package let createdAt: Instant
    package let validUntil: Instant
    /// One for each connection that something is to be done about.
    package let parts: [Part]

    package static let verb = "reconcile"

    package struct Part: Hashable, Sendable, Codable {
        package let connection: ConnectionID
        package let connectionName: String
        /// The run whose differences these are; nil where it was only shown.
        package let run: RunID?
        package let asOf: Instant
        /// Nil where the vendor was asked.
        package var file: File?
        /// What was ticked: `all`, classes, subjects, ids of differences.
        package let ticked: [String]
        package let steps: [Step]
    }

    /// A vendor's file, as it was given.
    package struct File: Hashable, Sendable, Codable {
        package let path: String
        package let digest: String
        package let supply: SupplyID?
        package let isComplete: Bool
        package let reading: Reading

        package init(path: String, digest: String, supply: SupplyID?, isComplete: Bool, reading: Reading) {
            (self.path, self.digest, self.supply) = (path, digest, supply)
            (self.isComplete, self.reading) = (isComplete, reading)
        }
    }

    /// What a person said of how a file is to be read; nil is found out.
    package struct Reading: Hashable, Sendable, Codable {
        package let sheet: String?
        package let encoding: String?
        package let delimiter: String?

        package init(sheet: String?, encoding: String?, delimiter: String?) {
            (self.sheet, self.encoding, self.delimiter) = (sheet, encoding, delimiter)
        }
    }

    package struct Step: Hashable, Sendable, Codable {
        package let difference: DiscrepancyID
        package let kind: String
        package let subject: String
        package let supply: String?
        package let ours: String
        package let theirs: String
        /// What is done, such as `import`, and to what.
        package let act: String
        package let on: String?
        /// What it expects to find; nil where nothing of ours is touched yet.
        package let standing: String?
        package let lastWriteAt: Instant?
        /// What it does to a unit.
        package let from: UnitState?
        package let to: UnitState?
    }

    package var steps: [Step] { parts.flatMap(\.steps) }

    /// SHA-256 over what it would do: equal plans do the same.
    package var contentDigest: String {
        let content = ReconciliationPlan(
            actor: actor, key: "", createdAt: Instant(milliseconds: 0), validUntil: Instant(milliseconds: 0),
            parts: parts)
        return digest(PlanCoding.document(of: content))
    }

    /// What people call it: the digest's first four figures.
    package var shortName: String { String(contentDigest.prefix(4)) }
}

extension ReconciliationPlan {
    /// What was ticked of these runs, as long as an earlier run had opened its difference.
    ///
    /// - Parameters:
    ///   - files: by connection, where a file was read.
    ///   - isKept: the runs are kept; false where they were only shown.
    package init(
        _ outcomes: [Reconciling.Outcome], ticking tick: Reconciling.Tick, words: [String],
        files: [ConnectionID: File] = [:], isKept: Bool, actor: String, world: EngineWorld,
        in reader: any LedgerReader
    ) throws {
        let now = world.clock.now
        let parts = try outcomes.compactMap { outcome -> Part? in
            let connection = outcome.observations.connection
            let chosen = try Planned(
                outcome.waiting, of: outcome.result, tick, connection.id, record: { outcome.records[$0] }, in: reader)
            guard !chosen.steps.isEmpty else { return nil }
            return Part(
                connection: connection.id, connectionName: connection.name, run: isKept ? outcome.run.id : nil,
                asOf: outcome.run.asOf, file: files[connection.id], ticked: words.sorted(), steps: chosen.saved)
        }
        self.init(
            actor: actor, key: "reconcile_" + world.chance.uniquePart(at: now), createdAt: now,
            validUntil: now.advanced(by: Planner.validity), parts: parts)
    }

    /// It is done already: nothing of it is done twice.
    package func isApplied(in reader: any LedgerReader) throws -> Bool {
        try parts.allSatisfy { try reader.command(key: key(of: $0)) != nil }
    }

    package func key(of part: Part) -> String { "\(key)_\(part.connection.text)" }

    /// Throws `conflict` once it is too old, or where it is another than its digest says.
    package func check(at now: Instant) throws(EngineError) {
        guard now < validUntil else {
            throw EngineError(.conflict, "plan \(shortName) is older than 30 minutes: make it again")
        }
    }
}
