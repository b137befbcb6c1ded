import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel

extension DemoWorld {
    /// What somebody did in the vendors' own pages, without telling Gatehouse.
    package struct Meddling: Sendable {
        /// Whose code was taken back.
        package let retracted: String
        /// Who was invited by hand.
        package let invited: String
    }

    /// Takes the code of somebody who has not used it back, and invites somebody into the campaign by hand. An hour later the
    /// vendor shows the code as available again (CB-15).
    package func meddle() throws -> Meddling {
        guard let person = try silentPerson() else {
            throw EngineError(.failed, "everybody has used a code: there is none to take back; choose another --seed")
        }
        _ = try sandbox.control(
            "code-bundles/retract", ["bundle": .string(DemoWorld.bundle), "code": .string(person.code)])
        let invited = "walk.in@fjordbank.example.org"
        _ = try sandbox.control(
            "campaigns/invite",
            [
                "campaign": .string(DemoWorld.campaign), "address": .string(invited), "name": "Wanda Walkin",
                "language": "en",
            ])
        try pass(.seconds(3600))
        return Meddling(retracted: person.address, invited: invited)
    }

    /// The first, by address, who holds a code that the vendor still shows as unused.
    private func silentPerson() throws -> (address: String, code: String)? {
        try application.ledger.read { reader -> (address: String, code: String)? in
            var search = InvitationSearch()
            search.supply = try reader.supply(named: DemoWorld.bundle)?.id
            let rows = try reader.rows(matching: search, after: nil, limit: 1000)
            let open = try unusedCodes()
            let secrets = try reader.reveal(rows.compactMap(\.invitation.credential))
            return rows.compactMap { (row: InvitationRow) -> (address: String, code: String)? in
                guard let code = row.invitation.credential.flatMap({ secrets[$0]?.secret?.reveal() }),
                    open.contains(code), let address = row.address
                else { return nil }
                return (address, code)
            }.min { $0.address < $1.address }
        }
    }

    /// Codes that were given to somebody and not redeemed, as the vendor's own books show them.
    private func unusedCodes() throws -> Set<String> {
        let books = try sandbox.control("ledger")["code-bundles/main"]
        let units = books?["codes"]?.array ?? []
        return Set(units.compactMap { $0["phase"]?.string == "handed-out" ? $0["code"]?.string : nil })
    }
}
