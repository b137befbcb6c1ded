import Foundation
import GatehouseModel
import GatehouseTables

/// Records on their way through, in a file without a name: a snapshot may have more of them than memory.
///
/// Its file can be opened by nobody else and is gone with the process; it holds what the vendor showed, credentials among it.
///
/// `@unchecked Sendable`: never two threads at once. One fills it while pages come; whoever reads is the same, or the one that was
/// started after the last page, whose end its asker waits for (`Aside.wait` hands over under a lock) before it reads again.
final class RecordSpool: @unchecked Sendable {
    /// Every so many records the file's place is kept.
    private static let step = 64
    private static let portion = 1 << 18

    private let folder: String
    private var file: Int32 = -1
    private var pending: [UInt8] = []
    private var written = 0
    private var marks: [Int] = []
    private(set) var count = 0

    init(folder: String = NSTemporaryDirectory()) { self.folder = folder }

    deinit { if file >= 0 { close(file) } }

    func append(_ records: [ObservedRecord]) throws {
        for record in records {
            if count % Self.step == 0 { marks.append(written + pending.count) }
            RecordBytes.write(record, into: &pending)
            count += 1
        }
        if pending.count >= Self.portion { try flush() }
    }

    private func flush() throws {
        if pending.isEmpty { return }
        if file < 0 { file = try RowStore.unnamedFile(in: folder) }
        try pending.withUnsafeBytes { try RowStore.write($0, to: file, in: folder) }
        written += pending.count
        pending.removeAll(keepingCapacity: true)
    }

    func forEach(_ body: (ObservedRecord) throws -> Void) throws {
        try flush()
        for step in marks.indices { try read(step) { try body($0) } }
    }

    /// - Parameter next: the place of the one that is wanted next; they ascend.
    func forEach(at next: () -> Int?, _ body: (ObservedRecord) throws -> Void) throws {
        try flush()
        while let wanted = next() {
            var place = wanted / Self.step * Self.step
            try read(wanted / Self.step) { record in
                if next() == place { try body(record) }
                place += 1
            }
        }
    }

    /// The records from one mark to the next.
    private func read(_ step: Int, _ body: (ObservedRecord) throws -> Void) throws {
        let start = marks[step]
        let end = step + 1 < marks.count ? marks[step + 1] : written
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: end - start, alignment: 8)
        defer { memory.deallocate() }
        try RowStore.read(memory, from: file, at: start, in: folder)
        var reader = RecordBytes(UnsafeRawBufferPointer(memory))
        while !reader.isAtEnd { try body(reader.next()) }
    }
}

/// A record as bytes: lengths in front of texts, and what there is none of without one.
struct RecordBytes {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { place >= bytes.count }

    static func write(_ record: ObservedRecord, into out: inout [UInt8]) {
        for text in [
            record.reference, record.vendorID, record.credential?.reveal(), record.address, record.name, record.supply,
            record.word, record.link?.reveal(),
        ] {
            write(text, into: &out)
        }
        write(record.asOf.milliseconds, into: &out)
        for words in [record.assessments, record.attributes] {
            write(Int64(words.count), into: &out)
            for (name, word) in words {
                write(name, into: &out)
                write(word, into: &out)
            }
        }
        switch record.source {
        case .file(let name, let line):
            write(Int64(line), into: &out)
            write(name, into: &out)
        case .request(let id):
            write(-1, into: &out)
            write(id, into: &out)
        case .person(let note):
            write(-2, into: &out)
            write(note, into: &out)
        }
    }

    private static func write(_ number: Int64, into out: inout [UInt8]) {
        withUnsafeBytes(of: number) { out.append(contentsOf: $0) }
    }

    private static func write(_ text: String?, into out: inout [UInt8]) {
        guard let text else { return write(-1, into: &out) }
        write(Int64(text.utf8.count), into: &out)
        out.append(contentsOf: text.utf8)
    }

    mutating func next() -> ObservedRecord {
        let texts = (0..<8).map { _ in text() }
        var record = ObservedRecord(
            reference: texts[0], vendorID: texts[1], credential: texts[2].map { Secret($0) },
            link: texts[7].map { Secret($0) }, address: texts[3], name: texts[4], supply: texts[5],
            word: texts[6] ?? "", asOf: Instant(milliseconds: number()),
            source: .person(note: ""))
        record.assessments = words()
        record.attributes = words()
        let line = number()
        let name = text() ?? ""
        record.source =
            line == -1 ? .request(id: name) : line == -2 ? .person(note: name) : .file(name: name, line: Int(line))
        return record
    }

    private mutating func number() -> Int64 {
        defer { place += 8 }
        return bytes.loadUnaligned(fromByteOffset: place, as: Int64.self)
    }

    private mutating func text() -> String? {
        let count = Int(number())
        guard count >= 0 else { return nil }
        defer { place += count }
        return String(decoding: bytes[place..<place + count], as: UTF8.self)
    }

    private mutating func words() -> [String: String] {
        let count = number()
        var words: [String: String] = [:]
        for _ in 0..<count {
            let name = text() ?? ""
            words[name] = text() ?? ""
        }
        return words
    }
}
