/// The line of a file in which a byte stands.
enum LineCount {
    /// From 1. Lines end with LF or, in a file without any before that place, with CR. Nil where the file cannot be read so far.
    static func line(at place: Int, of path: String) -> Int? {
        guard let source = try? FileBytes(path: path) else { return nil }
        var (feeds, returns, left) = (0, 0, place)
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while left > 0 {
            let count = (try? bytes.withUnsafeMutableBytes { try source.read(into: $0) }) ?? 0
            guard count > 0 else { return nil }
            for byte in bytes[..<min(count, left)] {
                if byte == UInt8(ascii: "\n") { feeds += 1 }
                if byte == UInt8(ascii: "\r") { returns += 1 }
            }
            left -= count
        }
        return (feeds > 0 ? feeds : returns) + 1
    }
}
