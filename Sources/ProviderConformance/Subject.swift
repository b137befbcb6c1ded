package import GatehouseForms
package import GatehouseModel
package import GatehouseProviderKit

/// Who is judged, and what there is to judge with.
package struct Subject: Sendable {
    /// The provider's id, or the address where it answers.
    package var name: String
    package var provider: any Provider
    /// The way to the vendor; nil where there is none to speak with, and only facts and portal work are judged.
    package var link: (any VendorLink)?
    /// The same way with a token that the vendor does not know; nil where tokens play no part.
    package var strangersLink: (any VendorLink)?
    /// What the link's other end speaks: the provider contract, whose wire is judged as well, or the vendor's own interface.
    package var speaksContract: Bool
    /// The provider itself stands at the link's other end, so that it is called in portal mode as well.
    package var isOutside = false
    package var settings: [String: JSONValue]
    package var secrets: [String: Secret]
    /// What can be done to the vendor beside the contract; nil where nothing can.
    package var bench: (any Bench)?
    /// The descriptor as it was last promised to others; nil where none is kept.
    package var golden: JSONValue?
    /// The only supplies that may be used, by the vendor's ids; nil uses what the vendor shows.
    package var supplies: Set<String>?
    package var clock: @Sendable () -> Instant

    package init(
        name: String, provider: any Provider, link: (any VendorLink)? = nil, strangersLink: (any VendorLink)? = nil,
        speaksContract: Bool = true, settings: [String: JSONValue] = [:], secrets: [String: Secret] = [:],
        bench: (any Bench)? = nil, golden: JSONValue? = nil, supplies: Set<String>? = nil,
        clock: @escaping @Sendable () -> Instant
    ) {
        self.name = name
        self.provider = provider
        self.link = link
        self.strangersLink = strangersLink
        self.speaksContract = speaksContract
        self.settings = settings
        self.secrets = secrets
        self.bench = bench
        self.golden = golden
        self.supplies = supplies
        self.clock = clock
    }
}
