import Foundation
import GatehouseEngine
import GatehouseLedger
import GatehouseModel
import GatehouseStorage

/// The database of some settings, opened with their key.
final class OpenHouse: Sendable {
    let house: any LedgerHouse
    private let database: SQLLedgerHouse

    /// - Parameter setsUp: makes the data folder and the key where they are missing.
    init(_ settings: Settings, setsUp: Bool, clock: any Clock = SystemClock()) throws {
        let file = settings.databaseFile
        let isThere = file.map { FileManager.default.fileExists(atPath: $0) } ?? true
        guard setsUp || isThere else {
            throw EngineError(
                .notFound,
                "there is no database at \(file ?? ""): make one with 'gatehouse init', or name its folder with --data")
        }
        if setsUp {
            try OpenHouse.makeFolder(settings.dataFolder)
        }
        let url = file.map { "sqlite:" + $0 } ?? settings.databaseURL
        if setsUp, file == nil, !FileManager.default.fileExists(atPath: settings.keyPath) {
            try OpenHouse.refuseLostKey(url)
        }
        let key = try KeyFile.read(path: settings.keyPath, mayMake: setsUp && (file == nil || !isThere))
        database = try SQLLedgerHouse.open(url, vault: try Vault(KeyRing(keys: [1: key], current: 1)), clock: clock)
        house = database
    }

    private static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            let reason = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError).map {
                String(cString: strerror(Int32($0.code)))
            }
            throw EngineError(
                .failed,
                "data: the folder \(path) cannot be made\(reason.map { ": \($0)" } ?? ""); name another with --data, GATEHOUSE_DATA or 'data' in the configuration"
            )
        }
    }

    func close() { try? database.close() }

    /// A database on a server that holds something already was sealed with a key that is missing here.
    private static func refuseLostKey(_ url: String) throws {
        let blank = try SQLLedgerHouse.open(
            url, vault: try Vault(KeyRing(keys: [1: [UInt8](repeating: 0, count: KeyRing.keyByteCount)], current: 1)))
        defer { try? blank.close() }
        let version = try blank.schemaVersion()
        // Whatever was sealed refuses the blank key.
        let isBlank =
            version.current == 0 || (version.current == version.wanted && (try? blank.workspaces().isEmpty) == true)
        guard isBlank else {
            throw EngineError(
                .failed,
                "this database is in use already and its key is not in the data folder: copy gatehouse.key there, or name its folder with --data"
            )
        }
    }
}

extension Settings {
    /// The path of the SQLite file; nil where the database is a server.
    package var databaseFile: String? {
        guard databaseURL.hasPrefix("sqlite:") else { return nil }
        let path = String(databaseURL.dropFirst("sqlite:".count))
        return path.hasPrefix("/") ? path : dataFolder + "/" + path
    }

    package var keyPath: String { dataFolder + "/gatehouse.key" }
}
