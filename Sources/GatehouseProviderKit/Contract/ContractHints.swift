import FoundationEssentials
import GatehouseForms
import GatehouseModel

extension ContractClient {
    /// A webhook larger than this is none.
    static let largestWebhook = 1 << 20
    static let mostHeaders = 100

    /// `POST /webhook`: has the provider verify what its vendor sent, and say what to ask about. Changes nothing.
    public func hints(_ webhook: Webhook) throws(ProviderError) -> [Hint] {
        guard webhook.body.count <= ContractClient.largestWebhook, webhook.headers.count <= ContractClient.mostHeaders
        else {
            throw ProviderError(
                .badRequest, effect: .none, message: "The webhook is too large to be one; it is left out.")
        }
        let body: JSONValue = [
            "received_at": .string(webhook.receivedAt.description),
            "headers": .array(webhook.headers.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "body_base64": .string(Data(webhook.body).base64EncodedString()),
        ]
        let reply = try post(Call(path: "/webhook", body: body, key: nil, veil: veil()))
        do throws(ContractFault) {
            var hints: [Hint] = []
            for reader in try reply.reader.items("hints") { hints.append(try Hint(contract: reader)) }
            return hints
        } catch {
            throw broken(error, effect: .none, reply)
        }
    }
}

extension Hint {
    init(contract reader: ContractReader) throws(ContractFault) {
        if let reference = try reader.optionalWord("reference") {
            self = .reference(reference)
        } else if let supply = try reader.optionalWord("supply") {
            self = .supply(supply)
        } else if try reader.optionalFlag("everything") == true {
            self = .everything
        } else {
            throw ContractFault(at: reader.place, "hints at nothing")
        }
    }
}
