public import GatehouseProviderKit

/// Core Drivers / Core Values style invite campaigns: people are invited into a campaign that assigns assessments and
/// enables reports (rules CA-1 to CA-12).
///
/// In api mode every verb is one call of the provider contract. In portal mode every verb answers with what a person has
/// to do on the vendor's site, and with exactly the text that the site takes.
public struct Campaigns: Sendable {
    public init() {}

    public var descriptor: Descriptor { .campaigns }
}
