package import GatehouseModel

extension EngineWorld {
    /// What a person typed, with its domain as the ledger keeps it where it is an address; else as it is.
    package func foldingDomain(of text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        return (try? EmailAddress(parsing: text, domains: domains))?.address ?? text
    }

    /// The same in lower case, as addresses are looked up.
    package func folded(_ text: String) -> String { foldingDomain(of: text).lowercased() }
}
