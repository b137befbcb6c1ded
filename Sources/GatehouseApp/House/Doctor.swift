import Foundation
import GatehouseEngine
package import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Looks at everything that this installation stands on, and changes nothing.
package struct Doctor {
    /// One thing looked at.
    package struct Finding: Hashable, Sendable {
        package let subject: String
        package let isGood: Bool
        package let words: String
        /// What to do; nil when it is good.
        package let remedy: String?

        static func good(_ subject: String, _ words: String) -> Finding {
            Finding(subject: subject, isGood: true, words: words, remedy: nil)
        }
        static func bad(_ subject: String, _ words: String, _ remedy: String) -> Finding {
            Finding(subject: subject, isGood: false, words: words, remedy: remedy)
        }
    }

    /// Each finding as soon as it is made.
    package static func examine(
        configuration: () throws -> ConfigurationFile, clock: any Clock = SystemClock(), told: (Finding) -> Void
    ) {
        told(timeZones())
        let settings: Settings
        do {
            let file = try configuration()
            settings = try file.settings()
            told(.good("configuration", file.path ?? "no file: defaults and environment"))
            for doubt in file.doubts { told(.bad("configuration", doubt, "correct or unset it")) }
        } catch {
            return told(
                .bad("configuration", words(error), "correct it; 'gatehouse config check' tells when it is good"))
        }
        told(folder(settings))
        told(key(settings))
        told(mail(settings))
        do {
            let application = try Application.open(settings, clock: clock, works: false)
            defer { application.close() }
            told(.good("database", try application.house.health()))
            told(try time(application, clock))
            told(try work(application))
            for connection in try application.ledger.read({ try $0.connections() }) where !connection.isRemoved {
                told(vendor(connection, application))
            }
            try told(schedules(application))
        } catch { told(.bad("database", words(error), "correct that, then ask again")) }
    }

    static func words(_ error: any Error) -> String {
        switch error {
        case let error as EngineError: error.message
        case let error as LedgerError: error.message
        default: "\(error)"
        }
    }

    private static func timeZones() -> Finding {
        let count = TimeZone.knownTimeZoneIdentifiers.count
        guard count > 300, let zone = TimeZone(identifier: "Europe/Copenhagen"),
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: 1_751_328_000)) == 7200
        else { return .bad("time zones", "the time-zone data is missing or too old", "install the package tzdata") }
        return .good("time zones", "\(count) known")
    }

    private static func folder(_ settings: Settings) -> Finding {
        let path = settings.dataFolder
        guard let (isFolder, rights) = facts(of: path) else {
            return .bad("data folder", "\(path) is not there", "make it with 'gatehouse init'")
        }
        guard isFolder else { return .bad("data folder", "\(path) is no folder", "name another with --data") }
        guard FileManager.default.isWritableFile(atPath: path) else {
            return .bad("data folder", "\(path) cannot be written", "give this user the right to write there")
        }
        guard rights & 0o022 == 0 else {
            return .bad("data folder", "\(path) can be written by others", "chmod go-w \(path)")
        }
        return .good("data folder", path)
    }

    private static func key(_ settings: Settings) -> Finding {
        let path = settings.keyPath
        guard let (_, rights) = facts(of: path) else {
            return .bad(
                "key", "\(path) is not there",
                "restore it from its backup; for a new installation 'gatehouse init' makes one")
        }
        guard rights & 0o077 == 0 else { return .bad("key", "\(path) can be read by others", "chmod 600 \(path)") }
        do { _ = try KeyFile.read(path: path, mayMake: false) } catch {
            return .bad("key", "\(error)", "restore it from its backup")
        }
        return .good("key", "\(path), for this user only")
    }

    /// Nil when there is nothing by that path.
    static func facts(of path: String) -> (isFolder: Bool, rights: Int)? {
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        return (
            found[.type] as? FileAttributeType == .typeDirectory, (found[.posixPermissions] as? NSNumber)?.intValue ?? 0
        )
    }

    private static func time(_ application: Application, _ clock: any Clock) throws -> Finding {
        let now = clock.now
        let newest = try application.ledger.read { reader -> Instant? in
            try reader.runs(limit: 1).map(\.at).max()
        }
        if now.milliseconds < 1_735_689_600_000 { return .bad("clock", "\(now) is long past", "set the clock") }
        if let newest, now.advanced(by: .seconds(60)) < newest {
            return .bad(
                "clock", "\(now) is before the last run in the ledger (\(newest))",
                "set the clock; times may look odd until then")
        }
        return .good("clock", "\(now)")
    }

    private static func work(_ application: Application) throws -> Finding {
        let counts = try application.ledger.read { try $0.intentCounts() }
        let waiting = [IntentState.unknown, .needsPerson].reduce(0) { $0 + (counts[$1] ?? 0) }
        guard waiting == 0 else {
            return .bad(
                "work", "\(waiting) acts are unknown or wait for a decision",
                "'gatehouse serve --until-idle' looks up what is unknown, 'gatehouse reconcile' closes what the vendor shows; 'gatehouse task decisions' lists what is left for you"
            )
        }
        let open = counts.filter { !$0.key.isFinal }.reduce(0) { $0 + $1.value }
        return .good("work", open == 0 ? "nothing is open" : "\(open) acts are open")
    }

    private static func schedules(_ application: Application) throws -> Finding {
        let (names, all) = try application.ledger.read { reader in
            (
                Dictionary(try reader.connections().map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a }),
                try reader.schedules()
            )
        }
        let failing = all.filter { $0.trouble != nil && names[$0.connection]?.isRemoved == false }
        guard let first = failing.first, let name = names[first.connection]?.name else {
            return .good("schedule", "no run that comes by itself has failed last")
        }
        return .bad(
            "schedule", "\(name) failed \(first.failures) times in a row: \(first.trouble ?? "")",
            "'gatehouse connection test \(name)' says more; it is tried again by itself")
    }

    private static func vendor(_ connection: Connection, _ application: Application) -> Finding {
        let subject = "connection \(connection.name)"
        do {
            let health = try ConnectionDesk(application).check(connection)
            let request = health.requestID.map { " (request \($0))" } ?? ""
            return health.isReachable
                ? .good(subject, health.summary + request)
                : .bad(subject, health.summary + request, "see 'gatehouse connection test \(connection.name)'")
        } catch {
            return .bad(
                subject, "\(error)", "check its address and token: gatehouse connection rotate \(connection.name)")
        }
    }
}
