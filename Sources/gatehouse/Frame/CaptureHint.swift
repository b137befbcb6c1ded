import GatehouseApp
import GatehouseLedger
import GatehouseModel

/// That mails of ours count as sent and went to nobody, as long as nobody has said by which server they are to leave.
enum CaptureHint {
    /// Nil where none of the acts was a mail of ours, or where they do leave.
    static func words(_ acts: [Intent], _ settings: Settings) -> String? {
        let mails = acts.count { act in
            act.state == .done && act.support == "gateway"
                && (act.verb == "remind" || (act.verb == "distribute" && act.channel == .ourMail))
        }
        guard settings.transport == .capture, mails > 0, let folder = MailFiles.folder(settings) else { return nil }
        return
            "\(mails == 1 ? "The mail went to nobody: it lies" : "The \(mails) mails went to nobody: they lie") in \(folder), because mail.transport is capture. To send, set mail.transport: smtp and mail.smtp.host."
    }
}
