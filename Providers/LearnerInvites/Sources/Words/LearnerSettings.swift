import GatehouseForms

/// The settings of a connection, read by their meaning; what is missing has the form's default.
struct LearnerSettings {
    enum Plan: String { case subscription, free }
    /// Of the vendor's pages: whether typed invitations can be scheduled (LI-3).
    enum Edition: String { case older, current }

    let plan: Plan
    let edition: Edition
    let portalURL: String?
    /// The sender of the vendor's mails.
    let mailSender: String?
    /// Where requests to move progress go (LI-10).
    let helpDesk: String?
    /// Our own guide page, where one is published (LI-11).
    let guideURL: String?

    init(_ values: [String: JSONValue]) {
        func text(_ name: String) -> String? { (values[name] ?? Form.learnerSettings[name]?.fallback)?.string }
        plan = text("plan").flatMap(Plan.init) ?? .subscription
        edition = text("edition").flatMap(Edition.init) ?? .current
        portalURL = text("portal_url")
        mailSender = text("mail_sender")
        helpDesk = text("help_desk")
        guideURL = text("guide_url")
    }
}
