import Foundation
import GatehouseEngine

/// Progress on a terminal: one line that is rewritten, and nothing where it would only be noise.
final class Progress {
    private let isShown: Bool
    private var acts = 0

    init(isShown: Bool) { self.isShown = isShown }

    func advance(_ step: Worker.Step) {
        acts += step.acts
        guard isShown else { return }
        Terminal.write("\r\u{1B}[K\(acts) acts, now: \(step.verb)", to: STDERR_FILENO)
    }

    func end() {
        guard isShown, acts > 0 else { return }
        Terminal.write("\r\u{1B}[K", to: STDERR_FILENO)
    }
}
