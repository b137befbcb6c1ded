import Foundation
package import GatehouseLedger
import GatehouseMail

/// Where captured mail lies.
package enum MailFiles {
    /// The folder; nil where mail leaves by SMTP.
    package static func folder(_ settings: Settings) -> String? {
        switch settings.transport {
        case .capture: settings.dataFolder + "/mail"
        case .file: settings.mailFolder
        case .smtp: nil
        }
    }

    /// The file of one delivery; nil where there is none.
    package static func path(of delivery: Delivery, _ settings: Settings) -> String? {
        guard let folder = folder(settings) else { return nil }
        let path = folder + "/" + FolderTransport.fileName(messageID: delivery.messageID)
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }
}
