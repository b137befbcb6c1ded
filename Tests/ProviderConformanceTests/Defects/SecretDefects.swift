import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance
import Synchronization

let secretDefects: [Defect] = [
    Defect("answers.secret-repeated", "the vendor's word is taken as it came") { broken in
        let came = Memory("")
        broken.receivingItems { _, items in
            guard items.count == 2, let word = items[1]["credential"]?["word"]?.string, word.hasPrefix("like ") else {
                return items
            }
            came.change { $0 = word }
            return items
        }
        broken.issued { _, answer in
            answer.mappingDone { index, value in index == 1 && came.now != "" ? value.with(word: came.now) : value }
        }
    },
    Defect("answers.secret-observed", "attributes are taken as they came") { broken in
        let came = Memory("")
        broken.receiving { request, response throws(LinkFailure) in
            guard request.path == "/status", let records = response.json?["records"]?.array,
                let note = records.first?["attributes"]?["note"]?.string
            else { return response }
            came.change { $0 = note }
            return response
        }
        broken.seeing { record in
            record.attributes["note"] == nil ? record : record.with { $0.attributes["note"] = came.now }
        }
    },
    Defect("contract.secrets-apart", "a record's attributes repeat its code", also: ["status.secrets-hidden"]) {
        broken in
        broken.showing { record in
            record.with("attributes", (record["attributes"] ?? [:]).with("note", record["credential"] ?? ""))
        }
    },
    Defect("contract.secrets-apart", "a record's id is its code") { broken in
        broken.showing { $0["credential"] == nil ? $0 : $0.with("id", $0["credential"] ?? "") }
    },
]

extension Broken {
    /// Changes every record that the vendor shows, on its own side of the wire.
    fileprivate mutating func showing(_ change: @escaping @Sendable (JSONValue) -> JSONValue) {
        vendor = { request, vendor throws(LinkFailure) in
            let response = try vendor.send(request)
            return response.changing { members in
                if let records = members["records"]?.array { members["records"] = .array(records.map(change)) }
            }
        }
    }
}
