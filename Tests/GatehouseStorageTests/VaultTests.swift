import GatehouseModel
import GatehouseStorage
import GatehouseTesting
import Testing

@Suite struct VaultTests {
    private let here = WorkspaceID(unique: "here")
    private let there = WorkspaceID(unique: "there")
    private let code = Secret("GLP-7K3XQ")

    private func ring(_ numbers: [UInt8], current: UInt8, lookup: UInt8? = nil) throws -> KeyRing {
        let keys = numbers.map { number in (number, (0..<32).map { UInt8(truncatingIfNeeded: $0 * 7) &+ number }) }
        return try KeyRing(keys: Dictionary(uniqueKeysWithValues: keys), current: current, lookup: lookup)
    }

    @Test("A credential comes back as it was written and is found however it is written")
    func roundTrip() throws {
        let vault = try Vault(ring([1], current: 1))
        let sealed = try vault.seal(here, Secret("  glp-7k3xq\r\n"))
        #expect(try vault.open(here, sealed).reveal() == "glp-7k3xq")
        #expect(sealed.lookup == vault.lookupHash(here, code))
        #expect(sealed.lookup != vault.lookupHash(there, code))
        #expect(sealed.lookup != vault.lookupHash(here, Secret("GLP-7K3XR")))
        #expect(LookupHash(sealed.lookup.bytes) == sealed.lookup)
        for spelling in ["GLP7K3XQ", "glp 7k3xq", "G-L-P7K\u{2011}3XQ", "ＧＬＰ－７Ｋ３ＸＱ", "\u{A0}GLP\u{200B}-7K3XQ"] {
            let other = try vault.seal(here, Secret(spelling))
            #expect(other.lookup == sealed.lookup && other.box[1..<13] != sealed.box[1..<13], "\(spelling)")
            #expect(try vault.open(here, other).reveal() == spelling)
        }
    }

    @Test(
        "The sealed bytes hold nothing of the credential and are the same for the same one in the same workspace only")
    func deterministic() throws {
        let vault = try Vault(ring([1], current: 1))
        let sealed = try vault.seal(here, code)
        #expect(sealed.box.count == 9 + 29)
        #expect(sealed == (try vault.seal(here, code)))
        let nonces = try [
            (here, "GLP-7K3XQ"), (there, "GLP-7K3XQ"), (here, "glp-7k3xq"), (here, "GLP-7K3XR"), (here, "GLP7K3XQ"),
            (here, "GLP7-K3XQ"), (here, "GLP-7K3XQ-"), (here, "-GLP7K3XQ"), (here, "GLP--7K3XQ"),
        ].map {
            try vault.seal($0, Secret($1)).box[1..<13]
        }
        #expect(Set(nonces).count == 9, "no nonce serves two texts or two places")
    }

    @Test("An altered byte, another place or another key does not open")
    func refusing() throws {
        let vault = try Vault(ring([1], current: 1))
        let sealed = try vault.seal(here, code)
        for index in sealed.box.indices {
            var box = sealed.box
            box[index] ^= 1
            #expect(kind { try vault.open(here, SealedCredential(lookup: sealed.lookup, box: box)) } == .sealed)
        }
        let other = vault.lookupHash(here, Secret("another"))
        #expect(kind { try vault.open(here, SealedCredential(lookup: other, box: sealed.box)) } == .sealed)
        #expect(kind { try vault.open(there, sealed) } == .sealed)
        #expect(kind { try vault.open(here, SealedCredential(lookup: sealed.lookup, box: [1, 2])) } == .sealed)
        let stranger = try Vault(try KeyRing(keys: [1: Array(repeating: 9, count: 32)], current: 1))
        #expect(kind { try stranger.open(here, sealed) } == .sealed)
    }

    @Test("After a change of keys the old is readable, the new key seals, and the look-up stays the same")
    func rotation() throws {
        let (old, new) = (try Vault(ring([1], current: 1)), try Vault(ring([1, 2], current: 2)))
        let before = try old.seal(here, code)
        let after = try new.seal(here, code)
        #expect(before.box.first == 1 && after.box.first == 2)
        #expect(before.lookup == after.lookup)
        #expect(try new.open(here, before) == code)
        #expect(kind { try old.open(here, after) } == .sealed)
    }

    @Test("A batch is sealed as one by one, in order")
    func batch() throws {
        let vault = try Vault(ring([1], current: 1))
        let texts = (0..<9000).map { "CODE-\($0)" }
        let batch = try vault.seal(here, count: texts.count) { index, body in
            try Array(texts[index].utf8).withUnsafeBytes(body)
        }
        #expect(batch.count == 9000)
        for index in stride(from: 0, to: 9000, by: 700) {
            #expect(batch[index] == (try vault.seal(here, Secret(texts[index]))))
        }
        #expect(throws: Refusal()) {
            try vault.seal(here, count: 9000) { index, _ in if index == 8000 { throw Refusal() } }
        }
    }

    @Test("Another secret is bound to its field, and sealed anew each time")
    func fields() throws {
        let vault = try Vault(ring([1], current: 1))
        let token = Secret("tökén")
        let box = try vault.seal(here, field: "connection token", token)
        #expect(try vault.open(here, field: "connection token", box) == token)
        #expect(kind { try vault.open(here, field: "connection password", box) } == .sealed)
        #expect(box != (try vault.seal(here, field: "connection token", token)))
    }

    @Test("Keys of a wrong length or a missing number are refused, and a ring never shows a key")
    func rings() throws {
        #expect(kind { try KeyRing(keys: [1: [1, 2, 3]], current: 1) } == .sealed)
        #expect(kind { try ring([1], current: 2) } == .sealed)
        #expect(kind { try ring([1], current: 1, lookup: 7) } == .sealed)
        var shown = ""
        dump(try ring([1], current: 1), to: &shown)
        #expect(shown.split(separator: "\n").count == 2)
    }
}
