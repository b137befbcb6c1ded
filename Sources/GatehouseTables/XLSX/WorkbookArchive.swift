import CZip

/// The zip archive that a workbook is: its parts by name, read one at a time and never unpacked beyond the limits.
final class WorkbookArchive {
    let file: String
    let limits: WorkbookLimits
    private let zip: OpaquePointer
    private var unpacked = 0

    /// Throws `TableError` `.unreadable` or `.damagedWorkbook`.
    init(path: String, limits: WorkbookLimits) throws {
        file = path
        self.limits = limits
        var code: Int32 = 0
        guard let zip = zip_open(path, ZIP_RDONLY, &code) else {
            var error = zip_error_t()
            zip_error_init_with_code(&error, code)
            defer { zip_error_fini(&error) }
            throw Self.damaged(path, String(cString: zip_error_strerror(&error)))
        }
        self.zip = zip
    }

    deinit { zip_discard(zip) }

    var count: Int { Int(zip_get_num_entries(zip, 0)) }

    /// Index of a part by its name, case apart as Excel does; nil when there is none.
    func index(of name: String) -> UInt64? {
        let found = zip_name_locate(zip, name.hasPrefix("/") ? String(name.dropFirst()) : name, UInt32(ZIP_FL_NOCASE))
        return found < 0 ? nil : UInt64(found)
    }

    /// Opens a part for one reading from its beginning.
    func open(_ name: String) throws -> Part {
        guard let index = index(of: name) else { throw Self.damaged(file, "no part \(name)") }
        var facts = zip_stat_t()
        zip_stat_init(&facts)
        guard zip_stat_index(zip, index, 0, &facts) == 0 else { throw damaged() }
        if facts.encryption_method != 0 { throw Self.protected(file) }
        guard let handle = zip_fopen_index(zip, index, 0) else { throw damaged() }
        return Part(archive: self, handle: handle, name: name, packed: Int(facts.comp_size))
    }

    /// One part being read.
    final class Part {
        let name: String
        private let archive: WorkbookArchive
        private let handle: OpaquePointer
        private let packed: Int
        private var unpacked = 0

        fileprivate init(archive: WorkbookArchive, handle: OpaquePointer, name: String, packed: Int) {
            self.archive = archive
            self.handle = handle
            self.name = name
            self.packed = packed
        }

        deinit { zip_fclose(handle) }

        func damaged(_ detail: String) -> TableError { WorkbookArchive.damaged(archive.file, "\(name): \(detail)") }

        /// Fills a part of `space`; 0 at the end. The checksum is proved at the end.
        func read(into space: UnsafeMutableRawBufferPointer) throws -> Int {
            guard let start = space.baseAddress, !space.isEmpty else { return 0 }
            let count = Int(zip_fread(handle, start, UInt64(space.count)))
            guard count >= 0 else {
                throw damaged(String(cString: zip_file_strerror(handle)))
            }
            unpacked += count
            try archive.account(count, part: unpacked, packed: packed, name: name)
            return count
        }
    }

    private func account(_ count: Int, part: Int, packed: Int, name: String) throws {
        unpacked += count
        let isBomb = part > limits.ratioFromBytes && part / max(packed, 1) > limits.ratio
        guard unpacked > limits.totalBytes || isBomb else { return }
        throw TableError(
            .workbookTooLarge, file: file, reason: "the workbook unpacks to far more than a table of its size would",
            remedy: "save the first sheet alone as CSV and use that",
            detail: "\(name): \(part) bytes from \(packed); \(unpacked) in all")
    }

    private func damaged() -> TableError { Self.damaged(file, String(cString: zip_strerror(zip))) }

    static func damaged(_ file: String, _ detail: String) -> TableError {
        TableError(
            .damagedWorkbook, file: file, reason: "this is not a whole Excel workbook (.xlsx)",
            remedy: "open it in a spreadsheet program and save it again as .xlsx or CSV", detail: detail)
    }

    static func protected(_ file: String) -> TableError {
        TableError(
            .damagedWorkbook, file: file, reason: "the workbook is protected by a password",
            remedy: "save a copy without a password")
    }
}
