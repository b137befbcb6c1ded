public import GatehouseProviderKit

/// Gallup-style access-code bundles: codes of one type, bought in bundles and handed out one by one, or as one code for
/// many people (rules CB-1 to CB-21).
///
/// In api mode every verb is one call of the provider contract. In portal mode the codes that were exported are handed out
/// by Gatehouse, and what only the vendor can do becomes a task with exactly the file or text that its site takes.
public struct CodeBundles: Sendable {
    public init() {}

    public var descriptor: Descriptor { .codeBundles }
}
