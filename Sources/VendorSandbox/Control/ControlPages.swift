import GatehouseForms
import GatehouseModel

/// The control pages: for tests, the demo and `gatehouse sandbox`, not for the product's own calls.
struct ControlPages {
    let world: World

    /// - Parameter page: the path below `/control/`.
    func answer(_ page: String, _ input: JSONValue) throws -> Reply {
        switch page {
        case "", "ledger", "outbox":
            return world.read { state, now in Reply.of { () throws(Problem) in try state.show(page, now) } }
        case "webhooks": return Reply(["webhooks": world.hooks.document])
        case "webhook":
            let clock = world.time
            return world.read { state, now in
                Reply.of { () throws(Problem) in try state.hook(about: input, at: clock, now) }
            }
        case "faults":
            return world.withFaults { faults, state, _ in
                if input.object?.isEmpty ?? true { return Reply(["faults": faults.json]) }
                return Reply.of { () throws(Problem) in try faults.add(input, state) }
            }
        case "page":
            return world.withFaults { faults, _, _ in
                let wanted = Int(input["records"]?.integer ?? Int64(SandboxState.mostRecords))
                faults.page = min(max(wanted, 1), SandboxState.mostRecords)
                return Reply(["records": .integer(Int64(faults.page))])
            }
        case "faults/clear":
            return world.withFaults { faults, _, _ in
                faults.clear()
                return Reply(["faults": []])
            }
        case "reset":
            try world.reset()
            return Reply(["reset": true])
        default: return try world.perform(.control(page, input))
        }
    }
}
