import GatehouseForms
import GatehouseProviderKit

/// What was chosen for keys that are to be sent, with what was kept from last time filled in where it was asked for.
struct SendingOptions {
    let coaches: [String]
    let assessment: AssessmentChoice
    /// Goes before the standard message (KP-5).
    let message: String?
    /// Takes the place of the standard signature (KP-6).
    let signature: String?
    /// Asked for, and there is none.
    let lacksMessage: Bool
    let lacksSignature: Bool

    init(_ values: [String: JSONValue], pool: PoolProfile) {
        func text(_ name: String) -> String? { values[name]?.string.flatMap { $0.isBlank ? nil : $0 } }
        // As they stand in the organisation: the vendor takes no other spelling.
        let named = (values["coaches"].map(PoolProfile.names) ?? []).map { pool.coach(named: $0) ?? $0 }
        coaches = named.enumerated().filter { !named[..<$0.offset].contains($0.element) }.map(\.element)
        assessment = values["assessment"]?.string.flatMap(AssessmentChoice.init) ?? .open
        let (again, signsAgain) = (values["saved_message"]?.bool ?? false, values["saved_signature"]?.bool ?? false)
        message = text("message") ?? (again ? pool.message : nil)
        signature = text("signature") ?? (signsAgain ? pool.signature : nil)
        lacksMessage = again && message == nil
        lacksSignature = signsAgain && signature == nil
    }

    /// What the vendor is told: our own kept texts as texts.
    var forVendor: [String: JSONValue] {
        var values: [String: JSONValue] = ["assessment": .string(assessment.rawValue)]
        if !coaches.isEmpty { values["coaches"] = .array(coaches.map { .string($0) }) }
        values["message"] = message.map(JSONValue.string)
        values["signature"] = signature.map(JSONValue.string)
        return values
    }

    /// What is offered again next time (KP-5); a sending without a text of its own leaves what was kept before.
    func kept(with supply: SupplyFacts) -> [LedgerEffect] {
        var texts: [String: JSONValue] = [:]
        texts["message"] = message.map(JSONValue.string)
        texts["signature"] = signature.map(JSONValue.string)
        return texts.isEmpty ? [] : [.attributes(supply: supply.vendorID, texts)]
    }
}
