import GatehouseForms
import GatehouseProviderKit

/// What connections, distributions and actions ask for.
let formCases: [ConformanceCase] = [
    ConformanceCase(
        "settings.form", "The settings are a form that can be asked: plain names, labels, fitting defaults."
    ) { trial in
        try trial.expectNone(trial.descriptor.settings.faults(), "the form of a connection")
    },
    ConformanceCase("settings.secrets-marked", "What is secret by its name is kept as a secret, and has no default.") {
        trial in
        let words = ["token", "secret", "password", "passphrase", "api_key", "apikey", "private_key", "pin"]
        let wrong = trial.descriptor.settings.fields.compactMap { field -> String? in
            let parts = field.name.split(separator: "_").map(String.init)
            let soundsSecret = words.contains { $0.contains("_") ? field.name.contains($0) : parts.contains($0) }
            if soundsSecret, !field.kind.isSecret, field.kind != .boolean {
                return "\(field.name) is not marked as secret"
            }
            return field.kind.isSecret && field.fallback != nil ? "the secret \(field.name) has a default" : nil
        }
        try trial.expectNone(wrong, "secrets among the settings")
    },
    ConformanceCase("settings.address", "In api mode a connection has an address, and its token is a secret.") {
        trial in
        guard trial.descriptor.modes.contains(.api) else { throw trial.skip("the provider has no api mode") }
        let field = try trial.need(trial.descriptor.settings["base_url"], "there is no setting base_url to call")
        try trial.expect(field.kind == .url, "the setting base_url is no web address")
        let isRequired = field.isRequired && field.fallback == nil && trial.descriptor.modes.contains(.portal)
        try trial.expect(!isRequired, "the setting base_url is required, though portal mode has no use for it")
        if let token = trial.descriptor.settings["token"] {
            try trial.expect(token.kind == .secret, "the setting token is not marked as secret")
        }
    },
    ConformanceCase("options.form", "The options of a distribution are a form that can be asked, and hold no secret.") {
        trial in
        try trial.expectNone(trial.descriptor.options.faults(), "the form of a distribution")
        try trial.expectNone(
            trial.descriptor.options.secretFields, "an option is a secret, and options are shown in plans")
    },
    ConformanceCase("actions.forms", "The input of each action is a form that can be asked; secret results are named.")
    { trial in
        let wrong = trial.descriptor.actions.flatMap { action in
            let results = action.secretResults
            return action.input.faults().map { "\(action.name): \($0)" }
                + (Set(results).count == results.count && results.allSatisfy(\.isPlainField)
                    ? [] : ["\(action.name): names of secret results"])
        }
        try trial.expectNone(wrong, "the form of an action")
    },
]

extension Form {
    /// What makes the form one that nobody can fill in or draw; also of the forms within it.
    func faults(at path: String = "") -> [String] {
        var faults: [String] = []
        if Set(fields.map(\.name)).count < fields.count { faults.append("\(path)a name stands twice") }
        for field in fields {
            let name = path + field.name
            if !field.name.isPlainField { faults.append("\(name) is not lower case with underscores") }
            if !field.label.isOneLine { faults.append("\(name) has no label") }
            if let fallback = field.fallback, (try? Form([field]).checked([field.name: fallback])) == nil {
                faults.append("the default of \(name) does not fit")
            }
            faults += field.kind.faults(of: name)
        }
        return faults
    }
}

extension FormField.Kind {
    fileprivate func faults(of name: String) -> [String] {
        switch self {
        case .choice(let choices):
            let isWrong =
                choices.isEmpty || Set(choices.map(\.value)).count < choices.count
                || choices.contains { $0.label.isEmpty }
            return isWrong ? ["the choices of \(name) are none, double, or without a label"] : []
        case .list(let element, _): return element.faults(of: name)
        case .object(let form): return form.faults(at: name + ".")
        case .text(let maximum), .longText(let maximum): return maximum > 0 ? [] : ["\(name) takes no text"]
        default: return []
        }
    }
}
