import GatehouseModel
import GatehouseTesting
import Testing

@Suite("Secrets")
struct SecretTests {
    private struct Holder {
        let name = "holder"
        let secret: Secret
        let list: [Secret]
        let byName: [String: Secret?]
        var any: Any { (secret, list) }
    }

    @Test("no description, dump, mirror or interpolation shows a secret, alone or inside of something")
    func neverShown() {
        forAll(cases: 300) { random in
            let value = random.word(length: 9...30)
            let secret = Secret(value)
            let holder = Holder(secret: secret, list: [secret], byName: ["code": secret])
            let record = ObservedRecord(
                credential: secret, word: "Used", asOf: random.instant(), source: .file(name: "codes.csv", line: 3))
            var dumped = ""
            dump(secret, to: &dumped)
            dump(holder, to: &dumped)
            dump(record, to: &dumped)
            let shown = [
                secret.description, secret.debugDescription, "\(secret)", String(describing: secret),
                String(reflecting: secret),
                "\(holder)", String(reflecting: holder), "\([secret])", "\(["a": secret])",
                "\(Optional(secret) as Any)",
                "\(holder.any)", "\(record)", String(reflecting: record), dumped, SecretTests.everything(in: secret),
            ]
            for text in shown { try #require(!text.contains(value.dropLast(4))) }
            try #require(secret.reveal() == value)
        }
    }

    @Test(
        "the mask shows at most four characters, fewer of a short value",
        arguments: [
            ("", "••••"), ("abcd", "••••"), ("abcde", "••••de"), ("abcdefgh", "••••gh"), ("abcdefghi", "••••fghi"),
        ])
    func mask(value: String, masked: String) {
        #expect(Secret(value).masked == masked)
    }

    @Test("a mirror has nothing but the mask, however deep one looks")
    func mirror() {
        #expect(Mirror(reflecting: Secret("ABCDEFGHIJKL")).children.map { "\($0.value)" } == ["••••IJKL"])
    }

    private static func everything(in value: Any) -> String {
        Mirror(reflecting: value).children.map { "\($0.label ?? ""): \($0.value) " + everything(in: $0.value) }.joined()
    }
}
