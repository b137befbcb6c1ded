package import GatehouseForms
package import GatehouseProviderKit

// What tests of providers look at in answers, tasks and findings.

extension ManualTask {
    package func text(_ name: String) -> String? {
        materials.first { $0.name == name }.map { String(decoding: $0.content, as: UTF8.self) }
    }

    package var wholeText: String { ([title] + steps).joined(separator: "\n") }
}

extension Answer {
    /// The codes of the refusals; nil for an item that was not refused.
    package var refusals: [String?] {
        items.map { outcome in if case .rejected(let refusal) = outcome { refusal.code } else { nil } }
    }

    /// For each item the task that it waits for; nil for one that waits for none.
    package var waiting: [Int?] {
        items.map { outcome in if case .manual(let task) = outcome { task } else { nil } }
    }

    package var done: [Value] {
        items.compactMap { outcome in if case .done(let value) = outcome { value } else { nil } }
    }
}

extension ActionAnswer {
    package var refusal: Refusal? { if case .rejected(let refusal) = outcome { refusal } else { nil } }
    package var result: JSONValue? { if case .done(let value) = outcome { value } else { nil } }
    package var task: ManualTask? { if case .manual(let index) = outcome { tasks[index] } else { nil } }
}

extension [Finding] {
    package func finding(_ code: String) -> Finding? { first { $0.code == code } }
    package var refusing: [String] {
        filter { $0.severity == .refusesAll || $0.severity == .refusesPerson }.map(\.code)
    }
}
