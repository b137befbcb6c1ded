import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

extension Condition {
    static let notArchived = Condition(
        .supplyIsNotArchived, rule: "LI-1",
        otherwise: "The group is archived: nobody is invited into it any more. Choose another group.")

    /// Until it is accepted an invitation can be sent again.
    static let resendable = Condition(
        .stageBelow(.registered), rule: "LI-8",
        otherwise:
            "The invitation was accepted: there is nothing to send again. Write to the person yourself, or leave them out."
    )

    /// Until it is accepted an invitation can be cancelled, which breaks its link.
    static let cancellable = Condition(
        .stageAtMost(.invited), rule: "LI-8",
        otherwise:
            "Cancel is not possible: the invitation was accepted and its link has served. Remove the learner in the vendor's pages if they must go."
    )

    /// More is given only to who is associated.
    static let associated = Condition(
        .stageAtLeast(.registered), rule: "LI-5",
        otherwise:
            "More groups and trainings can be given only after the person has accepted. Wait until the vendor shows the invitation as Active."
    )

    static let movable = Condition(
        .stageAtLeast(.registered), rule: "LI-10",
        otherwise:
            "Only the progress of somebody who is Active can be moved. Wait until the person has accepted the invitation."
    )

    static let subscribed = Condition(
        .setting("plan", isOneOf: ["subscription"]), rule: "LI-6",
        otherwise:
            "The join page needs an active subscription; this connection has none. Invite by address, or set the connection's plan to subscription."
    )
}
