import GatehouseForms
import GatehouseModel

extension CampaignsVendor {
    /// One result for each completed assessment of each person (CA-8); the position counts people, so that a person's results
    /// stay on one page.
    func results(
        of supply: String?, for member: String, from position: Int, atMost: Int
    ) throws(Problem) -> (results: [JSONValue], next: Int?) {
        let wanted: Int? = if let supply { try place(of: supply) } else { nil }
        var page: [JSONValue] = []
        for index in users.indices.dropFirst(position) where wanted == nil || users[index].campaign == wanted {
            let own = results(of: index)
            if page.count + own.count > atMost { return (page, index) }
            page += own
        }
        return (page, nil)
    }

    private func results(of index: Int) -> [JSONValue] {
        let user = users[index]
        let campaign = campaigns[user.campaign]
        let scores = scores(index)
        let reports = user.reports + user.published
        return campaign.assessments.enumerated().filter { user.progress[$0.offset] == .completed }.map {
            number, assessment in
            let hasReport = reports.contains { Catalogue.reports[$0] == assessment }
            return .members([
                "reference": user.reference.map(JSONValue.string), "id": .string(userID(index)),
                "address": .string(user.participant.address), "supply": .string(campaign.id),
                "assessment": .string(assessment), "scores": scores[assessment] ?? [:],
                "completed_at": (user.completedAt[number]?.description).map(JSONValue.string),
                "report_link": hasReport ? .string(RedeemLink.invitation(user.token)) : nil,
            ])
        }
    }
}
