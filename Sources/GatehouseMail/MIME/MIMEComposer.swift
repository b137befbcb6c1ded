package import GatehouseLedger
import GatehouseModel

/// A mail ready for the wire: the bytes and the envelope around them.
package struct WireMail: Sendable {
    /// The whole message with CRLF line ends.
    package let bytes: [UInt8]
    /// The envelope's sender and recipient, domains as A-labels.
    package let sender: String
    package let recipient: String
    /// A local part in envelope or headers is not ASCII: only a server with SMTPUTF8 may be given this mail.
    package let needsUTF8: Bool
}

/// Writes a `MailMessage` as MIME: the same message always gives the same bytes.
package struct MIMEComposer: Sendable {
    private let fold: @Sendable (String) -> String?

    /// - Parameter foldDomain: a domain in any script to its A-labels (IDNA); nil when it is no domain name.
    package init(foldDomain: @escaping @Sendable (String) -> String?) { fold = foldDomain }

    /// Throws `MailContentError` that names the header: for a control character in any of them (so that no value can become
    /// a header of its own), a wrong address or Message-ID, a header that this room writes itself.
    package func compose(_ message: MailMessage) throws -> WireMail {
        let from = try address(message.from, "From")
        let to = try address(message.to, "To")
        let sender = try message.returnPath.map { try WireAddress($0, field: "Return-Path", fold: fold) } ?? from
        var headers = try [
            MailHeader("From", mailbox(message.from.name, from, "From")),
            MailHeader("To", mailbox(message.to.name, to, "To")),
        ]
        let replyTo = try message.replyTo.map { try address($0, "Reply-To") }
        if let replyTo {
            try headers.append(MailHeader("Reply-To", mailbox(message.replyTo?.name, replyTo, "Reply-To")))
        }
        try headers.append(MailHeader("Subject", HeaderText(field: "Subject").unstructured(message.subject)))
        for header in message.headers { try headers.append(further(header)) }
        if let language = message.language {
            try headers.append(MailHeader("Content-Language", Self.checkedLanguage(language)))
        }
        let document = GMimeDocument(
            messageID: try Self.checkedMessageID(message.messageID), seconds: message.date.milliseconds / 1000,
            headers: headers.map { ($0.name, HeaderText(field: $0.name).folded($0.value)) }, parts: Self.parts(message),
            boundary: Self.boundary(message.messageID))
        return WireMail(
            bytes: try document.write(), sender: sender.text, recipient: to.text,
            needsUTF8: [from, to, sender, replyTo].contains { $0?.needsUTF8 == true })
    }

    private func address(_ mailbox: Mailbox, _ field: String) throws -> WireAddress {
        try WireAddress(mailbox.address, field: field, fold: fold)
    }

    private func mailbox(_ name: String?, _ address: WireAddress, _ field: String) throws -> String {
        guard let name, !name.isEmpty else { return address.text }
        return try HeaderText(field: field).phrase(name) + " <\(address.text)>"
    }

    private static func parts(_ message: MailMessage) -> [GMimeDocument.Part] {
        let text = GMimeDocument.Part(subtype: "plain", text: message.text)
        return message.html.map { [text, GMimeDocument.Part(subtype: "html", text: $0)] } ?? [text]
    }

    /// `=_` cannot stand in a quoted-printable or base64 body, so no text can hold the boundary.
    private static func boundary(_ messageID: String) -> String {
        "=_gatehouse_" + Hex.hash(messageID)
    }
}

extension MIMEComposer {
    /// Written from the message's own fields, or able to add a recipient: no further header may bear these names.
    private static let reserved: Set<String> = [
        "from", "to", "cc", "bcc", "reply-to", "sender", "subject", "date", "message-id", "mime-version", "return-path",
    ]

    private func further(_ header: MailHeader) throws -> MailHeader {
        let name = header.name
        guard (1...70).contains(name.utf8.count),
            name.utf8.allSatisfy({ (33...126).contains($0) && $0 != UInt8(ascii: ":") })
        else {
            let shown = String(String.UnicodeScalarView(name.unicodeScalars.filter { !$0.isControl }.prefix(40)))
            throw MailContentError("mail.header_name", field: shown, "“\(shown)” is no name for a mail header.")
        }
        let folded = name.lowercased()
        guard !Self.reserved.contains(folded), !folded.hasPrefix("content-"), !folded.hasPrefix("resent-") else {
            throw MailContentError(
                "mail.header_reserved", field: name, "\(name) is written by Gatehouse itself: leave it out.")
        }
        return MailHeader(name, try HeaderText(field: name).unstructured(header.value))
    }

    private static func checkedMessageID(_ id: String) throws -> String {
        try HeaderText(field: "Message-ID").check(id)
        let sides = id.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard sides.count == 2, id.utf8.count <= 250,
            sides.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isAtomText || $0 == UInt8(ascii: ".") } })
        else {
            throw MailContentError(
                "mail.message_id", field: "Message-ID", "The Message-ID is not of the form name@domain in ASCII.")
        }
        return id
    }

    private static func checkedLanguage(_ tag: String) throws -> String {
        try HeaderText(field: "Content-Language").check(tag)
        guard LanguageTag(tag) != nil else {
            throw MailContentError(
                "mail.language", field: "Content-Language", "The mail's language is no language tag (BCP 47).")
        }
        return tag
    }
}
