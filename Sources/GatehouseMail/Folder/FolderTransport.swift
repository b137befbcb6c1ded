package import Foundation
package import GatehouseLedger

/// Writes each mail as an `.eml` file into a folder, for demonstrations, tests, and for another program that sends them.
///
/// A file appears whole or not at all, and is durable when `accepted` or `captured` is answered. Its name comes from the Message-ID alone:
/// the same mail a second time is the same file and is answered in the same way; another mail under the same Message-ID is
/// refused, because nothing is ever overwritten.
package struct FolderTransport: MailTransport {
    /// Made (for this user only, because mails hold codes) when the first mail is written.
    package let folder: URL
    /// Nobody fetches them from the folder: they are captured, not accepted.
    package let isCapturing: Bool
    private let composer: MIMEComposer

    package init(folder: URL, isCapturing: Bool, composer: MIMEComposer) {
        self.folder = folder
        self.isCapturing = isCapturing
        self.composer = composer
    }

    package func send(_ next: () throws -> MailMessage?, settled: (MailOutcome) throws -> Void) rethrows {
        while let message = try next() { try settled(write(message)) }
    }

    /// Letters, digits and `@ . _ + -` as they are, all else as `%XX`; a long one is cut and told apart by its own hash.
    package static func fileName(messageID: String) -> String {
        var name = ""
        for byte in messageID.utf8 {
            let isFirst = name.isEmpty
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "+"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "."), UInt8(ascii: "-"):
                if isFirst { fallthrough }
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default: name += "%" + Hex.text([byte])
            }
        }
        guard name.utf8.count > 200 else { return name + ".eml" }
        return String(name.prefix(150)) + "%-" + Hex.hash(messageID) + ".eml"
    }

    private func write(_ message: MailMessage) -> MailOutcome {
        let mail: WireMail
        do { mail = try composer.compose(message) } catch { return .refused(error) }
        let name = Self.fileName(messageID: message.messageID)
        let file = folder.appendingPathComponent(name).path
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let isNew = try MailFile(bytes: mail.bytes).place(at: file)
            return isNew ? accepted("written as \(name)") : existing(file, name, mail.bytes)
        } catch let error as MailFile.Failure {
            let trouble = MailTrouble(
                code: "mail.folder", message: "The mail could not be written into \(folder.path): \(error.reason).",
                detail: "\(error.call): errno \(error.errno)", step: .content)
            return error.isPlaced ? .unknown(trouble) : .notSent(trouble)
        } catch {
            return .notSent(
                MailTrouble(
                    code: "mail.folder",
                    message: "The folder for mails, \(folder.path), cannot be made: check its permissions.",
                    detail: "\((error as NSError).domain) \((error as NSError).code)", step: .connecting))
        }
    }

    private func accepted(_ text: String) -> MailOutcome {
        isCapturing ? .captured(text) : .accepted(MailReply(code: 250, enhanced: "2.0.0", text: text, step: .verdict))
    }

    private func existing(_ file: String, _ name: String, _ bytes: [UInt8]) -> MailOutcome {
        guard let there = FileManager.default.contents(atPath: file) else {
            return .notSent(
                MailTrouble(
                    code: "mail.folder", message: "\(name) is already in \(folder.path) and cannot be read.",
                    step: .content))
        }
        if there.elementsEqual(bytes) { return accepted("already written as \(name)") }
        return .rejected(
            MailReply(
                code: 554, enhanced: "5.6.0",
                text: "another mail with this Message-ID is already in the folder as \(name); nothing was overwritten",
                step: .content))
    }
}
