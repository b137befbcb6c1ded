import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

extension ObservedRecord {
    /// A code or a person's own link stands on it.
    var showsCredential: Bool { credential != nil || link != nil }

    /// The credential that it shows, in the shape in which the vendor's own answer gives it: where people open a link of
    /// their own, the credential is that link and has no code beside it. Nil where it shows none.
    func issued(_ descriptor: Descriptor, _ supply: Supply) -> IssuedCredential? {
        let kind = descriptor.credential(of: supply) ?? .singleUseCode
        let shownLink = link ?? credential?.asLink
        let (code, link) = kind == .inviteLink ? (nil, shownLink ?? credential) : (credential, shownLink)
        guard code != nil || link != nil else { return nil }
        return IssuedCredential(
            kind: kind, secret: code, link: link, vendorID: vendorID, word: word,
            echo: Echo(reference: reference, address: address))
    }
}

extension NewCredential {
    /// As the ledger keeps it; nil where the vendor keeps it to itself. A link without a code is its own secret.
    init?(_ issued: IssuedCredential) {
        guard let secret = issued.secret ?? issued.link else { return nil }
        self =
            NewCredential(
                secret: secret, link: issued.link, aliases: issued.aliases, kind: issued.kind, expires: issued.expires
            ).namingItsPage
    }

    /// With the page that its link opens as a further name: whoever else is given that page, by whatever code and in whatever
    /// spelling, is given the same credential.
    var namingItsPage: NewCredential {
        guard kind != .multiUseCode, let page = (link ?? secret.asLink)?.pageName else { return self }
        return NewCredential(secret: secret, link: link, aliases: aliases + [page], kind: kind, expires: expires)
    }

    /// Under what it is somebody else's beside its own secret: its aliases, and its link without the query, which may only say
    /// where somebody came from. The last is no alias: where the query is what tells people apart, many have it.
    var furtherNames: [Secret] { aliases + [(link ?? secret.asLink)?.plainPageName].compactMap(\.self) }
}

extension Secret {
    /// Of a link the page that it opens, as a name by which its credential is found; nil of what is no link.
    var pageName: Secret? { asLink.map { Secret("https://\(LinkWords($0).page)") } }

    /// The same without the link's query; nil where it has none.
    var plainPageName: Secret? {
        asLink.flatMap { LinkWords($0).plainPage }.map { Secret("https://\($0)") }
    }
}
