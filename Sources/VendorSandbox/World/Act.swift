import GatehouseForms
import GatehouseModel

/// One thing that changed the sandbox: a line of its journal. Doing the same acts in the same order makes the same state.
struct Act: Sendable {
    enum Kind: Sendable {
        case contract(ContractCall)
        case control(String, JSONValue)
    }

    /// The vendors' time.
    let at: Instant
    let kind: Kind
}

/// One changing call of the contract, after its token was recognised.
struct ContractCall: Sendable {
    let account: String
    let member: String
    /// `issue`, `distribute`, `retract`, `remind` or `actions/NAME`.
    let operation: String
    let key: String
    let body: JSONValue
    /// The vendor does it a second time, by its own mistake.
    var isDoubled = false
}

extension Act {
    /// One line of canonical JSON.
    var line: String {
        let members: JSONValue =
            switch kind {
            case .contract(let call):
                .members([
                    "at": .integer(at.milliseconds), "account": .string(call.account), "member": .string(call.member),
                    "operation": .string(call.operation), "key": .string(call.key), "body": call.body,
                    "doubled": call.isDoubled ? true : nil,
                ])
            case .control(let name, let body):
                ["at": .integer(at.milliseconds), "control": .string(name), "body": body]
            }
        return members.canonicalText
    }

    /// Nil where the line is no act, as a torn one is not.
    init?(line: some Sequence<UInt8>) {
        guard let json = try? JSONValue(bytes: line), let at = json["at"]?.integer, let body = json["body"] else {
            return nil
        }
        self.at = Instant(milliseconds: at)
        if let name = json["control"]?.string {
            kind = .control(name, body)
        } else if let account = json["account"]?.string, let member = json["member"]?.string,
            let operation = json["operation"]?.string, let key = json["key"]?.string
        {
            kind = .contract(
                ContractCall(
                    account: account, member: member, operation: operation, key: key, body: body,
                    isDoubled: json["doubled"]?.bool ?? false))
        } else {
            return nil
        }
    }
}
