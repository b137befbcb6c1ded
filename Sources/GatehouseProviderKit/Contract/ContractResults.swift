public import GatehouseForms
import GatehouseModel

extension ContractClient {
    /// `GET /results`: one page of scores and reports.
    public func results(_ query: ResultsQuery) throws(ProviderError) -> ResultsPage {
        var asked: [(name: String, value: String)] = []
        if let supply = query.supply { asked.append(("supply", supply)) }
        if let cursor = query.cursor { asked.append(("cursor", cursor)) }
        let reply = try get("/results", query: asked, under: veil())
        do throws(ContractFault) {
            var results: [AssessmentResult] = []
            for reader in try reply.reader.items("results") { results.append(try AssessmentResult(contract: reader)) }
            if let supply = query.supply, results.contains(where: { $0.supply != nil && $0.supply != supply }) {
                throw ContractFault(.echo, at: "/results", "hold a result of another supply")
            }
            let next = try reply.reader.optionalText("next_cursor", atMost: 1024)
            guard next == nil || (next != query.cursor && next != "") else {
                throw ContractFault(at: "/next_cursor", "leads to the same page again")
            }
            return ResultsPage(results: results, nextCursor: next)
        } catch {
            throw broken(error, effect: .none, reply)
        }
    }
}

extension AssessmentResult {
    init(contract reader: ContractReader) throws(ContractFault) {
        self.init(
            reference: try reader.optionalWord("reference"), vendorID: try reader.optionalWord("id"),
            address: try reader.optionalText("address", atMost: 512), supply: try reader.optionalWord("supply"),
            assessment: try reader.requiredWord("assessment"),
            completedAt: try reader.optional("completed_at") == nil ? nil : reader.requiredInstant("completed_at"),
            scores: try reader.members("scores") { score throws(ContractFault) in
                switch score.value {
                case .integer, .number: score.value
                default: .string(try score.text())
                }
            }, reportLink: try reader.optionalLink("report_link"))
    }
}
