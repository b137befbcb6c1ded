import Foundation

/// The person's own pager, for a table that is longer than the terminal.
enum Pager {
    /// Whether `text` was shown by it; where not, it is for the caller to print.
    static func shows(_ text: String) -> Bool {
        guard let pager = Environment.all["PAGER"], !pager.isEmpty, Terminal.isTerminal(STDIN_FILENO),
            let height = Terminal.height, text.utf8.lazy.filter({ $0 == UInt8(ascii: "\n") }).count >= height,
            let stream = popen(pager, "w")
        else { return false }
        // Its keys are its own: an interrupt ends what it does, not this command.
        let before = signal(SIGINT, SIG_IGN)
        defer { _ = signal(SIGINT, before) }
        Terminal.write(text, to: fileno(stream))
        return pclose(stream) == 0
    }
}
