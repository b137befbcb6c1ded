import Crypto

enum Hex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// 24 hex digits of the text's SHA-256.
    static func hash(_ text: String) -> String { self.text(SHA256.hash(data: Array(text.utf8)).prefix(12)) }
}
