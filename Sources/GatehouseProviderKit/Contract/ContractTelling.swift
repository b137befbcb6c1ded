import FoundationEssentials
import GatehouseForms
import GatehouseModel

extension ContractClient {
    /// Bytes of the settings as they are told; servers take headers of 8 KiB and more.
    static let mostTold = 6 << 10

    /// `Gatehouse-Mode`, and `Gatehouse-Settings` where the provider asks for any: the values as one JSON object in base64.
    static func telling(_ form: Form, of context: Context) throws(ProviderError) -> [(name: String, value: String)] {
        var told = [(name: "Gatehouse-Mode", value: context.mode.rawValue)]
        var values: [String: JSONValue] = [:]
        for field in form.fields {
            values[field.name] =
                context.secrets[field.name].map { .string($0.reveal()) } ?? context.settings[field.name]
        }
        guard !form.fields.isEmpty else { return told }
        let text = Data(JSONValue.object(values).canonicalText.utf8).base64EncodedString()
        guard text.utf8.count <= mostTold else {
            throw ProviderError(
                .badRequest, effect: .none,
                message: "The connection's settings are too long to be told to the provider; shorten them.")
        }
        told.append((name: "Gatehouse-Settings", value: text))
        return told
    }
}
