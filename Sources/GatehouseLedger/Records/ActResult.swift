package import GatehouseForms
package import GatehouseModel

/// What an act brought for whoever asked for it: a vendor's answer to an action, or what was typed in when it was ticked off.
///
/// The store keeps all of it sealed. Its secrets are shown on purpose only, and whoever shows them to a member writes that
/// into the audit trail.
package struct ActResult: Hashable, Sendable {
    package let intent: IntentID
    /// Everything that is no secret; null where there is nothing.
    package let open: JSONValue
    /// By the names of their members.
    package let secrets: [String: Secret]

    package init(intent: IntentID, open: JSONValue, secrets: [String: Secret] = [:]) {
        self.intent = intent
        self.open = open
        self.secrets = secrets
    }

    /// Takes the members of these names out of an answer. Where an answer that should have them has no members at all, the
    /// whole of it is a secret.
    package init(intent: IntentID, _ answer: JSONValue, hiding names: some Collection<String>) {
        var open = answer
        var secrets: [String: Secret] = [:]
        if var members = answer.object {
            for name in names {
                guard let value = members.removeValue(forKey: name), !value.isNull else { continue }
                secrets[name] = Secret(value.plainText)
            }
            open = members.isEmpty ? .null : .object(members)
        } else if !names.isEmpty, !answer.isNull {
            (open, secrets) = (.null, ["result": Secret(answer.plainText)])
        }
        self.init(intent: intent, open: open, secrets: secrets)
    }

    package var isEmpty: Bool { open.isNull && secrets.isEmpty }

    /// The whole as one value: each secret masked to its last four characters or, on purpose, as it is.
    package func document(reveals: Bool) -> JSONValue {
        if secrets.isEmpty { return open }
        var members = open.object ?? (open.isNull ? [:] : ["result": open])
        for (name, secret) in secrets { members[name] = .string(reveals ? secret.reveal() : secret.masked) }
        return .object(members)
    }
}

extension JSONValue {
    fileprivate var plainText: String { string ?? canonicalText }
}
