import Foundation
import GRDBSQLite
import Synchronization

/// A layer between SQLite and the disk whose flushes fail on request, opened by `file:PATH?vfs=failing-disk`.
enum FailingDisk {
    /// While set, every flush of a file that this layer opened fails.
    static let failsToFlush = Atomic(false)

    /// Registers the layer once.
    static let address: @Sendable (String) -> String = {
        _ = registered
        return { "file:\($0)?vfs=failing-disk" }
    }()

    private typealias Flush = @convention(c) (UnsafeMutablePointer<sqlite3_file>?, Int32) -> Int32

    /// The layer's tables of functions by the real disk's, which has one for each kind of file.
    /// `@unchecked Sendable`: the tables are written before they are given out, and never freed.
    private struct Tables: @unchecked Sendable {
        var own: [UnsafePointer<sqlite3_io_methods>: UnsafePointer<sqlite3_io_methods>] = [:]
        var flush: Flush?
    }

    nonisolated(unsafe) private static let real = sqlite3_vfs_find(nil)!
    private static let tables = Mutex(Tables())

    private static let registered: Bool = {
        let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        layer.initialize(to: real.pointee)
        layer.pointee.zName = UnsafePointer(strdup("failing-disk"))
        layer.pointee.pNext = nil
        layer.pointee.xOpen = { _, name, file, flags, outFlags in
            let code = FailingDisk.real.pointee.xOpen(FailingDisk.real, name, file, flags, outFlags)
            if let file, let own = file.pointee.pMethods { file.pointee.pMethods = FailingDisk.wrapped(own) }
            return code
        }
        return sqlite3_vfs_register(layer, 0) == SQLITE_OK
    }()

    private static func wrapped(_ real: UnsafePointer<sqlite3_io_methods>) -> UnsafePointer<sqlite3_io_methods> {
        let address = UInt(bitPattern: real)
        return tables.withLock { tables in
            guard let real = UnsafePointer<sqlite3_io_methods>(bitPattern: address) else {
                preconditionFailure("no table")
            }
            if let own = tables.own[real] { return own }
            let own = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
            own.initialize(to: real.pointee)
            tables.flush = real.pointee.xSync
            own.pointee.xSync = { file, flags in
                if FailingDisk.failsToFlush.load(ordering: .sequentiallyConsistent) {
                    return SQLITE_IOERR | (4 << 8)  // SQLITE_IOERR_FSYNC
                }
                let flush = FailingDisk.tables.withLock { $0.flush }
                return flush?(file, flags) ?? SQLITE_IOERR
            }
            tables.own[real] = UnsafePointer(own)
            return UnsafePointer(own)
        }
    }
}
