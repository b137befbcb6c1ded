import Foundation

/// The master key of an installation: 32 random bytes in hexadecimal, readable by its owner alone.
package enum KeyFile {
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    /// Reads the key, or makes one where there is none and none can be missing.
    ///
    /// - Parameter mayMake: a database that exists already was sealed with a key: losing it must not make a new one.
    package static func read(path: String, mayMake: Bool) throws -> [UInt8] {
        if let text = try? String(contentsOfFile: path, encoding: .utf8) {
            guard let key = bytes(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw Unusable(description: "\(path): not a key of 64 hexadecimal figures; restore it from its backup")
            }
            return key
        }
        guard mayMake, !FileManager.default.fileExists(atPath: path) else {
            throw Unusable(
                description:
                    "\(path): the key of this database cannot be read; restore it from its backup, or check its permissions"
            )
        }
        var generator = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let text =
            key.map { String($0, radix: 16).count == 1 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
            + "\n"
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Unusable(description: "\(path): the key cannot be written: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        let data = Array(text.utf8)
        guard write(descriptor, data, data.count) == data.count, fsync(descriptor) == 0 else {
            throw Unusable(description: "\(path): the key cannot be written: \(String(cString: strerror(errno)))")
        }
        return key
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 64 else { return nil }
        let figures = Array(text.utf8)
        let bytes = stride(from: 0, to: 64, by: 2).compactMap {
            UInt8(String(decoding: figures[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
        return bytes.count == 32 ? bytes : nil
    }
}
