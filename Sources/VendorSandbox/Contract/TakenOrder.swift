import GatehouseForms
import GatehouseModel

/// One verb for some items, as it came over the contract.
struct TakenOrder {
    static let mostItems = 1000

    let supply: String
    let channel: Channel
    let options: JSONValue
    let items: [TakenItem]

    init(_ body: JSONValue) throws(Problem) {
        guard let supply = body["supply"]?.string else { throw .unusable("supply is missing") }
        guard let channel = (body["channel"]?.string).flatMap(Channel.init(rawValue:)) else {
            throw .unusable("channel is unknown")
        }
        guard let items = body["items"]?.array, !items.isEmpty else { throw .unusable("items are missing") }
        guard items.count <= TakenOrder.mostItems else {
            throw Problem(413, "too_many_items", "At most \(TakenOrder.mostItems) items are taken in one call.")
        }
        self.supply = supply
        self.channel = channel
        self.options = body["options"] ?? [:]
        var taken: [TakenItem] = []
        for item in items { taken.append(try TakenItem(item)) }
        guard Set(taken.map(\.reference)).count == taken.count else {
            throw .unusable("two items have the same reference")
        }
        self.items = taken
    }
}

struct TakenItem {
    let reference: String
    let recipient: Participant?
    let id: String?
    let credential: String?
    /// It names somebody whom no mail reaches: refused by itself, beside its neighbours.
    let hasUnusableAddress: Bool

    init(_ body: JSONValue) throws(Problem) {
        guard let reference = body["reference"]?.string, (1...200).contains(reference.utf8.count) else {
            throw .unusable("an item has no reference")
        }
        self.reference = reference
        self.id = body["id"]?.string
        self.credential = body["credential"]?.string
        let named = body["recipient"].flatMap { $0.isNull ? nil : $0 }
        recipient = named.flatMap(Participant.init)
        hasUnusableAddress = named != nil && recipient == nil
    }
}

/// Somebody whom the vendor was told of.
struct Participant: Hashable {
    var address: String
    var name: String?
    var externalID: String?
    var language: String?

    /// How two spellings of one address are told to be the same at this vendor: without case.
    var key: String { address.lowercased() }

    init(address: String, name: String? = nil, externalID: String? = nil, language: String? = nil) {
        self.address = address
        self.name = name
        self.externalID = externalID
        self.language = language
    }

    init?(_ body: JSONValue) {
        guard let address = body["address"]?.string, Participant.looksUsable(address) else { return nil }
        self.init(
            address: address, name: body["name"]?.string, externalID: body["external_id"]?.string,
            language: body["language"]?.string)
    }

    static func looksUsable(_ address: String) -> Bool {
        guard address.utf8.count <= 254, let at = address.lastIndex(of: "@"), at != address.startIndex else {
            return false
        }
        let domain = address[address.index(after: at)...]
        return domain.contains(".") && !domain.hasPrefix(".") && !domain.hasSuffix(".")
            && !address.unicodeScalars.contains { $0.value <= 0x20 || $0 == "," || $0 == ";" || $0 == "<" || $0 == ">" }
    }
}

/// One action, as it came over the contract.
struct TakenAction {
    let name: String
    let supply: String?
    let item: TakenItem?
    let input: JSONValue

    init(name: String, _ body: JSONValue) throws(Problem) {
        self.name = name
        supply = body["supply"]?.string
        input = body["input"] ?? [:]
        if let item = body["item"], !item.isNull { self.item = try TakenItem(item) } else { self.item = nil }
    }

    func text(_ name: String) throws(Problem) -> String {
        guard let text = input[name]?.string, !text.isEmpty else { throw .unusable("\(name) is missing") }
        return text
    }

    func count(_ name: String) throws(Problem) -> Int64 {
        guard let count = input[name]?.integer, count > 0 else { throw .unusable("\(name) is no number above 0") }
        return count
    }
}
