import Foundation
package import GatehouseEngine
import GatehouseForms
import GatehouseLedger
import GatehouseModel
import GatehouseProviderKit

/// Everything that the demonstration plays with: both vendors in this process, a ledger in a folder, mail beside it, a list of
/// people, and a time of its own. The same seed makes the same world.
package final class DemoWorld: Sendable {
    package static let codes = "codes-eu"
    package static let invites = "invites-eu"
    package static let bundle = "spring-26"
    package static let workbook = "workbook-26"
    package static let campaign = "drivers-dk"
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

    /// The consultancy buys a hundred single-use codes and fifty uses of a shared one, in the vendor's shop.
    package func buyCodes() throws {
        _ = try sandbox.control(
            "code-bundles/bundles",
            [
                "name": .string(DemoWorld.bundle), "count": 100, "usage": "single", "category": "strengths",
                "code_type": "top-5",
            ])
        _ = try sandbox.control(
            "code-bundles/bundles",
            ["name": .string(DemoWorld.workbook), "count": 50, "usage": "multi", "category": "digital-workbook"])
    }

    /// Both accounts, connected as `connection add` does it.
    package func connect(actor: String) throws -> [ConnectionDesk.Outcome] {
        let names = ["code-bundles": DemoWorld.codes, "campaigns": DemoWorld.invites]
        return try sandbox.vendors.compactMap { vendor in
            guard let name = names[vendor.provider] else { return nil }
            var settings: [String: JSONValue] = ["base_url": .string(vendor.baseURL), "allow_private": true]
            // The links in mails lead to the sandbox, never to a real vendor (CB-14).
            if vendor.provider == "code-bundles" {
                settings["redeem_base_url"] = .string(sandbox.address + "/direct/ac/")
            }
            return try ConnectionDesk(application).add(
                name, provider: vendor.provider, mode: .api, settings: settings, secrets: ["token": vendor.token],
                actor: actor)
        }
    }

    /// What only the second vendor has: a campaign, made through its provider's action.
    package var newCampaign: ActionRequest {
        ActionRequest(
            connection: DemoWorld.invites, name: "create-campaign",
            input: [
                "name": .string(DemoWorld.campaign), "goal": "development",
                "assessments": ["core-drivers", "core-values"],
                "reports": ["core-drivers-pro", "core-values"], "tags": ["finance"],
            ])
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
}
