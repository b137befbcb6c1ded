import Crypto
import GatehouseTesting
import Testing

@testable import GatehouseStorage

@Suite struct KeyedHashTests {
    @Test("The keyed hash is HMAC-SHA256, whatever the lengths of key, beginning and text")
    func same() {
        forAll(cases: 300) { generator in
            func bytes(_ most: Int) -> [UInt8] { generator.list(of: 0...most) { $0.number(in: 0...255) } }
            let (key, beginning, text) = (SymmetricKey(data: bytes(150)), bytes(80), bytes(200))
            var keyed = KeyedHash(key)
            keyed.begin(with: beginning)
            let hash = text.withUnsafeBytes { keyed($0) { [UInt8]($0) } }
            #expect(hash == Array(HMAC<SHA256>.authenticationCode(for: beginning + text, using: key)))
        }
    }
}
