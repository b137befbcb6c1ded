import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension ActResult {
    /// Bound to its act: what one act brought never opens as another's.
    private static func field(_ act: IntentID) -> String { "act result \(act.text)" }

    func sealed(_ scope: LedgerScope) throws -> [UInt8] {
        let content = JSONValue.members(["open": open, "secrets": .object(secrets.mapValues { .string($0.reveal()) })])
        return try scope.vault.seal(
            scope.workspace, field: ActResult.field(intent), Secret(content.canonicalText))
    }

    init(_ box: [UInt8], of act: IntentID, _ scope: LedgerScope) throws {
        let text = try scope.vault.open(scope.workspace, field: ActResult.field(act), box).reveal()
        guard let content = try? JSONValue(text: text), let open = content["open"],
            let secrets = content["secrets"]?.object
        else { throw SQLRow.damaged("what an act brought is no JSON object") }
        self.init(intent: act, open: open, secrets: secrets.compactMapValues { $0.string.map { Secret($0) } })
    }
}
