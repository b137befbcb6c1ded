import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

// The same key goes out with the same body: what the ledger learnt since an order was sent first changes nothing in it.

extension OrderItem {
    /// As the vendor was told it first, where it was; what is to be issued bears nothing that was issued.
    func asSent(by act: Intent) -> OrderItem {
        guard act.support == "native" else { return self }
        let sent = act.sent
        let bearsCredential = sent?.hasCredential ?? (act.verb != "issue")
        return OrderItem(
            reference: reference, recipient: sent.map { $0.recipient.map(Recipient.init) } ?? recipient,
            credential: bearsCredential ? credential : nil, link: bearsCredential ? link : nil,
            aliases: bearsCredential ? aliases : [],
            vendorID: sent.map(\.vendorID) ?? (act.verb == "issue" ? nil : vendorID),
            channel: sent.map(\.channel) ?? channel, earlier: earlier)
    }
}

extension Intent {
    /// It was sent before, and what became of it then is not certain.
    var isRepetition: Bool { support == "native" && (attempts > 0 || state == .unknown) }

    /// Called once its order was sent, with what that told. What was told first stays until the act is final.
    mutating func keepSent(_ item: OrderItem?) {
        guard !state.isFinal, support == "native" else {
            sent = nil
            return
        }
        sent =
            sent
            ?? item.map {
                SentItem(
                    recipient: $0.recipient.map(SentItem.Recipient.init), hasCredential: $0.credential != nil,
                    vendorID: $0.vendorID, channel: $0.channel)
            }
    }
}

extension ProviderError {
    /// A refusal of the call as a whole: under a key that the vendor had before, the first call may have been done all the same.
    var provesNothingOfRepetition: Bool { code == .badRequest || code == .notSupported }
}

extension Recipient {
    fileprivate init(_ sent: SentItem.Recipient) {
        self.init(
            address: sent.address, name: sent.name, externalID: sent.externalID, language: sent.language)
    }
}

extension SentItem.Recipient {
    fileprivate init(_ recipient: GatehouseProviderKit.Recipient) {
        self.init(
            address: recipient.address, name: recipient.name, externalID: recipient.externalID,
            language: recipient.language)
    }
}
