import GatehouseModel

/// One act of the simulated world: when it happens, by whom, and what leaves because of it.
struct Turn {
    /// The vendor's time: the clock's, moved on by every advance.
    var now: Instant
    /// How far the participants' time has been advanced, in milliseconds since the sandbox began; wall-clock time plays no
    /// part in it, so that what people do depends on the seed and the advances alone.
    var offset: Int64
    /// The vendor does the same act a second time, by its own mistake.
    var isRepeated = false
    var mails: [Mail] = []
}

/// A mail that a vendor 'sent': it only reaches the sandbox's own outbox.
struct Mail {
    enum Kind: String { case invitation, reminder, followUp = "follow-up", report, lowWater = "low-water", list }

    let at: Instant
    let kind: Kind
    let to: String
    let supply: String?
    let reference: String?
    let language: String
    /// `default` or `organisation` for invitations, else what its text came from.
    let template: String
    let subject: String
    /// With the link in it.
    let text: String
    /// What the mail lets its reader open; bears the sandbox's own address.
    let link: String?
}
