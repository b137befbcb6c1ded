import Campaigns
import CodeBundles
import GatehouseForms
import GatehouseProviderKit
import GatehouseTesting
import KeyPool
import LearnerInvites
import Testing
import VendorSandbox

/// One of the four vendors, as a storm needs it: what is bought there before the first invitation, how people are invited, what
/// somebody does in its own pages, and its own books.
struct StormVendor: Sendable, CustomTestStringConvertible {
    let kind: VendorKind
    var testDescription: String { kind.rawValue }

    static let all = VendorKind.allCases.map { StormVendor(kind: $0) }

    var provider: any Provider {
        switch kind {
        case .codeBundles: CodeBundles()
        case .campaigns: Campaigns()
        case .learnerInvites: LearnerInvites()
        case .keyPool: KeyPool()
        }
    }

    var options: [String: JSONValue] { kind == .keyPool ? ["coaches": ["Ada Coach"], "assessment": "drive"] : [:] }

    /// In one supply of each; what there is suffices for everybody in the storm and a vendor that doubles.
    func furnish(_ vendor: VendorBed) throws {
        switch kind {
        case .codeBundles:
            try vendor.control(
                "code-bundles/bundles",
                ["name": "Spring", "count": 200, "usage": "single", "category": "strengths", "code_type": "top-5"])
        case .campaigns:
            try vendor.control(
                "campaigns/actions/create-campaign",
                [
                    "input": [
                        "name": "Spring", "goal": "development", "assessments": ["core-drivers"],
                        "reports": ["core-drivers"], "tags": ["t"],
                    ]
                ])
        case .learnerInvites:
            try vendor.control("learner-invites/groups", ["name": "Spring", "trainings": ["Basics"]])
        case .keyPool:
            try vendor.control("key-pool/keys", ["count": 200])
            try vendor.control("key-pool/coaches", ["name": "Ada Coach"])
        }
    }

    /// Somebody does something in the vendor's own pages, without telling anybody. What the vendor refuses is not done.
    func meddle(_ vendor: VendorBed, _ chance: inout SeededGenerator) throws {
        let person = Storm.address(chance.number(in: 1...Storm.people))
        let isNew = chance.bool()
        let stranger: JSONValue = .string(isNew ? "walkin\(chance.number(in: 1...3))@example.org" : person)
        switch kind {
        case .codeBundles:
            let open = try books(vendor).filter { !$0.isGone && $0.reference != nil }.map(\.code)
            if chance.bool(), !open.isEmpty {
                try? vendor.control(
                    "code-bundles/retract", ["bundle": "Spring", "code": .string(chance.element(of: open) ?? "")])
            } else {
                try? vendor.control("code-bundles/email", ["bundle": "Spring", "address": stranger])
            }
        case .campaigns: try? vendor.control("campaigns/invite", ["campaign": "Spring", "address": stranger])
        case .learnerInvites:
            let page = chance.element(of: ["invite", "cancel", "resend"])
            try? vendor.control("learner-invites/\(page)", ["group": "Spring", "address": stranger])
        case .keyPool:
            let page = chance.element(of: ["send", "reclaim", "landing"])
            try? vendor.control("key-pool/\(page)", ["address": stranger])
        }
    }

    /// The vendors' words for what nobody holds any more.
    private static let takenBack: Set = ["Retracted", "Deactivated", "Available", "Cancelled", "In the pool"]

    /// What the vendor itself holds, read from its books and not over the contract.
    func books(_ vendor: VendorBed) throws -> [Held] {
        let list =
            switch kind {
            case .codeBundles: "codes"
            case .campaigns: "users"
            case .learnerInvites: "learners"
            case .keyPool: "sent"
            }
        let entries = try vendor.control("ledger")["\(kind.rawValue)/main"]?[list]?.array ?? []
        return entries.map { entry in
            Held(
                id: entry["id"]?.string ?? "", reference: entry["reference"]?.string,
                address: entry["address"]?.string ?? entry["holder"]?.string ?? "",
                code: entry["code"]?.string ?? entry["token"]?.string ?? "", word: entry["word"]?.string ?? "",
                isGone: StormVendor.takenBack.contains(entry["word"]?.string ?? ""))
        }
    }

    /// One entry in a vendor's books.
    struct Held: Hashable, Sendable {
        let id: String
        let reference: String?
        let address: String
        let code: String
        let word: String
        /// Taken back.
        let isGone: Bool
    }
}
