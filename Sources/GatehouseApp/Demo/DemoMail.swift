package import GatehouseLedger
import Synchronization

/// Mail into the demonstration's folder, remembered so that the story can show one as it was written.
package final class DemoMail: MailTransport {
    private let folder: any MailTransport
    private let sent = Mutex<[MailMessage]>([])

    package var isCapturing: Bool { folder.isCapturing }

    init(into folder: any MailTransport) { self.folder = folder }

    package func send(_ next: () throws -> MailMessage?, settled: (MailOutcome) throws -> Void) rethrows {
        var leaving: MailMessage?
        try folder.send(
            {
                leaving = try next()
                return leaving
            },
            settled: { outcome in
                if case .captured = outcome, let leaving { sent.withLock { $0.append(leaving) } }
                try settled(outcome)
            })
    }

    package var count: Int { sent.withLock { $0.count } }

    /// The first in a language.
    package func first(in language: String) -> MailMessage? { sent.withLock { $0.first { $0.language == language } } }
}
