import Foundation

/// A part of a workbook as the stream that Foundation's XML parser reads from.
final class PartStream: InputStream {
    private let part: WorkbookArchive.Part
    private var ended = false
    private var isAtStart = true
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

    /// Workbooks have no document type; it is how XML is made to grow or to fetch. In UTF-16 every other byte is zero.
    private func refuseDocumentType(_ beginning: UnsafeRawBufferPointer) throws {
        let text = String(decoding: beginning.prefix(1 << 14).filter { $0 != 0 }, as: UTF8.self)
        if text.contains("<!DOCTYPE") { throw part.damaged("declares a document type") }
    }

    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength length: Int) -> Int {
        guard !ended else { return 0 }
        do {
            let count = try part.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: length))
            ended = count == 0
            if isAtStart { try refuseDocumentType(UnsafeRawBufferPointer(start: buffer, count: count)) }
            isAtStart = false
            return count
        } catch {
            failure = error
            ended = true
            return 0
        }
    }
}
