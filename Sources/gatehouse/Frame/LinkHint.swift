import GatehouseLedger
import GatehouseModel

/// Where the links are to be had that nobody mails: what was handed out by `link` is passed on by hand.
enum LinkHint {
    /// Nil where none of the acts handed out a link.
    static func words(_ acts: [Intent]) -> String? {
        let isOut = acts.contains { $0.channel == .link && $0.state == .done && $0.verb != "retract" }
        guard isOut else { return nil }
        return "Their links: gatehouse person show ADDRESS --reveal (it is written into the audit trail)."
    }
}
