import Foundation
import GatehouseTables
import GatehouseTesting
import Testing

@Suite struct EncodingTests {
    /// Everything a stream gives, read with buffers of the given size.
    private func text(
        _ bytes: [UInt8], encoding: TextEncoding? = nil, chunk: Int = .max, buffer: Int = 1 << 12
    ) throws -> (text: String, finding: EncodingFinding, replacements: Int) {
        let stream = try TextStream(MemoryBytes(bytes, chunk: chunk), encoding: encoding)
        var whole: [UInt8] = []
        var space = [UInt8](repeating: 0, count: buffer)
        while true {
            let count = try space.withUnsafeMutableBytes { try stream.read(into: $0) }
            if count == 0 { break }
            whole += space[..<count]
        }
        return (String(decoding: whole, as: UTF8.self), stream.finding, stream.replacements)
    }

    private func utf16(_ text: String, little: Bool, mark: Bool) -> [UInt8] {
        let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
        return units.flatMap {
            little ? [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)]
        }
    }

    @Test("every byte of every single-byte encoding is what Python says it is", .needsPython)
    func codePages() throws {
        let names = [
            "windows-1252": "cp1252", "windows-1250": "cp1250", "iso-8859-2": "iso8859_2", "iso-8859-15": "iso8859_15",
            "macintosh": "mac_roman", "ibm850": "cp850",
        ]
        let script = """
            import json, sys
            def one(name, byte):
                try: return ord(bytes([byte]).decode(name))
                except UnicodeDecodeError: return byte
            print(json.dumps({key: [one(name, byte) for byte in range(256)] for key, name in json.load(sys.stdin).items()}))
            """
        let input = String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
        let output = try ExternalTool.runPython(script, input: input)
        let answers = try JSONDecoder().decode([String: [UInt32]].self, from: Data(output.utf8))
        #expect(answers.count == names.count)
        for (name, scalars) in answers {
            let encoding = try #require(TextEncoding(rawValue: name))
            let read = try text(Array(0...255), encoding: encoding).text
            #expect(read.unicodeScalars.map(\.value) == scalars, "\(name)")
        }
    }

    @Test("a byte order mark decides, and is no part of the text")
    func marks() throws {
        let sample = "email;navn\r\nåse@example.org;Åse\r\n"
        let utf8 = try text([0xEF, 0xBB, 0xBF] + Array(sample.utf8))
        #expect(utf8.text == sample)
        #expect(utf8.finding.encoding == .utf8 && utf8.finding.hasMark && utf8.finding.certain)
        for little in [true, false] {
            let wide = try text(utf16(sample, little: little, mark: true))
            #expect(wide.text == sample)
            #expect(wide.finding.encoding == (little ? .utf16LE : .utf16BE))
            #expect(wide.finding.certain)
        }
    }

    @Test("UTF-16 without a mark is found by its zero bytes")
    func unmarkedUTF16() throws {
        let sample = "email,name\nzoe@example.org,Zoë\nłukasz@example.org,Łukasz 😀\n"
        for little in [true, false] {
            let wide = try text(utf16(sample, little: little, mark: false))
            #expect(wide.text == sample)
            #expect(wide.finding.encoding == (little ? .utf16LE : .utf16BE))
        }
    }

    @Test("UTF-8 is certain where it is valid, and ASCII is UTF-8")
    func utf8() throws {
        #expect(try text(Array("a,b\n".utf8)).finding.certain)
        #expect(try text(Array("zoë,日本,😀\n".utf8)).finding == EncodingFinding.utf8Certain)
        #expect(try text([]).finding.encoding == .utf8)
    }

    @Test("what is not UTF-8 is read as Windows-1252, which is never certain")
    func windows1252() throws {
        let read = try text([0x4A, 0x6F, 0x73, 0xE9, 0x2C, 0x80, 0x0A])
        #expect(read.text == "José,€\n")
        #expect(read.finding.encoding == .windows1252)
        #expect(!read.finding.certain)
        #expect(read.finding.hint?.contains("not UTF-8") == true)
    }

    @Test("one foreign byte after a megabyte of ASCII still decides")
    func lateDecision() throws {
        let plain = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
        let latin = try text(plain + [0xE9, 0x62])
        #expect(latin.text.hasSuffix("aéb"))
        #expect(latin.finding.encoding == .windows1252 && !latin.finding.certain)
        for chunk in [1000, 1 << 18, .max] {
            let utf8 = try text(plain + Array("éb".utf8), chunk: chunk)
            #expect(utf8.text.hasSuffix("aéb"))
            #expect(utf8.finding.encoding == .utf8 && utf8.finding.certain)
        }
    }

    @Test("Polish and Danish from older programs are recognised where Windows-1252 would put symbols inside words")
    func otherPages() throws {
        let polish: [UInt8] =
            Array("imi\u{EA};nazwisko\n".unicodeScalars.map { UInt8($0.value) })
            + [0xA3, 0x75, 0x6B, 0x61, 0x73, 0x7A, 0x3B, 0x50, 0x61, 0x77, 0xB3, 0x6F, 0x77, 0x73, 0x6B, 0x69, 0x0A]
            + [
                0x4D, 0x61, 0xB3, 0x67, 0x6F, 0xB3, 0x72, 0x7A, 0x61, 0x74, 0x61, 0x3B, 0x57, 0xB3, 0x6F, 0x63, 0x68,
                0x0A,
            ]
        let read = try text(polish)
        #expect(read.finding.encoding == .windows1250)
        #expect(read.text.contains("Pawłowski") && read.text.contains("Łukasz"))
        #expect(!read.finding.certain)
        // José, Zoë, Łó: Mac Roman writes é as 0x8E and ë as 0x91.
        let mac: [UInt8] =
            Array("Jos".utf8) + [0x8E] + Array(",Zo".utf8) + [0x91] + Array(",Andr".utf8) + [0x8E] + Array(",Ren".utf8)
            + [0x8E, 0x65, 0x0A]
        #expect(try text(mac).finding.encoding == .macRoman)
    }

    @Test("a few broken bytes in a UTF-8 file are replaced, counted and not certain")
    func damagedUTF8() throws {
        let read = try text(Array("łódź,żółć,日本\n".utf8) + [0xFF] + Array("x\n".utf8))
        #expect(read.text == "łódź,żółć,日本\n\u{FFFD}x\n")
        #expect(read.replacements == 1)
        #expect(read.finding.encoding == .utf8 && !read.finding.certain)
    }

    @Test("UTF-32 is refused with a word")
    func utf32() throws {
        let error = try #require(tableError { _ = try text([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]) })
        #expect(error.code == .unknownEncoding)
    }

    @Test("decoding does not depend on how the bytes arrive or where they go")
    func pieces() {
        forAll(cases: 300) { chance in
            let sample = chance.text(length: 0...200)
            let encodings: [(TextEncoding, [UInt8])] = [
                (.utf8, Array(sample.utf8)), (.utf16LE, utf16(sample, little: true, mark: false)),
                (.utf16BE, utf16(sample, little: false, mark: false)),
            ]
            for (encoding, bytes) in encodings {
                let read = try text(
                    bytes, encoding: encoding, chunk: chance.number(in: 1...7), buffer: chance.number(in: 8...40))
                try #require(
                    Array(read.text.utf8)
                        == Array(
                            (sample.hasPrefix("\u{FEFF}") ? String(sample.unicodeScalars.dropFirst()) : sample).utf8))
                try #require(read.replacements == 0)
            }
        }
    }

    @Test("encodings are known by their usual names")
    func names() {
        #expect(TextEncoding(named: "UTF-8") == .utf8)
        #expect(TextEncoding(named: "Windows-1252") == .windows1252)
        #expect(TextEncoding(named: "latin1") == .windows1252)
        #expect(TextEncoding(named: "ISO_8859-15") == .latin9)
        #expect(TextEncoding(named: "klingon") == nil)
    }
}

extension EncodingFinding {
    fileprivate static var utf8Certain: EncodingFinding? {
        Array("é".utf8).withUnsafeBytes { try? EncodingFinding.judge($0, complete: true) }
    }
}
