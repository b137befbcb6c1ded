import Foundation
import GatehouseLedger
import GatehouseMail
import Testing

@Suite("Mail into a folder")
struct FolderTransportTests {
    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test("Each mail is one file, named for its Message-ID, for this user only, holding its exact bytes")
    func files() throws {
        let folder = try TemporaryFolder()
        let outbox = folder.url.appendingPathComponent("a/b")
        let outcomes = FolderTransport(folder: outbox, isCapturing: false, composer: Sample.composer).send([
            Sample.mail(1), Sample.mail(2),
        ])
        #expect(outcomes.allSatisfy { if case .accepted = $0 { true } else { false } })
        #expect(try names(outbox) == ["inv_1@gatehouse.example.org.eml", "inv_2@gatehouse.example.org.eml"])
        let file = outbox.appendingPathComponent("inv_1@gatehouse.example.org.eml")
        #expect(try Array(Data(contentsOf: file)) == Sample.composer.compose(Sample.mail(1)).bytes)
        #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.attributesOfItem(atPath: outbox.path)[.posixPermissions] as? Int == 0o700)
    }

    @Test("The same mail again is the same file; another mail under its Message-ID is refused and overwrites nothing")
    func neverOverwrites() throws {
        let folder = try TemporaryFolder()
        let transport = FolderTransport(folder: folder.url, isCapturing: false, composer: Sample.composer)
        _ = transport.send([Sample.mail()])
        let before = try Data(
            contentsOf: folder.url.appendingPathComponent(FolderTransport.fileName(messageID: Sample.mail().messageID)))
        guard case .accepted(let again)? = transport.send([Sample.mail()]).first else {
            Issue.record("not accepted"); return
        }
        #expect(again.text.hasPrefix("already written"))
        var other = Sample.mail()
        other.text = "something else\n"
        guard case .rejected(let reply)? = transport.send([other]).first else { Issue.record("not rejected"); return }
        #expect(reply.text.contains("nothing was overwritten"))
        #expect(try names(folder.url).count == 1)
        #expect(
            try Data(
                contentsOf: folder.url.appendingPathComponent(FolderTransport.fileName(messageID: other.messageID)))
                == before)
    }

    @Test("A folder that cannot be written: nothing sent, safe to try again, nothing left behind")
    func cannotWrite() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appendingPathComponent("in-the-way")
        try Data("x".utf8).write(to: file)
        let transport = FolderTransport(
            folder: file.appendingPathComponent("outbox"), isCapturing: false, composer: Sample.composer)
        guard case .notSent(let trouble)? = transport.send([Sample.mail()]).first else {
            Issue.record("not notSent"); return
        }
        #expect(trouble.code == "mail.folder" && trouble.message.contains("in-the-way"))
        #expect(try names(folder.url) == ["in-the-way"])
    }

    @Test("No two Message-IDs share a file, and none leaves the folder")
    func fileNames() {
        let ids = [
            "a@b", "A@b", "a/../b@c", "../x@y", ".x@y", "-x@y", "a%2fb@c", "a=b@c", "a_b@c",
            String(repeating: "x", count: 240) + "@y", String(repeating: "x", count: 241) + "@y",
            String(repeating: "/", count: 200) + "@y",
        ]
        let names = ids.map { FolderTransport.fileName(messageID: $0) }
        #expect(Set(names).count == ids.count)
        for name in names {
            #expect(
                name.utf8.count <= 255 && !name.contains("/") && !name.hasPrefix(".") && !name.hasPrefix("-")
                    && name.hasSuffix(".eml"))
        }
    }
}
