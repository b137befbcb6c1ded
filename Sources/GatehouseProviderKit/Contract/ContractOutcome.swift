import GatehouseForms
import GatehouseModel

extension ContractReader {
    /// What became of one item, in the contract's words `done`, `rejected`, `retry`, `unknown`.
    func contractOutcome<Value: Sendable>(
        hides secrets: [Secret], _ read: (ContractReader) throws(ContractFault) -> Value
    ) throws(ContractFault) -> ItemOutcome<Value> {
        switch try requiredWord("outcome") {
        case "done": return .done(try read(self))
        case "rejected": return .rejected(try refusal(hides: secrets))
        case "retry":
            return .retry(
                try refusal(hides: secrets), after: try optionalCount("retry_after").map { .seconds(min($0, 86_400)) })
        case "unknown":
            let words = try optionalText("message", lines: true) ?? "The vendor does not know whether it was done."
            return .unknown(Hiding.cleaned(words, of: secrets))
        default: throw fault("outcome", "is no outcome of the contract")
        }
    }

    /// The vendor's words, passed through without secrets.
    private func refusal(hides secrets: [Secret]) throws(ContractFault) -> Refusal {
        let refusal = try required("refusal")
        let code = try refusal.requiredWord("code")
        let message = try refusal.optionalText("message", lines: true) ?? code
        return Refusal(
            code: Hiding.cleaned(code, of: secrets), message: Hiding.cleaned(message, of: secrets),
            rule: try refusal.optionalWord("rule"))
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
            vendorID: try reader.optionalWord("id"), expires: expires, word: try reader.optionalWord("word"), echo: echo
        )
    }
}
