import GatehouseForms
import GatehouseModel

extension ContractClient {
    /// One page of the snapshot, of one supply or of everything. Our cursor counts the records so far, so that a snapshot
    /// whose pages do not add up to the vendor's own total is never called complete.
    func snapshot(of supply: String?, cursor: String?) throws(ProviderError) -> StatusPage {
        let position = try SnapshotPosition(cursor)
        var query: [(name: String, value: String)] = []
        if let supply { query.append(("supply", supply)) }
        if let vendorCursor = position.vendorCursor { query.append(("cursor", vendorCursor)) }
        let reply = try get("/snapshot", query: query, under: veil())
        do throws(ContractFault) {
            let records = try observed(reply)
            if let supply, records.contains(where: { $0.supply != nil && $0.supply != supply }) {
                throw ContractFault(.echo, at: "/records", "hold a record of another supply")
            }
            let seen = position.records + Int64(records.count)
            if let next = try reply.reader.optionalText("next_cursor", atMost: 1024) {
                guard next != position.vendorCursor, !next.isEmpty else {
                    throw ContractFault(at: "/next_cursor", "leads to the same page again")
                }
                return StatusPage(records: records, nextCursor: "\(seen)|\(next)", facts: nil)
            }
            return StatusPage(records: records, nextCursor: nil, facts: try facts(reply.reader, records: seen))
        } catch {
            throw broken(error, effect: .none, reply)
        }
    }

    /// Said on the last page: complete only when the vendor says so and its total is what arrived.
    private func facts(_ reader: ContractReader, records: Int64) throws(ContractFault) -> SnapshotFacts {
        let total = try reader.required("totals").requiredCount("records")
        let isComplete = try reader.optionalFlag("complete") ?? false
        let counters = try reader.members("counters", atMost: 10_000) { supply throws(ContractFault) in
            try ContractReader(["counters": supply.value], at: supply.place)
                .members("counters") { value throws(ContractFault) in try value.count() }
        }
        return SnapshotFacts(
            isComplete: isComplete && total == records, asOf: try reader.requiredInstant("as_of"),
            lag: .seconds(try reader.optionalCount("lag_seconds") ?? 0), counters: counters)
    }

    /// Our references in portions; each is answered by its records or named as missing.
    func lookUp(_ references: [String], cursor: String?) throws(ProviderError) -> StatusPage {
        let position = try LookUpPosition(cursor, of: references)
        let portion = Array(
            references[position.offset..<min(position.offset + LookUpPosition.portion, references.count)])
        guard !portion.isEmpty else {
            throw ProviderError(.badRequest, effect: .none, message: "No references were given to look up.")
        }
        let body = JSONValue.members(["references": .array(portion.map(JSONValue.string))])
        let reply = try post(Call(path: "/status", body: body, key: nil, veil: veil()))
        do throws(ContractFault) {
            let records = try observed(reply)
            try refuseGaps(records, asked: portion, reply.reader)
            let asOf = min(position.asOf ?? Instant(milliseconds: .max), try reply.reader.requiredInstant("as_of"))
            let lag = Duration.seconds(try reply.reader.optionalCount("lag_seconds") ?? 0)
            let next = position.offset + portion.count
            guard next == references.count else {
                return StatusPage(records: records, nextCursor: "\(next)|\(asOf)", facts: nil)
            }
            return StatusPage(
                records: records, nextCursor: nil, facts: SnapshotFacts(isComplete: true, asOf: asOf, lag: lag))
        } catch {
            throw broken(error, effect: .none, reply)
        }
    }

    private func refuseGaps(
        _ records: [ObservedRecord], asked: [String], _ reader: ContractReader
    ) throws(ContractFault) {
        var open = Set(asked)
        let known = open
        for record in records {
            guard let reference = record.reference, known.contains(reference) else {
                throw ContractFault(.echo, at: "/records", "hold a reference that was not asked for")
            }
            open.remove(reference)
        }
        for missing in try reader.items("missing") {
            guard open.remove(try missing.text(atMost: ContractReader.longestWord)) != nil else {
                throw ContractFault(.echo, at: missing.place, "was not asked for, or is answered as well")
            }
        }
        guard open.isEmpty else {
            throw ContractFault(.echo, at: "/records", "leave \(open.count) references unanswered")
        }
    }

    private func observed(_ reply: Reply) throws(ContractFault) -> [ObservedRecord] {
        var records: [ObservedRecord] = []
        for reader in try reply.reader.items("records") {
            records.append(try ObservedRecord(contract: reader, source: reply.source))
        }
        return records
    }
}

/// Where a snapshot stands between two pages: how many records came so far, and the vendor's own cursor.
private struct SnapshotPosition {
    var records: Int64 = 0
    var vendorCursor: String?

    init(_ cursor: String?) throws(ProviderError) {
        guard let cursor else { return }
        let parts = cursor.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int64(parts[0]), count >= 0, !parts[1].isEmpty else {
            throw ProviderError(.badRequest, effect: .none, message: "The cursor is not one that this client gave.")
        }
        (records, vendorCursor) = (count, String(parts[1]))
    }
}

/// Where a look-up stands: the next reference, and the oldest time that an answer bore.
private struct LookUpPosition {
    static let portion = 500
    var offset = 0
    var asOf: Instant?

    init(_ cursor: String?, of references: [String]) throws(ProviderError) {
        guard let cursor else { return }
        let parts = cursor.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let offset = Int(parts[0]), references.indices.contains(offset),
            let asOf = Instant(parts[1])
        else {
            throw ProviderError(.badRequest, effect: .none, message: "The cursor is not one that this client gave.")
        }
        (self.offset, self.asOf) = (offset, asOf)
    }
}

extension ObservedRecord {
    init(contract reader: ContractReader, source: Source) throws(ContractFault) {
        self.init(
            reference: try reader.optionalWord("reference"), vendorID: try reader.optionalWord("id"),
            credential: try reader.optionalSecret("credential"), link: try reader.optionalLink("link"),
            address: try reader.optionalText("address", atMost: 512),
            name: try reader.optionalText("name", atMost: 512), supply: try reader.optionalWord("supply"),
            word: try reader.requiredWord("word"), asOf: try reader.requiredInstant("as_of"),
            assessments: try reader.members("assessments") { word throws(ContractFault) in
                try word.text(atMost: ContractReader.longestWord)
            },
            attributes: try reader.members("attributes") { text throws(ContractFault) in try text.text(lines: true) },
            source: source)
    }
}
