import GatehouseForms
import GatehouseProviderKit

/// The vendor's public page by which people become learners without an invitation (LI-6).
struct JoinPage {
    let isOn: Bool
    /// Which group people join by it.
    let group: SupplyFacts?
    /// Addresses and domains; whoever else comes is turned away.
    let allowed: [String]
    let isForAnyone: Bool
    /// The custom end of the page's address; nil leaves it to the vendor.
    let addressPart: String?

    init(_ input: ActionInput) throws(ProviderError) {
        let values = input.order.input
        guard let isOn = values["on"]?.bool else { throw input.missing("on") }
        self.isOn = isOn
        group = values["group"] == nil ? nil : try input.supply("group")
        allowed = input.texts("allowed")
        isForAnyone = values["anyone"]?.bool ?? false
        addressPart = values["address_part"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    static func isAddressOrDomain(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, let domain = parts.last else { return false }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
            && !text.contains { $0.isWhitespace || $0 == "," || $0 == ";" || $0 == "*" } && parts[0].isEmpty == false
    }

    static func isAddressPart(_ text: String) -> Bool {
        let isLetterOrFigure = { (byte: UInt8) in (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        guard (3...40).contains(text.utf8.count), text.utf8.first.map(isLetterOrFigure) == true else { return false }
        return text.utf8.allSatisfy { isLetterOrFigure($0) || $0 == UInt8(ascii: "-") }
    }
}
