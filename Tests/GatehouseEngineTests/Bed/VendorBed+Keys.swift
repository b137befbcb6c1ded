import GatehouseEngine
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import KeyPool

extension VendorBed {
    /// A pool of keys whose vendor is told everything by hand, with `left` keys free.
    static func keysByHand(on database: TestDatabase, left: Int64 = 5, _ body: (VendorBed) throws -> Void) throws {
        try portal(KeyPool(), on: database) { vendor in
            try vendor.keep(
                SupplyReport(
                    vendorID: "keys", name: "keys", usage: .single, category: "key-pool", assessments: [],
                    purchased: left, counters: [:], attributes: ["coaches": ["Ada Coach"]]))
            try body(vendor)
        }
    }

    /// `count` people are given a key each, in one command.
    func giveKeys(to count: Int) throws {
        var request = bed.request(count, from: "keys")
        request.options = ["coaches": ["Ada Coach"], "assessment": "drive", "message": "Welcome!"]
        try bed.invite(request)
        try bed.settle()
    }
}
