import GatehouseForms
import GatehouseModel

extension ContractReader {
    /// What became of one item, in the contract's words `done`, `rejected`, `retry`, `unknown`, `manual`.
    func contractOutcome<Value: Sendable>(
        hides: Hiding, _ read: (ContractReader) throws(ContractFault) -> Value
    ) throws(ContractFault) -> ItemOutcome<Value> {
        switch try requiredWord("outcome") {
        case "done": return .done(try read(self))
        case "rejected": return .rejected(try refusal(hides))
        case "retry":
            return .retry(
                try refusal(hides), after: try optionalCount("retry_after").map { .seconds(min($0, 86_400)) })
        case "unknown":
            let words = try optionalText("message", lines: true) ?? "The vendor does not know whether it was done."
            return .unknown(hides.cleaned(words))
        case "manual": return .manual(task: Int(try requiredCount("task")))
        default: throw fault("outcome", "is no outcome of the contract")
        }
    }

    /// What the item gives away of its credential, so that its neighbours' words do not repeat it.
    var givenSecrets: [Secret] {
        guard let credential = value["credential"] else { return [] }
        let texts =
            [credential["secret"]?.string, credential["link"]?.string]
            + (credential["aliases"]?.array ?? []).map(\.string)
        return texts.compactMap { $0.map { Secret($0) } }
    }

    /// The vendor's words, passed through without secrets.
    private func refusal(_ hides: Hiding) throws(ContractFault) -> Refusal {
        let refusal = try required("refusal")
        let code = try refusal.requiredWord("code")
        let message = try refusal.optionalText("message", lines: true) ?? code
        return Refusal(
            code: hides.cleaned(code), message: hides.cleaned(message),
            rule: try refusal.optionalWord("rule").map(hides.cleaned))
    }
}

extension Echo {
    init(contract reader: ContractReader) throws(ContractFault) {
        self.init(reference: try reader.optionalWord("reference"), address: try reader.optionalText("address"))
    }
}

extension IssuedCredential {
    /// From the member `credential` of an item; the item itself repeats reference and address.
    init(contract item: ContractReader) throws(ContractFault) {
        try self.init(contractCredential: item.required("credential"), echo: Echo(contract: item))
    }

    init(contractCredential reader: ContractReader, echo: Echo) throws(ContractFault) {
        let kind = try reader.requiredWord("kind")
        guard let kind = CredentialKind(rawValue: kind) else { throw reader.fault("kind", "is no kind of credential") }
        var aliases: [Secret] = []
        if try reader.optional("aliases") != nil {
            for alias in try reader.items("aliases", atMost: 8) {
                aliases.append(Secret(try alias.text(atMost: 512)))
            }
        }
        var expires: CalendarDate?
        if let day = try reader.optionalWord("expires") {
            guard let date = CalendarDate(day) else { throw reader.fault("expires", "is no day") }
            expires = date
        }
        self.init(
            kind: kind, secret: try reader.optionalSecret("secret"), link: try reader.optionalLink("link"),
            aliases: aliases,
            vendorID: try reader.optionalID("id"), expires: expires, word: try reader.optionalWord("word"), echo: echo
        )
    }
}
