package import GatehouseForms
package import GatehouseModel

/// A person as somebody gave them: typed, from a file, or already known.
package struct PersonDraft: Hashable, Sendable, Codable {
    package var address: String
    package var name: String?
    package var language: String?
    package var timeZone: String?
    package var externalID: String?
    package var tags: [String]
    /// `account`, `typed` or `file` (CB-6).
    package var origin: String

    package init(
        address: String, name: String? = nil, language: String? = nil, timeZone: String? = nil,
        externalID: String? = nil,
        tags: [String] = [], origin: String = "file"
    ) {
        self.address = address
        self.name = name
        self.language = language
        self.timeZone = timeZone
        self.externalID = externalID
        self.tags = tags
        self.origin = origin
    }
}

/// A file that people of a request came from, for the list of imports.
package struct PeopleSource: Hashable, Sendable, Codable {
    package var file: String
    package var rows: Int
    package var rejected: Int
    /// Where its people stand among the request's: the first, and how many.
    package var first: Int
    package var count: Int

    package init(file: String, rows: Int, rejected: Int, first: Int, count: Int) {
        (self.file, self.rows, self.rejected, self.first, self.count) = (file, rows, rejected, first, count)
    }
}

/// Issue, and with it distribute: people (or nameless slots) × supplies.
package struct InviteRequest: Hashable, Sendable, Codable {
    package var people: [PersonDraft] = []
    /// The files that some of these people came from.
    package var files: [PeopleSource]?
    package var persons: [PersonID] = []
    /// How many are wanted without a name (CB-14).
    package var slots = 0
    /// Supplies by name.
    package var supplies: [String]
    /// Nil: the best that each supply offers.
    package var channel: Channel?
    package var programme: String?
    package var options: [String: JSONValue] = [:]
    /// Why somebody may hold a second living invitation for the same assessment.
    package var overrideReason: String?
    /// Set aside only; distributing comes later.
    package var issueOnly = false
    /// Only distributes what was issued before.
    package init(supplies: [String]) { self.supplies = supplies }
}

/// A later verb on invitations that are there: distribute, retract, remind.
package struct FollowUpRequest: Hashable, Sendable, Codable {
    package var verb: String
    package var invitations: [InvitationID]
    /// For distribute: the channel; nil keeps the one it was issued for.
    package var channel: Channel?
    package var options: [String: JSONValue] = [:]
    package init(verb: String, invitations: [InvitationID]) { (self.verb, self.invitations) = (verb, invitations) }
}

/// Something that only one vendor has.
package struct ActionRequest: Hashable, Sendable, Codable {
    package var connection: String
    package var name: String
    /// A supply's name or an invitation's id, as the action's scope asks.
    package var subject: String?
    package var input: [String: JSONValue]
    package init(connection: String, name: String, subject: String? = nil, input: [String: JSONValue] = [:]) {
        self.connection = connection
        self.name = name
        self.subject = subject
        self.input = input
    }
}
