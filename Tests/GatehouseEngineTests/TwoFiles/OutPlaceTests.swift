import CodeBundles
import Foundation
import GatehouseEngine
import GatehouseTesting
import Testing

@Suite("Where the list of differences is written")
struct OutPlaceTests {
    private static let ledger = "ref,email,status\nA-1,a@example.org,invited\n"
    private static let vendor = "code,email,status\nA-1,a@example.org,Activated\n"

    /// The two files in a folder of their own.
    private struct Bed {
        let folder: URL

        init() throws {
            folder = try Scratch.folder()
            try Data(OutPlaceTests.ledger.utf8).write(to: folder.appending(path: "ledger.csv"))
            try Data(OutPlaceTests.vendor.utf8).write(to: folder.appending(path: "vendor.csv"))
        }

        func compare(_ out: String) throws {
            let request = TwoFiles.Request(
                ledger: folder.appending(path: "ledger.csv").path, vendor: folder.appending(path: "vendor.csv").path,
                out: "\(folder.path)/\(out)")
            _ = try TwoFiles(CodeBundles().descriptor, request).run()
        }

        func text(_ name: String) throws -> String {
            try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
    }

    @Test("Neither input is ever written, by whatever name it is called", arguments: ["ledger.csv", "vendor.csv"])
    func inputs(input: String) throws {
        let bed = try Bed()
        defer { Scratch.remove(bed.folder) }
        let files = FileManager.default
        try files.linkItem(
            atPath: bed.folder.appending(path: input).path, toPath: bed.folder.appending(path: "hard.csv").path)
        try files.createSymbolicLink(
            atPath: bed.folder.appending(path: "soft.csv").path, withDestinationPath: input)
        for out in [input, "./\(input)", "hard.csv", "soft.csv"] {
            let refusal = #expect(throws: EngineError.self, "\(out)") { try bed.compare(out) }
            #expect(refusal?.code == .conflict && refusal?.message.contains("is the file that is compared") == true)
        }
        #expect(try bed.text("ledger.csv") == Self.ledger && bed.text("vendor.csv") == Self.vendor)
        #expect(try files.contentsOfDirectory(atPath: bed.folder.path).count == 4)
    }

    @Test("An earlier list is replaced; another file, a folder or a device is left alone")
    func others() throws {
        let bed = try Bed()
        defer { Scratch.remove(bed.folder) }
        try bed.compare("breaks.csv")
        let first = try bed.text("breaks.csv")
        #expect(first.contains("vendor_ahead,A-1"))
        try bed.compare("breaks.csv")
        #expect(try bed.text("breaks.csv") == first)
        try Data("people of mine\n".utf8).write(to: bed.folder.appending(path: "mine.csv"))
        try FileManager.default.createDirectory(
            at: bed.folder.appending(path: "sub"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: bed.folder.appending(path: "null").path, withDestinationPath: "/dev/null")
        for out in ["mine.csv", "sub", "null"] {
            let refusal = #expect(throws: EngineError.self, "\(out)") { try bed.compare(out) }
            #expect(refusal?.message.contains("nothing is overwritten") == true)
        }
        #expect(try bed.text("mine.csv") == "people of mine\n")
    }
}
