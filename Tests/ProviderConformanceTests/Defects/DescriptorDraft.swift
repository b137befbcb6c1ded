import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

/// A descriptor that can be changed fact by fact.
struct DescriptorDraft {
    var id: String
    var version: String
    var name: String
    var summary: String
    var modes: [Mode]
    var settings: [FormField]
    var capabilities: [Capability]
    var actions: [ActionDescription]
    var vocabulary: [Vocabulary.Row]
    var counters: [CounterDescription]
    var supplyKinds: [SupplyKindDescription]
    var options: [FormField]
    var files: [FileFormat]
    var traits: VendorTraits
    var help: [HelpStep]

    init(_ descriptor: Descriptor) {
        id = descriptor.id
        version = descriptor.version
        name = descriptor.name
        summary = descriptor.summary
        modes = descriptor.modes
        settings = descriptor.settings.fields
        capabilities = descriptor.capabilities
        actions = descriptor.actions
        vocabulary = descriptor.vocabulary.rows
        counters = descriptor.counters
        supplyKinds = descriptor.supplyKinds
        options = descriptor.options.fields
        files = descriptor.files
        traits = descriptor.traits
        help = descriptor.help
    }

    var descriptor: Descriptor {
        Descriptor(
            id: id, version: version, name: name, summary: summary, modes: modes, settings: Form(settings),
            capabilities: capabilities, actions: actions, vocabulary: Vocabulary(vocabulary), counters: counters,
            supplyKinds: supplyKinds, options: Form(options), files: files, traits: traits, help: help)
    }

    /// The first row that fits, changed.
    mutating func row(
        _ verb: Verb, _ support: Support, mode: Mode? = nil, _ change: (Capability) -> Capability
    ) {
        guard
            let index = capabilities.firstIndex(where: {
                $0.verb == verb && $0.support == support && (mode.map($0.modes.contains) ?? true)
            })
        else { return }
        capabilities[index] = change(capabilities[index])
    }

    mutating func action(_ name: String, _ change: (ActionDescription) -> ActionDescription) {
        actions = actions.map { $0.name == name ? change($0) : $0 }
    }
}

extension Capability {
    func with(
        support: Support? = nil, channels: [Channel]? = nil, conditions: [Condition]? = nil, batchLimit: Int? = nil,
        isOneAct: Bool? = nil
    ) -> Capability {
        Capability(
            verb, support ?? self.support, modes: modes, channels: channels ?? self.channels, usages: usages,
            categories: categories, conditions: conditions ?? self.conditions,
            batchLimit: batchLimit ?? self.batchLimit,
            isOneAct: isOneAct ?? self.isOneAct)
    }
}

extension ActionDescription {
    func with(
        purpose: String? = nil, input: Form? = nil, support: [Mode: Support]? = nil, secretResults: [String]? = nil
    ) -> ActionDescription {
        ActionDescription(
            name: name, title: title, purpose: purpose ?? self.purpose, scope: scope, effect: effect, roles: roles,
            input: input ?? self.input, support: support ?? self.support, usages: usages, conditions: conditions,
            secretResults: secretResults ?? self.secretResults, rules: rules)
    }
}

extension VendorTraits {
    func with(
        deadline: Duration? = nil, outboundHosts: [String]? = nil, linkBaseSetting: String? = nil,
        givesResults: Bool? = nil, sendsWebhooks: Bool? = nil
    ) -> VendorTraits {
        VendorTraits(
            idempotency: idempotency, snapshotIsComplete: snapshotIsComplete,
            snapshotShowsDeleted: snapshotShowsDeleted,
            lag: lag, callsPerMinute: callsPerMinute, deadline: deadline ?? self.deadline,
            outboundHosts: outboundHosts ?? self.outboundHosts, mailSender: mailSender,
            linkBaseSetting: linkBaseSetting ?? self.linkBaseSetting,
            givesResults: givesResults ?? self.givesResults, sendsWebhooks: sendsWebhooks ?? self.sendsWebhooks)
    }
}
