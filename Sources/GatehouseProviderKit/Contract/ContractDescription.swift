import GatehouseForms
import GatehouseModel

extension ContractClient {
    /// Bytes of a description's canonical text; the built-in ones have a tenth of it.
    static let longestDescription = 512 << 10

    /// `GET /describe`: what the provider says of itself, read strictly.
    ///
    /// - Throws: `malformed_answer` with effect `none` for a description that is not usable; its detail names every
    ///   problem with its pointer.
    public func describe() throws(ProviderError) -> Descriptor {
        let reply = try get("/describe", under: nil)
        let document: JSONValue
        do throws(ContractFault) {
            try refuseOtherContract(reply)
            document = try reply.reader.required("descriptor").value
            guard document.canonicalText.utf8.count <= ContractClient.longestDescription else {
                throw ContractFault(at: "/descriptor", "is larger than \(ContractClient.longestDescription >> 10) KiB")
            }
        } catch {
            throw broken(error, effect: .none, reply)
        }
        do throws(FormProblems) {
            return try Descriptor(json: document)
        } catch {
            let lines = error.problems.prefix(20).map { "/descriptor\($0.description)" }
            throw ProviderError(
                .malformedAnswer, effect: .none,
                message:
                    "The provider's description of itself is not usable: \(lines[0])"
                    + (lines.count > 1 ? " (and \(error.problems.count - 1) more)" : ""),
                detail: lines.joined(separator: "; "), requestID: reply.requestID)
        }
    }

    func refuseOtherContract(_ reply: Reply) throws(ContractFault) {
        guard try reply.reader.requiredWord("contract") == "provider-v1" else {
            throw ContractFault(at: "/contract", "is not provider-v1")
        }
    }
}
