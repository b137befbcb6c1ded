import GatehouseMail
import GatehouseModel
import Testing

@Suite("SMTP settings")
struct SMTPSettingsTests {
    private func refused(_ make: () throws -> SMTPSettings) -> String? {
        do { _ = try make() } catch { return (error as? SMTPSettingsError)?.setting }
        return nil
    }

    @Test("A password never leaves this machine unencrypted")
    func passwordsNeedEncryption() {
        let login = SMTPSettings.Login(name: "a", password: Secret("b"))
        for security in [SMTPSettings.Security.off, .optional] {
            #expect(
                refused { try SMTPSettings(host: "smtp.example.org", port: 587, security: security, login: login) }
                    == "tls")
            #expect(refused { try SMTPSettings(host: "127.0.0.1", port: 587, security: security, login: login) } == nil)
        }
        #expect(
            refused { try SMTPSettings(host: "smtp.example.org", port: 587, security: .required, login: login) } == nil)
        #expect(refused { try SMTPSettings(host: "smtp.example.org", port: 25, security: .off) } == nil)
    }

    @Test(
        "A host or greeting that is more than a name is refused",
        arguments: ["", "a b", "a/b", "user@host", "host:25", "a\r\nb", "[::1]", "höst"])
    func names(_ text: String) {
        #expect(refused { try SMTPSettings(host: text, port: 25, security: .off) } == "host")
    }

    @Test("IPv6 addresses are hosts")
    func addresses() { #expect(refused { try SMTPSettings(host: "2001:db8::1", port: 25, security: .off) } == nil) }
}
