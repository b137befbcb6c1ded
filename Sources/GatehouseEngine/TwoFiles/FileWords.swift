import Foundation
import GatehouseModel
import GatehouseReconciliation

/// The status words of one file, each as it is written there, with what they mean; the few that there are are met again and again.
struct FileWords {
    struct Word {
        let text: String
        let standing: FileStanding
    }

    private struct Known {
        let bytes: [UInt8]
        let index: Int?
    }

    /// More spellings than these are looked up anew each time.
    private static let most = 200

    private(set) var words: [Word] = []
    private var known: [Known] = []
    private var indexes: [String: Int] = [:]
    private let meaning: (String) -> (word: String, meaning: Meaning)?

    /// - Parameter meaning: what a cell says: its word, or the one that it stands for, and what that means.
    init(_ meaning: @escaping (String) -> (word: String, meaning: Meaning)?) { self.meaning = meaning }

    /// The place of a cell's word in `words`; nil when no table knows it.
    mutating func index(of cell: UnsafeRawBufferPointer) -> Int? {
        for one in known where one.bytes.count == cell.count {
            let isEqual = one.bytes.withUnsafeBytes { FileRow.areEqual($0, cell) }
            if isEqual { return one.index }
        }
        let text = String(decoding: CodesFile.trimmed(cell), as: UTF8.self)
        let index = meaning(text).flatMap { found in place(of: found.word, found.meaning) }
        if known.count < Self.most { known.append(Known(bytes: Array(cell), index: index)) }
        return index
    }

    private mutating func place(of word: String, _ meaning: Meaning) -> Int? {
        if let index = indexes[word] { return index }
        // As many spellings of known words are no vendor's file.
        guard words.count < Int(UInt16.max) else { return nil }
        words.append(Word(text: word, standing: FileStanding(meaning)))
        indexes[word] = words.count - 1
        return words.count - 1
    }
}
