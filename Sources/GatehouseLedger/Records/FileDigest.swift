import Crypto
import Foundation

/// SHA-256 of a file, hexadecimal, read piece by piece: whether it is still the one that was read before. Nil where it cannot be
/// read.
package func digest(ofFile path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    var hash = SHA256()
    do {
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
    } catch { return nil }
    return hexadecimal(hash.finalize())
}
