import GatehouseForms
import GatehouseModel
import GatehouseProviderKit

// Small changes to what providers and vendors say.

extension Answer {
    func mapping(_ change: (Int, ItemOutcome<Value>) -> ItemOutcome<Value>) -> Answer {
        Answer(items.enumerated().map { change($0.offset, $0.element) }, tasks: tasks)
    }

    func mappingDone(_ change: (Int, Value) -> Value) -> Answer {
        mapping { index, outcome in
            if case .done(let value) = outcome { .done(change(index, value)) } else { outcome }
        }
    }

    var hasRefusal: Bool { items.contains { if case .rejected = $0 { true } else { false } } }
}

extension ItemOutcome {
    var refusalCode: String? { if case .rejected(let refusal) = self { refusal.code } else { nil } }
}

extension IssuedCredential {
    func with(
        kind: CredentialKind? = nil, link: Secret? = nil, word: String? = nil, echo: Echo? = nil
    ) -> IssuedCredential {
        IssuedCredential(
            kind: kind ?? self.kind, secret: secret, link: link ?? self.link, aliases: aliases, vendorID: vendorID,
            expires: expires, word: word ?? self.word, echo: echo ?? self.echo)
    }
}

extension SupplyReport {
    func with(
        category: String? = nil, purchased: Int64? = nil, counters: [String: Int64]? = nil, hidesCode: Bool = false,
        attributes: [String: JSONValue]? = nil
    ) -> SupplyReport {
        SupplyReport(
            vendorID: vendorID, name: name, usage: usage, category: category ?? self.category, isArchived: isArchived,
            assessments: assessments, purchased: purchased ?? self.purchased, counters: counters ?? self.counters,
            sharedCredential: hidesCode ? nil : sharedCredential, attributes: attributes ?? self.attributes)
    }

    /// A counter by so many more; nothing where the supply has none of that name.
    func adding(_ count: Int64, to counter: String) -> SupplyReport {
        guard let value = counters[counter] else { return self }
        return with(counters: counters.merging([counter: value + count]) { _, new in new })
    }
}

extension Order {
    func with(key: String? = nil, supply: SupplyFacts? = nil, channel: Channel? = nil, items: [OrderItem]? = nil)
        -> Order
    {
        Order(
            idempotencyKey: key ?? idempotencyKey, supply: supply ?? self.supply, channel: channel ?? self.channel,
            items: items ?? self.items, options: options)
    }
}

extension OrderItem {
    func with(reference: String? = nil, address: String? = nil) -> OrderItem {
        let recipient = address.map {
            Recipient(address: $0, name: self.recipient?.name, language: self.recipient?.language)
        }
        return OrderItem(
            reference: reference ?? self.reference, recipient: recipient ?? self.recipient, credential: credential,
            link: link, aliases: aliases, vendorID: vendorID, channel: channel)
    }
}

extension SupplyFacts {
    func with(vendorID: String) -> SupplyFacts {
        SupplyFacts(
            vendorID: vendorID, name: name, usage: usage, category: category, stock: stock, available: available,
            attributes: attributes)
    }
}

extension StatusPage {
    func mapping(
        _ change: (ObservedRecord) -> ObservedRecord?, facts other: (SnapshotFacts) -> SnapshotFacts = { $0 }
    ) -> StatusPage {
        StatusPage(records: records.compactMap(change), nextCursor: nextCursor, facts: facts.map(other))
    }
}

extension ObservedRecord {
    func with(_ change: (inout ObservedRecord) -> Void) -> ObservedRecord {
        var record = self
        change(&record)
        return record
    }
}

extension ProviderError {
    func with(_ effect: Effect? = nil, code: Code? = nil, message: String? = nil) -> ProviderError {
        ProviderError(
            code ?? self.code, effect: effect ?? self.effect, message: message ?? self.message, detail: detail,
            retryAfter: retryAfter, requestID: requestID)
    }
}

extension VendorResponse {
    var json: JSONValue? { try? JSONValue(bytes: body) }
    var title: String { json?["title"]?.string ?? "" }

    func with(_ json: JSONValue) -> VendorResponse {
        VendorResponse(status: status, headers: headers, body: Array(json.canonicalText.utf8))
    }

    func changing(_ change: (inout [String: JSONValue]) -> Void) -> VendorResponse {
        guard var members = json?.object else { return self }
        change(&members)
        return with(.object(members))
    }

    func without(header: String) -> VendorResponse {
        VendorResponse(status: status, headers: headers.filter { $0.name.lowercased() != header }, body: body)
    }
}

extension VendorRequest {
    var json: JSONValue? { body.flatMap { try? JSONValue(bytes: $0) } }
    var references: [String] { (json?["items"]?.array ?? []).compactMap { $0["reference"]?.string } }
    var key: String? { headers.first { $0.name == "Idempotency-Key" }?.value }

    func with(key: String? = nil, body: JSONValue? = nil) -> VendorRequest {
        let kept = headers.filter { key == nil || $0.name != "Idempotency-Key" }
        return VendorRequest(
            method, path, query: query, headers: kept + (key.map { [(name: "Idempotency-Key", value: $0)] } ?? []),
            body: body.map { Array($0.canonicalText.utf8) } ?? self.body, deadline: deadline)
    }
}
