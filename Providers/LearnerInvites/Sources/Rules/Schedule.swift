import GatehouseModel
import GatehouseProviderKit

/// When the vendor is to send typed invitations (LI-3).
enum Schedule {
    /// Why a time cannot be kept; nil where none is set or it lies ahead.
    static func refusal(_ order: Order, now: Instant) -> Refusal? {
        guard let time = InvitationOptions(order.options).sendAt, time <= now else { return nil }
        return Refusal(
            code: "schedule_past",
            message: "\(time) has passed already, and nothing was sent. Invite anew, at once or for a later time.",
            rule: "LI-3")
    }
}
