package import GatehouseLedger
package import GatehouseModel

/// A page of the matrix: so many people, and the invitations of those alone (GH-2).
package struct MatrixPage: Hashable, Sendable {
    /// Where a list of people goes on: behind a person, or behind an invitation that has none yet.
    package enum Cursor: Hashable, Sendable {
        case person(PersonID)
        case nameless(InvitationID)

        package init?(_ text: String) {
            if let person = PersonID(text) {
                self = .person(person)
            } else if let invitation = InvitationID(text) {
                self = .nameless(invitation)
            } else {
                return nil
            }
        }

        package var text: String {
            switch self {
            case .person(let id): id.text
            case .nameless(let id): id.text
            }
        }
    }

    /// The invitations of the page's people, then those that nobody stands behind yet.
    package let views: [InvitationView]
    /// Nil where nothing follows.
    package let next: Cursor?
}

extension Planner {
    /// People in the order of their ids, as many as `limit`; then slots without a person, where there is room.
    package func matrix(
        matching search: InvitationSearch, after cursor: MatrixPage.Cursor?, limit: Int, in ledger: any LedgerReader
    ) throws -> MatrixPage {
        var views: [InvitationView] = []
        var room = limit
        var behind: InvitationID?
        var last: PersonID?
        if case .nameless(let id)? = cursor {
            behind = id
        } else {
            var after: PersonID?
            if case .person(let id)? = cursor { after = id }
            let people = try ledger.invitedPeople(matching: search, after: after, limit: limit + 1)
            let page = Array(people.prefix(limit))
            last = page.last
            if !page.isEmpty {
                var theirs = search
                theirs.person = page
                views = try self.views(matching: theirs, after: nil, limit: .max, in: ledger)
                    .sorted { ($0.row.invitation.person?.text ?? "") < ($1.row.invitation.person?.text ?? "") }
            }
            if people.count > limit, let last { return MatrixPage(views: views, next: .person(last)) }
            room -= page.count
        }
        var nameless = search
        nameless.isNameless = true
        let slots = try self.views(matching: nameless, after: behind, limit: room + 1, in: ledger)
        let shown = slots.prefix(room)
        let end = shown.last.map { MatrixPage.Cursor.nameless($0.row.invitation.id) } ?? last.map { .person($0) }
        return MatrixPage(views: views + shown, next: slots.count > room ? end : nil)
    }
}
