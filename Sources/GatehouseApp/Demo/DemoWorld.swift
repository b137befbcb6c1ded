import Foundation
package import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Everything that the demonstration plays with: the four vendors in this process, a ledger in a folder, mail beside it, a list
/// of people, and a time of its own. The same seed makes the same world.
package final class DemoWorld: Sendable {
    package static let codes = "codes-eu"
    package static let campaigns = "campaigns-eu"
    package static let learners = "learners-eu"
    package static let keys = "keys-eu"
    package static let bundle = "spring-26"
    package static let workbook = "workbook-26"
    package static let campaign = "drivers-dk"
    package static let group = "remote-dk"
    package static let training = "Leading remotely"
    /// As the vendor calls it: an organisation has one.
    package static let pool = "Access keys"
    package static let coach = "Clara Coach"
    /// Fewer keys than people, so that the first plan is refused.
    package static let keysAtFirst: Int64 = 50
    package static let keysBoughtLater: Int64 = 20
    package static let programme = "Denmark Finance"

    package let folder: String
    package let application: Application
    package let clock = DemoClock()
    package let mail: DemoMail
    let sandbox: SandboxHost

    package var peopleFile: String { folder + "/people.xlsx" }
    package var mailFolder: String { folder + "/mail" }
    package var sandboxAddress: String { sandbox.address }

    /// - Parameter folder: new or empty; another Gatehouse in it is left alone.
    package init(folder: String, seed: UInt64) throws {
        var settings = Settings(dataFolder: folder)
        settings.organisation = "Example Consulting"
        settings.mailFrom = "Olga Organiser <invitations@example.org>"
        settings.helpAddress = "help@example.org"
        if let file = settings.databaseFile, FileManager.default.fileExists(atPath: file) {
            throw EngineError(.conflict, "\(folder) holds a Gatehouse already: name a new or empty folder with --data")
        }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.folder = folder
        let chance = SystemChance(seed: seed)
        let clock = clock
        sandbox = try SandboxHost.start(folder: folder + "/sandbox", seed: seed) { clock.vendors }
        do {
            mail = DemoMail(into: try MailTransports.make(settings))
            application = try Application.open(settings, clock: clock, chance: chance, setsUp: true, mail: mail)
            try DemoPeople(chance: chance).write(to: folder + "/people.xlsx")
        } catch {
            sandbox.stop()
            throw error
        }
    }

    /// Ends the work and the vendors; what lies in the folder stays.
    package func end() {
        application.close()
        sandbox.stop()
    }

    package func addProgramme(actor: String) throws {
        let world = application.world
        let programme = Programme(
            id: world.chance.id(at: world.clock.now), name: DemoWorld.programme, tags: ["finance"])
        try application.ledger.write { writer in
            try writer.save(programme)
            try writer.audit([
                AuditNote(at: world.clock.now, actor: actor, act: "programme.created", object: programme.id.text)
            ])
        }
    }

    /// Performs what was recorded. Each of the worker's steps takes a second of the story's time.
    package func work() throws {
        let worker = application.worker()
        clock.advance(by: .seconds(1))
        while try worker.step(application.ledger) != nil { clock.advance(by: .seconds(1)) }
    }

    /// Time passes: people at the vendors register, start, complete or go silent. Those who got the shared link use it.
    package func pass(_ duration: Duration, sharedLinkReaders: Int = 0) throws {
        if sharedLinkReaders > 0 {
            _ = try sandbox.control(
                "code-bundles/audience",
                ["bundle": .string(DemoWorld.workbook), "people": .integer(Int64(sharedLinkReaders))])
        }
        _ = try sandbox.control("advance", ["seconds": .integer(duration.components.seconds)])
        clock.skip(duration)
    }

    /// Somebody who is invited to learn accepts, if the invitation still waits for it (LI-7).
    package func accept(_ person: String) throws {
        do {
            _ = try sandbox.control(
                "move", ["vendor": "learner-invites", "person": .string(person), "to": "registered"])
        } catch let error as EngineError where error.code == .notFound {
            // Did so by itself.
        }
    }
}
