import Foundation

/// A part of a workbook as the stream that Foundation's XML parser reads from.
///
/// Only valid UTF-8 is let through: at a name that is none the parser would end the program. (Workbooks may be UTF-16 by
/// the letter of their standard; no program writes that.)
final class PartStream: InputStream {
    private let part: WorkbookArchive.Part
    private var ended = false
    private var isAtStart = true
    /// A UTF-8 sequence cut off at the end of what was read last.
    private var cut: [UInt8] = []
    private var status = Stream.Status.notOpen
    /// What stopped the reading; the parser itself only sees the end of the stream.
    private(set) var failure: (any Error)?

    init(_ part: WorkbookArchive.Part) {
        self.part = part
        super.init(data: Data())
    }

    override func open() { status = .open }
    override func close() { status = .closed }
    override var streamStatus: Stream.Status { status }
    override var streamError: (any Error)? { failure }
    override var hasBytesAvailable: Bool { !ended }

    /// Workbooks have no document type; it is how XML is made to grow or to fetch.
    private func refuseDocumentType(_ beginning: UnsafeRawBufferPointer) throws {
        let text = String(decoding: beginning, as: UTF8.self)
        if text.contains("<!DOCTYPE") { throw part.damaged("declares a document type") }
    }

    private func requireUTF8(_ bytes: UnsafeRawBufferPointer) throws {
        let isEnd = bytes.isEmpty
        if cut.isEmpty {
            cut = try rest(bytes, isEnd)
        } else {
            cut = try (cut + Array(bytes)).withUnsafeBytes { try rest($0, isEnd) }
        }
    }

    /// What is cut off at the end of valid UTF-8.
    private func rest(_ bytes: UnsafeRawBufferPointer, _ isEnd: Bool) throws -> [UInt8] {
        let valid = UTF8Check.prefix(bytes)
        if valid.stop == .invalid || (isEnd && valid.stop != .end) { throw part.damaged("is not UTF-8") }
        return Array(bytes[valid.count...])
    }

    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength length: Int) -> Int {
        guard !ended else { return 0 }
        do {
            let count = try part.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: length))
            ended = count == 0
            let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
            if isAtStart { try refuseDocumentType(bytes) }
            isAtStart = false
            try requireUTF8(bytes)
            return count
        } catch {
            failure = error
            ended = true
            return 0
        }
    }
}
