import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension Descriptor {
    /// What is given out from a supply; nil where the descriptor knows no such supply.
    func credential(of supply: Supply) -> CredentialKind? {
        supplyKind(category: supply.category, usage: supply.usage)?.credential
    }

    /// Why we can hand nothing out for an invitation, with the remedy; nil where what was issued is known.
    func lackOfCredential(_ invitation: Invitation, from supply: Supply, of connection: Connection) -> String? {
        guard invitation.credential == nil, supply.usage == .single, let kind = credential(of: supply) else {
            return nil
        }
        let file = connection.mode == Mode.api.rawValue ? "" : "FILE --connection "
        return
            "its \(kind.word) is not known yet: 'gatehouse reconcile \(file)\(connection.name)' brings it where the vendor shows it"
    }

    /// What somebody takes who is invited from a supply with these options: the one that was chosen, or whatever the supply
    /// gives. Where the choice is left to the person, all of it may come to be taken (KP-3).
    func assessments(of supply: Supply, options: [String: JSONValue]) -> [String] {
        guard let option = assessmentOption(of: supply), let chosen = options[option]?.string,
            supply.assessments.contains(chosen)
        else { return supply.assessments }
        return [chosen]
    }

    /// The person has still to choose for which of these assessments it is.
    func isChoiceOpen(among assessments: [String], from supply: Supply) -> Bool {
        assessments.count > 1 && assessmentOption(of: supply) != nil
    }

    /// What an invitation is for, once a record says which assessments were begun; nil where it says nothing new.
    func chosen(by record: [String: String], of assessments: [String], from supply: Supply) -> [String]? {
        let begun = assessments.filter { record[$0] != nil }
        guard assessmentOption(of: supply) != nil, !begun.isEmpty, begun.count < assessments.count else { return nil }
        return begun
    }

    /// Several assessments as people read them: all of them, or one of them where the person chooses.
    func assessmentNames(_ assessments: [String], from supply: Supply) -> String {
        assessmentOption(of: supply) == nil
            ? AssessmentName.list(assessments) : assessments.map(AssessmentName.of).joined(separator: " / ")
    }

    private func assessmentOption(of supply: Supply) -> String? {
        supplyKind(category: supply.category, usage: supply.usage)?.assessmentOption
    }
}

extension Secret {
    /// The same, where the credential is itself the address that a person opens.
    var asLink: Secret? {
        let start = reveal().prefix(8).lowercased()
        return start == "https://" || start.hasPrefix("http://") ? self : nil
    }
}
