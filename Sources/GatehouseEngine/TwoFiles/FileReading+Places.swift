import Foundation
import GatehouseModel
import GatehouseProviderKit
import GatehouseTables

extension FileReading {
    /// Where the columns stand in this file.
    struct Places {
        let code, address, word: Int?
        let codeName, addressName, wordName: String?
        /// A day stands for a word.
        private let hasDays: Bool
        let header: HeaderAgain
        var used: [Int] { [code, address, word].compactMap(\.self) }

        init(_ side: FileSide, _ header: TableHeader) {
            func place(_ names: [String]) -> Int? { names.compactMap { header.index($0) }.first }
            code = place(side.code)
            address = place(side.address)
            word = place(side.word.map(\.name))
            codeName = side.code.first { header.index($0) != nil }
            addressName = side.address.first { header.index($0) != nil } ?? side.code.first
            wordName = side.word.map(\.name).first { header.index($0) != nil }
            hasDays = side.word.contains { $0.dateMeans != nil }
            self.header = HeaderAgain(header)
        }

        /// An address where a code is to be, or none where one is to be: the row is another vendor's, or its cells are shifted.
        func strangeness(
            of row: borrowing TableRow, _ code: UnsafeRawBufferPointer, _ address: UnsafeRawBufferPointer
        ) -> TableProblem? {
            if holdsAt(code) {
                if header.isHeader(row) { return nil }
                return row.problem(codeName, reason: "an address, where a code is to be", remedy: Places.remedy)
            }
            guard !address.isEmpty, !holdsAt(address), !header.isHeader(row) else { return nil }
            return row.problem(addressName, reason: "this is no address", remedy: Places.remedy)
        }

        private static let remedy = "correct it; where the row is another vendor's, take it out"

        private func holdsAt(_ cell: UnsafeRawBufferPointer) -> Bool {
            cell.baseAddress.map { memchr($0, 64, cell.count) != nil } ?? false
        }

        /// Why nothing is concluded of the row's word.
        func problem(in row: borrowing TableRow, _ asOf: Instant) -> TableProblem {
            guard hasDays, let word,
                let flaw = DayFlaw(row.text(word).trimmingCharacters(in: .whitespaces), asOf: asOf)
            else {
                return UnknownWord.problem(in: row, column: wordName)
            }
            return row.problem(wordName, reason: flaw.reason, remedy: flaw.remedy)
        }
    }
}
