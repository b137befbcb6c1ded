import Foundation

/// Where the list of differences will stand. An earlier list is replaced, once the new one is whole; anything else that is there
/// already is somebody's, above all the two files that are compared.
struct OutPlace {
    let path: String

    /// Throws `EngineError` `.conflict` where the list would take the place of an input, also by way of a link, or of another file.
    init(_ path: String, besides inputs: [String]) throws {
        self.path = path
        guard let place = Identity(path) else { return }
        if let input = inputs.first(where: { Identity($0) == place }) {
            throw EngineError(
                .conflict, "\(path) is the file that is compared (\(input)), which is never written: name another file")
        }
        guard place.isFile, place.size == 0 || OutPlace.isList(path) else {
            throw EngineError(
                .conflict,
                "\(path) is there already and is no list of differences: nothing is overwritten; name another file")
        }
    }

    /// It begins as such a list does.
    private static func isList(_ path: String) -> Bool {
        let head = Array(TwoFiles.columns.joined(separator: ",").utf8)
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        guard let bytes = try? file.read(upToCount: head.count) else { return false }
        return Array(bytes) == head
    }

    /// What a path leads to, whatever it is called.
    private struct Identity: Equatable {
        private let device: UInt64
        private let number: UInt64
        let isFile: Bool
        let size: Int64

        /// Nil where nothing is there.
        init?(_ path: String) {
            var facts = stat()
            guard stat(path, &facts) == 0 else { return nil }
            (device, number) = (UInt64(facts.st_dev), UInt64(facts.st_ino))
            (isFile, size) = (facts.st_mode & S_IFMT == S_IFREG, Int64(facts.st_size))
        }

        static func == (one: Identity, other: Identity) -> Bool {
            one.device == other.device && one.number == other.number
        }
    }
}
