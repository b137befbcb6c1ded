import GatehouseForms
import GatehouseModel

/// Holds what a vendor answers to what its provider says of itself. Nil where that is not known yet: then an answer is judged
/// by what was asked alone.
struct Doubt {
    let descriptor: Descriptor?

    /// Each credential is of the kind that the supply has, and there is something to give to the person or to find it by.
    func refuse(_ answer: Answer<IssuedCredential>, to order: Order) throws(ContractFault) {
        let kind = descriptor?.supplyKind(category: order.supply.category, usage: order.supply.usage)?.credential
        for (number, outcome) in answer.items.enumerated() {
            guard case .done(let credential) = outcome else { continue }
            let place = "/items/\(number)/credential"
            if let kind, credential.kind != kind {
                throw .lie(place, "gives a \(credential.kind.rawValue) where the supply has \(kind.rawValue)s")
            }
            guard credential.secret != nil || credential.link != nil || credential.vendorID != nil else {
                throw .lie(place, "says that a credential was issued, and gives neither code, link nor id")
            }
        }
        try refuseShared(answer)
    }

    /// One credential for two people in one answer: the same code, alias or id twice, two links that open the same page, or a
    /// link that holds the code of somebody else.
    private func refuseShared(_ answer: Answer<IssuedCredential>) throws(ContractFault) {
        var holders: [String: Int] = [:]
        var ids: Set<String> = []
        var pages: Set<String> = []
        let credentials = answer.items.enumerated().compactMap { number, outcome -> (Int, IssuedCredential)? in
            guard case .done(let credential) = outcome, credential.kind != .multiUseCode else { return nil }
            return (number, credential)
        }
        for (number, credential) in credentials {
            for code in [credential.secret].compactMap({ $0 }) + credential.aliases {
                let holder = holders.updateValue(number, forKey: LinkWords.folded(code.reveal()))
                guard (holder ?? number) == number else { throw Doubt.shared(number) }
            }
            let isNewPage = credential.link.map { pages.insert(LinkWords($0).page).inserted } ?? true
            let isNewID = credential.vendorID.map { ids.insert($0.spelling).inserted } ?? true
            guard isNewPage, isNewID else { throw Doubt.shared(number) }
        }
        for (number, credential) in credentials {
            let words = credential.link.map { LinkWords($0).runs } ?? []
            guard words.allSatisfy({ (holders[$0] ?? number) == number }) else {
                throw .lie("/items/\(number)/credential/link", "holds the code of somebody else")
            }
        }
    }

    private static func shared(_ number: Int) -> ContractFault {
        .lie("/items/\(number)/credential", "gives the same credential to two people")
    }

    /// A supply of a kind that was never described could not be counted, nor kept by any rule.
    func refuse(_ report: SupplyReport, at place: String) throws(ContractFault) {
        guard let descriptor else { return }
        guard let kind = descriptor.supplyKind(category: report.category, usage: report.usage) else {
            throw ContractFault(
                .supply, at: place,
                "is of a kind that the description does not name (\(report.category), \(report.usage.rawValue))")
        }
        guard let shared = report.sharedCredential else { return }
        guard shared.kind == kind.credential, kind.stock.values.contains(.shared) else {
            throw ContractFault(
                .supply, at: "\(place)/shared", "is a shared credential where the description names none")
        }
    }

    /// Whoever answers is the one that the connection is to.
    func refuse(provider: String, at place: String) throws(ContractFault) {
        guard let descriptor, provider != descriptor.id else { return }
        throw ContractFault(.stranger, at: place, "is “\(provider)”, and the connection is of “\(descriptor.id)”")
    }
}

extension ContractFault {
    /// An answer of the right form that cannot be the answer to what was asked.
    static func lie(_ place: String, _ what: String) -> ContractFault { ContractFault(.lie, at: place, what) }
}
