import GatehouseEngine
import GatehouseForms
import GatehouseModel
import Testing

@Suite struct PlanRequestTests {
    @Test("Whatever differs in what was asked makes it another request under the same key")
    func everyFieldCounts() {
        let request = InviteRequest(supplies: ["a"])
        let changes: [(inout InviteRequest) -> Void] = [
            { $0.people = [PersonDraft(address: "ann@example.org")] }, { $0.persons = [.init(unique: "1")] },
            { $0.slots = 1 }, { $0.supplies = ["a", "b"] }, { $0.channel = .export }, { $0.programme = "spring" },
            { $0.options = ["note": "x"] }, { $0.overrideReason = "again" }, { $0.issueOnly = true },
            { $0.files = [PeopleSource(file: "people.csv", rows: 1, rejected: 0, first: 0, count: 1)] },
        ]
        // A member that is new to the request needs its place in the hash, and its line here.
        #expect(Mirror(reflecting: request).children.count == changes.count)
        let hashes = changes.map { change in
            var changed = request
            change(&changed)
            return PlanRequest.invite(changed).inputHash
        }
        #expect(Set(hashes + [PlanRequest.invite(request).inputHash]).count == changes.count + 1)
    }
}
