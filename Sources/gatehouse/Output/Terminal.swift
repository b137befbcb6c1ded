import Foundation

enum Terminal {
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Columns of the terminal on standard output; nil when output is piped and must not be cut.
    static var width: Int? { size.map { $0.ws_col > 0 ? Int($0.ws_col) : 80 } }

    /// Its lines; nil when output is piped.
    static var height: Int? { size.map { $0.ws_row > 0 ? Int($0.ws_row) : 24 } }

    private static var size: winsize? {
        guard isTerminal(STDOUT_FILENO) else { return nil }
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? size : winsize()
    }

    /// Writes everything. Where the reader has left (`| head`) the rest goes nowhere and the command goes on: what it was
    /// asked to do does not hang on who looks.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    /// Asks for a yes; only where a person sits.
    static func confirms(_ question: String) -> Bool {
        answer("\(question) [y/N] ").map { ["y", "yes"].contains($0.lowercased()) } ?? false
    }

    /// What is answered to a question, without blanks around it; nil at the end of input.
    static func answer(_ question: String) -> String? {
        write(question, to: STDERR_FILENO)
        return readLine()?.trimmingCharacters(in: .whitespaces)
    }

    /// The columns that a text takes: wide characters count two, combining ones none.
    static func columns(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + max(0, width(of: $1)) }
    }

    static func width(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x20 || (0x7F..<0xA0).contains(value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD,
        ]
        return wide.contains { $0.contains(value) } ? 2 : 1
    }
}
