public import GatehouseForms
import GatehouseModel

/// Where a vendor takes fewer items in one call or upload than the capability's own limit.
public struct BatchLimit: Hashable, Sendable {
    public enum When: Hashable, Sendable {
        /// An option of the distribution has one of these values.
        case option(String, isOneOf: [JSONValue])
        /// An option of the distribution was given, whatever its value.
        case optionIsGiven(String)
        /// A setting of the connection has one of these values.
        case setting(String, isOneOf: [JSONValue])
    }

    public let count: Int
    public let when: When
    /// The rule it comes from, such as `LI-3`.
    public let rule: String
    /// Half a sentence, said beside the number of batches.
    public let why: String

    public init(_ count: Int, when: When, rule: String, why: String) {
        self.count = count
        self.when = when
        self.rule = rule
        self.why = why
    }

    func holds(settings: [String: JSONValue], options: [String: JSONValue]) -> Bool {
        switch when {
        case .option(let name, let values): values.contains(options[name] ?? .null)
        case .optionIsGiven(let name): options[name].map { !$0.isNull } ?? false
        case .setting(let name, let values): values.contains(settings[name] ?? .null)
        }
    }
}

extension Capability {
    /// The most items in one call or upload here; nil where there is no limit. `because` is the smaller limit that decided.
    public func limit(
        settings: [String: JSONValue], options: [String: JSONValue]
    ) -> (count: Int?, because: BatchLimit?) {
        let smallest = smallerBatches.filter { $0.holds(settings: settings, options: options) }
            .min { $0.count < $1.count }
        guard let smallest, smallest.count < batchLimit ?? .max else { return (batchLimit, nil) }
        return (smallest.count, smallest)
    }
}
