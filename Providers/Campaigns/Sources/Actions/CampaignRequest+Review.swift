import GatehouseProviderKit

extension CampaignRequest {
    /// What is said before the action is recorded: the rule that it breaks, or whom it is about.
    func review(_ draft: ActionDraft) -> ActionReview {
        ActionReview(
            refusal(besides: draft.order.otherSupplies, mode: draft.mode), rule: "CA-1", notes: notes(draft.invited),
            concerned: concerned(draft.invited))
    }

    private func concerned(_ invited: InvitedCount) -> Concerned? {
        switch self {
        case .changeReports(_, _, let reach), .changeTags(_, _, let reach):
            reach == .everyone ? Concerned(invited) : Concerned(people: 0, invitations: 0)
        case .archive: Concerned(invited)
        case .publish, .addNote, .copyLink, .look: .one
        case .create, .rename, .setReminders, .counts, .results: nil
        }
    }

    /// "Everyone, or only people invited from now on": both answers with their counts (CA-11).
    private func notes(_ invited: InvitedCount) -> [Finding] {
        switch self {
        case .changeReports(_, let reports, .everyone) where invited.completed > 0 && !reports.isEmpty:
            [
                note(
                    "reaches_completed", "CA-11",
                    "\(Counting.of(Int(invited.completed), "invitation")) of them \(invited.completed == 1 ? "is" : "are") completed: those people receive a newly added report too."
                )
            ]
        case .changeReports(_, _, .future), .changeTags(_, _, .future):
            [
                note(
                    "reaches_future", "CA-11",
                    "\(Counting.people(Int(invited.people))) invited already \(invited.people == 1 ? "keeps" : "keep") what they have; only people invited from now on are concerned."
                )
            ]
        case .archive where invited.invitations > invited.completed:
            [
                note(
                    "ends_open", "CA-12",
                    "\(Counting.of(Int(invited.invitations - invited.completed), "invitation")) of them \(invited.invitations - invited.completed == 1 ? "is" : "are") not completed: the vendor reminds nobody of them any more."
                )
            ]
        default: []
        }
    }

    private func note(_ code: String, _ rule: String, _ message: String) -> Finding {
        Finding(.note, code: code, rule: rule, message)
    }
}
