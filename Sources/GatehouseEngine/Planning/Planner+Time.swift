import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension Planner {
    /// A time that has passed is refused before anything is recorded, whichever option it is (LI-3).
    func refusePassed(_ options: [String: JSONValue], of site: Site, in plan: inout Plan) {
        let now = world.clock.now
        for field in site.provider.descriptor.options.fields {
            guard let text = options[field.name]?.string, field.kind.hasPassed(text, at: now) else { continue }
            plan.findings.append(
                PlanFinding(
                    severity: "refuses-all", code: "time_passed", rule: "LI-3", supplyName: site.supply.name,
                    message:
                        "\(field.name): \(text) has passed already (it is \(now)). Leave it out, or give a later time.",
                    people: []))
        }
    }
}

extension FormField.Kind {
    /// A day has passed once it has ended everywhere on earth.
    fileprivate func hasPassed(_ text: String, at now: Instant) -> Bool {
        switch self {
        case .instant: Instant(text).map { $0 <= now } ?? false
        case .date: CalendarDate(text).map { $0.start.advanced(by: .seconds(36 * 3600)) <= now } ?? false
        default: false
        }
    }
}
