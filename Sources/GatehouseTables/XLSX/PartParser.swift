import Foundation
import FoundationXML

/// Walks over the XML of one part of a workbook. Subclasses take the elements they know.
///
/// Entities are never resolved; `PartStream` refuses a document type.
class PartParser: NSObject, XMLParserDelegate {
    let file: String
    private var failure: (any Error)?

    init(file: String) { self.file = file }

    func start(_ element: String, _ attributes: [String: String]) throws {}
    func end(_ element: String) throws {}
    func text(_ text: String) throws {}

    /// Reads the whole part. Throws what a subclass or the archive threw, or `.damagedWorkbook` for broken XML.
    final func run(_ part: WorkbookArchive.Part) throws {
        let stream = PartStream(part)
        let parser = XMLParser(stream: stream)
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.delegate = self
        let isWhole = parser.parse()
        if let failure { throw failure }
        if let failure = stream.failure { throw failure }
        guard isWhole else {
            throw WorkbookArchive.damaged(
                file, "\(part.name), line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "broken XML")")
        }
    }

    private func attempt(_ parser: XMLParser, _ step: () throws -> Void) {
        guard failure == nil else { return }
        do { try step() } catch {
            failure = error
            parser.abortParsing()
        }
    }

    final func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        attempt(parser) { try start(name, attributes) }
    }

    final func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        attempt(parser) { try end(name) }
    }

    final func parser(_ parser: XMLParser, foundCharacters string: String) {
        attempt(parser) { try text(string) }
    }

    final func parser(_ parser: XMLParser, foundCDATA block: Data) {
        attempt(parser) { try text(String(decoding: block, as: UTF8.self)) }
    }
}
