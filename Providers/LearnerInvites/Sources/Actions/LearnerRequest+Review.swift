import GatehouseProviderKit

extension LearnerRequest {
    /// What is said before the action is recorded: the rule that it breaks, or whom it is about.
    func review(_ draft: ActionDraft, rule: String) -> ActionReview {
        ActionReview(
            refusal(besides: draft.order.otherSupplies, mode: draft.mode), rule: rule, notes: notes(draft.invited),
            concerned: concerned(draft.invited))
    }

    private func concerned(_ invited: InvitedCount) -> Concerned? {
        switch self {
        case .addGroup, .addTraining, .copyLink, .moveProgress: .one
        case .onboarding: Concerned(invited)
        case .setTrainings: Concerned(people: 0, invitations: 0)
        case .createTraining, .createGroup, .rename, .guide, .joinPage, .look: nil
        }
    }

    /// Who joined a group before keeps the trainings of then (LI-1).
    private func notes(_ invited: InvitedCount) -> [Finding] {
        guard case .setTrainings = self else { return [] }
        return [
            Finding(
                .note, code: "reaches_future", rule: "LI-1",
                "\(Counting.people(Int(invited.people))) invited already; whoever has joined keeps the trainings of then, and only people who join from now on are concerned."
            )
        ]
    }
}
