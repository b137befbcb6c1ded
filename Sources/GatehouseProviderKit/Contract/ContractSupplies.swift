import GatehouseForms
import GatehouseModel

extension ContractClient {
    /// A vendor with more pages than this is not believed.
    private static let mostPages = 200

    func allSupplies() throws(ProviderError) -> [SupplyReport] {
        var reports: [SupplyReport] = []
        var ids: Set<String> = []
        var cursor: String?
        for _ in 0..<ContractClient.mostPages {
            let reply = try get("/supplies", query: cursor.map { [("cursor", $0)] } ?? [], under: veil())
            do throws(ContractFault) {
                for reader in try reply.reader.items("supplies") {
                    let report = try SupplyReport(contract: reader)
                    guard ids.insert(report.vendorID).inserted else { throw reader.fault("id", "stands twice") }
                    try doubt.refuse(report, at: reader.place)
                    reports.append(report)
                }
                guard let next = try reply.reader.optionalText("next_cursor", atMost: 1024) else { return reports }
                guard next != cursor, !next.isEmpty else {
                    throw ContractFault(at: "/next_cursor", "leads nowhere new")
                }
                cursor = next
            } catch {
                throw broken(error, effect: .none, reply)
            }
        }
        throw ProviderError(
            .malformedAnswer, effect: .none, message: "The vendor's list of supplies does not end; ask its support.")
    }

    /// `GET /check`: the vendor names itself and the contract it speaks.
    func askHealth() throws(ProviderError) -> Health {
        let reply = try get("/check", under: veil())
        do throws(ContractFault) {
            try refuseOtherContract(reply)
            try doubt.refuse(provider: reply.reader.requiredWord("provider"), at: "/provider")
            let summary = try reply.reader.requiredText("summary", atMost: 500)
            return Health(isReachable: true, summary: Hiding(secrets).cleaned(summary), requestID: reply.requestID)
        } catch {
            throw broken(error, effect: .none, reply)
        }
    }
}

extension SupplyReport {
    init(contract reader: ContractReader) throws(ContractFault) {
        let usage = try reader.requiredWord("usage")
        guard let usage = Usage(rawValue: usage) else { throw reader.fault("usage", "is no usage") }
        var assessments: [String] = []
        for assessment in try reader.items("assessments", atMost: 100) {
            assessments.append(try assessment.text(atMost: ContractReader.longestWord))
        }
        self.init(
            vendorID: try reader.requiredID("id"), name: try reader.requiredText("name", atMost: 500), usage: usage,
            category: try reader.requiredWord("category"), isArchived: try reader.optionalFlag("archived") ?? false,
            assessments: assessments, purchased: try reader.optionalCount("purchased"),
            counters: try reader.members("counters") { value throws(ContractFault) in try value.count() },
            sharedCredential: try reader.optional("shared").map { shared throws(ContractFault) in
                try IssuedCredential(contractCredential: shared, echo: Echo())
            },
            attributes: try reader.members("attributes") { value in value.value })
    }
}
