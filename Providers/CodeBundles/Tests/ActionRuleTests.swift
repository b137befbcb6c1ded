import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderTesting
import Testing

@testable import CodeBundles

@Suite struct ActionRuleTests {
    private let provider = CodeBundles()
    private let descriptor = CodeBundles().descriptor

    private func run(
        _ name: String, _ input: JSONValue = [:], on supply: SupplyFacts? = Given.bundle(), others: [SupplyFacts] = [],
        settings: [String: JSONValue] = [:], item: OrderItem? = nil
    ) throws -> ActionAnswer {
        try provider.perform(
            try Given.action(name, input, on: supply, others: others, item: item), Given.portal(settings))
    }

    // MARK: CB-17

    @Test("CB-17: deactivating moves the remaining uses into a bundle of the same type and ends the code")
    func deactivate() throws {
        let answer = try run(
            "deactivate", ["to": "Autumn"], on: Given.multiUse(available: 40), others: [Given.multiUse("Autumn")])
        #expect(
            answer.effects == [
                .unitsMoved(count: 40, from: "b-open-house", to: "b-autumn"),
                .attributes(supply: "b-open-house", ["active": false]),
            ])
        let task = try #require(answer.task)
        #expect(
            task.steps.contains("Enter 40: 40 uses of \"Open house\".") && task.wholeText.contains("cannot do so again")
        )
    }

    @Test("CB-17: uses that remain need a bundle to go to; without any left none is needed")
    func deactivateTarget() throws {
        #expect(try run("deactivate", on: Given.multiUse(available: 1)).refusal?.code == "uses_remain")
        #expect(
            try run("deactivate", on: Given.multiUse(available: 0)).effects == [
                .attributes(supply: "b-open-house", ["active": false])
            ])
    }

    @Test("CB-17: the uses go to a bundle that is not archived, of the same type, that the account has access to")
    func deactivateRules() throws {
        func refusal(_ target: SupplyFacts) throws -> String? {
            try run("deactivate", ["to": .string(target.name)], on: Given.multiUse(), others: [target]).refusal?.code
        }
        #expect(try refusal(Given.multiUse("Autumn", isArchived: true)) == "target_archived")
        #expect(try refusal(Given.multiUse("Autumn", codeType: CodeType.all34)) == "other_code_type")
        #expect(try refusal(Given.multiUse("Autumn", category: .virtualCourse)) == "other_code_type")
        #expect(try refusal(Given.multiUse("Autumn", attributes: ["access": false])) == "no_access")
        #expect(try refusal(Given.multiUse("Autumn")) == nil)
        #expect(try run("deactivate", ["to": "Nowhere"], on: Given.multiUse()).refusal?.code == "unknown_bundle")
    }

    @Test("CB-17: a deactivated code comes back by moving uses in, from a bundle with enough of them")
    func reactivate() throws {
        let off = Given.multiUse("Open house", available: 0, attributes: ["active": false])
        let answer = try run(
            "reactivate", ["from": "Autumn", "count": 25], on: off, others: [Given.multiUse("Autumn", available: 30)])
        #expect(
            answer.effects == [
                .unitsMoved(count: 25, from: "b-autumn", to: "b-open-house"),
                .attributes(supply: "b-open-house", ["active": true]),
            ])
        #expect(answer.task?.steps.contains("Open the bundle \"Autumn\".") == true)
        #expect(
            try run(
                "reactivate", ["from": "Autumn", "count": 31], on: off,
                others: [Given.multiUse("Autumn", available: 30)]
            ).refusal?.code == "too_few_codes")
    }

    @Test(
        "CB-17: deactivate is offered for active multi-use codes, reactivate for deactivated ones; from a deactivated one nothing is given out"
    )
    func offered() throws {
        let (off, on) = (
            try #require(descriptor.action(named: "deactivate")), try #require(descriptor.action(named: "reactivate"))
        )
        #expect(off.usages == [.multi] && off.conditions.contains(.active))
        #expect(on.usages == [.multi] && on.conditions.contains(.deactivated))
        for verb in [Verb.issue, .distribute] {
            #expect(try Given.capability(verb, .api, .link, on: Given.multiUse()).conditions.contains(.active))
        }
    }

    // MARK: CB-18

    @Test("CB-18: on Invalid Code the other of a bundle's two codes is sent, then the vendor's support is called")
    func otherCode() throws {
        let legacy = Given.multiUse("North Star 2019", attributes: ["legacy": true])
        let item = Given.item("Ane", code: "NORTHSTAR24", aliases: [" northstar24 ", "NS-7KQ2M"], channel: .link)
        let answer = try run("other-code", on: legacy, item: item)
        let task = try #require(answer.task)
        #expect(task.text("Other code") == "NS-7KQ2M\nhttps://my.gallup.com/direct/ac/NS-7KQ2M\n")
        #expect(task.materials.allSatisfy(\.isSecret) && !task.wholeText.contains("NS-7KQ2M"))
        #expect(task.steps.last?.contains("vendor's support") == true && task.references == ["inv_ane"])
        #expect(answer.effects.isEmpty)
    }

    @Test("CB-18: where only one code is known the refusal says where the other one stands")
    func noOtherCode() throws {
        let legacy = Given.multiUse(attributes: ["legacy": true])
        let refusal = try #require(
            try run("other-code", on: legacy, item: Given.item("Ane", code: "NORTHSTAR24")).refusal)
        #expect(refusal.code == "no_other_code" && refusal.message.contains("title") && refusal.message.contains("box"))
    }

    @Test("CB-18: the other code is offered for bundles from before the migration only, and by the interface as well")
    func otherCodeOffered() throws {
        let action = try #require(descriptor.action(named: "other-code"))
        #expect(action.scope == .invitation && action.conditions == [.legacy] && action.effect == .read)
        let vendor = RecordedLink { _ in .null }
        let order = try Given.action(
            "other-code", on: Given.multiUse(attributes: ["legacy": true]),
            item: Given.item("Ane", code: "A1B2C3", aliases: ["D4E5F6"]))
        #expect(try provider.perform(order, Given.api(vendor)).task != nil)
        #expect(vendor.requests.isEmpty)
    }

    @Test("CB-18: both codes come in as aliases of one credential, in the file of codes too")
    func aliases() {
        let columns = FileFormat.exportedCodes.columns
        #expect(columns.first { $0.role == .alias }?.name == "other_code")
        #expect(descriptor.help(.credentialRefused, usage: .multi).first?.offer == .action("other-code"))
    }

    // MARK: CB-19

    @Test("CB-19: available codes go to another bundle of the same type, usage unchanged")
    func transfer() throws {
        let answer = try run(
            "transfer", ["to": "Autumn", "count": 5], on: Given.bundle(), others: [Given.bundle("Autumn")])
        #expect(answer.effects == [.unitsMoved(count: 5, from: "b-spring-24", to: "b-autumn")])
        #expect(answer.task?.steps.contains("Choose the bundle \"Autumn\" as the target.") == true)
    }

    @Test("CB-19: in the current edition the usage stays and the target is not archived")
    func currentEdition() throws {
        #expect(
            try run("transfer", ["to": "Open house", "count": 5], others: [Given.multiUse()]).refusal?.code
                == "usage_stays")
        #expect(
            try run("transfer", ["to": "Autumn", "count": 5], others: [Given.bundle("Autumn", isArchived: true)])
                .refusal?.code == "target_archived")
        #expect(
            try run("transfer", ["to": "Open house", "count": 5, "change_usage": true], others: [Given.multiUse()])
                .refusal?.code == "usage_stays")
    }

    @Test("CB-19: in the older edition a transfer changes the usage, which must be said to be meant")
    func olderEdition() throws {
        let older: [String: JSONValue] = ["edition": "older"]
        let unsaid = try run("transfer", ["to": "Open house", "count": 5], others: [Given.multiUse()], settings: older)
        #expect(
            unsaid.refusal?.code == "usage_change_not_meant"
                && unsaid.refusal?.message.contains("single-use to multi-use") == true)
        let meant = try run(
            "transfer", ["to": "Open house", "count": 5, "change_usage": true], others: [Given.multiUse()],
            settings: older)
        #expect(meant.effects == [.unitsMoved(count: 5, from: "b-spring-24", to: "b-open-house")])
        #expect(meant.task?.wholeText.contains("The usage changes from single-use to multi-use") == true)
        let back = try run(
            "transfer", ["to": "Spring 24", "count": 5, "change_usage": true], on: Given.multiUse(),
            others: [Given.bundle()], settings: older)
        #expect(back.refusal == nil)
    }

    @Test("CB-19: a bundle's own codes are not moved into itself, nor more uses than it has")
    func impossibleMoves() throws {
        #expect(
            try run("transfer", ["to": "Spring 24", "count": 5], others: [Given.bundle()]).refusal?.code
                == "same_bundle")
        let few = try run(
            "transfer", ["to": "Autumn", "count": 11], on: Given.multiUse(available: 10),
            others: [Given.multiUse("Autumn")])
        #expect(few.refusal?.code == "too_few_codes")
        for action in ["transfer", "create-bundle"] {
            func moved(_ count: Int, stock: Stock) throws -> String? {
                let input: JSONValue =
                    action == "transfer"
                    ? ["to": "Autumn", "count": .integer(Int64(count))]
                    : ["name": "Winter", "count": .integer(Int64(count))]
                return try run(
                    action, input, on: Given.bundle(stock: stock, available: 3), others: [Given.bundle("Autumn")]
                ).refusal?.code
            }
            // In api mode the ledger counts them; what a portal's bundle still holds it does not know.
            #expect(try moved(4, stock: .vendor) == "too_few_codes" && moved(3, stock: .vendor) == nil)
            #expect(try moved(4, stock: .pool) == nil)
        }
    }

    @Test(
        "CB-19: the codes that the portal moves are not those of our pool, so no unit of it moves; uses at the other end do"
    )
    func pools() throws {
        let (from, to) = (Given.bundle(stock: .pool), Given.bundle("Autumn", stock: .pool))
        #expect(try run("transfer", ["to": "Autumn", "count": 5], on: from, others: [to]).effects == [])
        let answer = try run(
            "transfer", ["to": "Open house", "count": 5, "change_usage": true], on: from, others: [Given.multiUse()],
            settings: ["edition": "older"])
        #expect(answer.effects == [.unitsMoved(count: 5, from: "b-spring-24", to: "b-open-house")])
    }

    @Test("CB-19: a bundle is created by transferring codes out of another one")
    func create() throws {
        let answer = try run("create-bundle", ["name": "Denmark", "count": 30], on: Given.multiUse())
        guard case .supply(let report)? = answer.effects.first else { return #expect(Bool(false), "no bundle") }
        #expect(report.name == "Denmark" && report.usage == .multi && report.category == "strengths")
        #expect(report.assessments == ["top-5"] && report.purchased == 0)
        #expect(Array(answer.effects.dropFirst()) == [.unitsMoved(count: 30, from: "b-open-house", to: "Denmark")])
        #expect(answer.task?.steps.contains("Choose a new bundle and name it \"Denmark\".") == true)
    }

    @Test("CB-19: a new bundle has the usage of its source, but in the older edition it may have the other one")
    func createUsage() throws {
        let input: JSONValue = ["name": "Denmark", "count": 30, "usage": "multi"]
        #expect(try run("create-bundle", input).refusal?.code == "usage_stays")
        let older = try run("create-bundle", input, settings: ["edition": "older"])
        #expect(older.task?.steps.contains("Choose multi-use as its usage.") == true)
        #expect(
            try run("create-bundle", input, settings: ["edition": "older", "plan": "free"]).refusal?.rule == "CB-2")
    }

    // MARK: CB-20

    @Test("CB-20: if the mail does not arrive: spam folder, allow the sender, remind, the link")
    func help() {
        let steps = descriptor.help(.mailNotArrived, usage: .single)
        #expect(steps.map(\.offer) == [nil, nil, .verb(.remind), .link])
        #expect(steps[1].text(settings: ["mail_sender": "post@vendor.example.org"]).contains("post@vendor.example.org"))
        #expect(steps.allSatisfy { $0.rule == "CB-20" })
        #expect(descriptor.traits.mailSender == "support@mail.gallup.com")
    }

    // MARK: CB-21

    private static let cares: [(name: String, input: JSONValue, effect: LedgerEffect)] = [
        ("archive", [:], .archived(supply: "b-open-house", true)),
        ("unarchive", [:], .archived(supply: "b-open-house", false)),
        ("rename", ["name": "Open day"], .attributes(supply: "b-open-house", ["name": "Open day"])),
        ("describe", ["description": "For guests"], .attributes(supply: "b-open-house", ["description": "For guests"])),
        ("favourite", [:], .attributes(supply: "b-open-house", ["favourite": true])),
        ("favourite", ["favourite": false], .attributes(supply: "b-open-house", ["favourite": false])),
        ("low-water", ["uses": 20], .attributes(supply: "b-open-house", ["low_water": 20])),
        ("low-water", ["uses": 0], .attributes(supply: "b-open-house", ["low_water": .null])),
    ]

    @Test(
        "CB-21: archive, bring back, rename, describe, favourite and low water are told to the ledger as they are done",
        arguments: cares)
    func care(name: String, input: JSONValue, effect: LedgerEffect) throws {
        let answer = try run(name, input, on: Given.multiUse())
        #expect(answer.effects == [effect])
        let task = try #require(answer.task)
        #expect(task.rule == "CB-21" && task.steps.count >= 4)
    }

    @Test("CB-21: only a multi-use bundle has a low-water mark")
    func lowWater() throws { #expect(try #require(descriptor.action(named: "low-water")).usages == [.multi]) }

    @Test(
        "CB-21: the list of bundles is filtered by favourites, type, usage and name, and mailed to the asker as a CSV")
    func exportList() throws {
        let input: JSONValue = ["favourites": true, "category": "strengths", "usage": "multi", "name": "North"]
        let task = try #require(try run("export-list", input, on: nil).task)
        #expect(
            task.wholeText.contains("favourites, type Strengths")
                && task.wholeText.contains("multi-use, name \"North\""))
        #expect(task.wholeText.contains("mailed to the account's own address as a CSV"))
        #expect(task.wholeText.contains("gatehouse observe FILE"))
        #expect(try #require(try run("export-list", on: nil).task).steps.count == task.steps.count - 1)
    }

    @Test("CB-21: nothing is distributed from an archived bundle", arguments: Mode.allCases)
    func archived(mode: Mode) throws {
        #expect(try Given.capability(.issue, mode, .ourMail, on: Given.bundle()).conditions.contains(.notArchived))
    }

    // MARK: CB-14

    @Test("CB-14: codes come into the pool by the portal's own export, and count there as distributed")
    func exportCodes() throws {
        let task = try #require(try run("export-codes", ["count": 12], on: Given.bundle(stock: .pool)).task)
        #expect(
            Array(task.steps.dropFirst(4).prefix(3)) == [
                "Choose Distribute Codes.", "Choose Export Codes.", "Enter 12.",
            ])
        #expect(task.steps.last?.contains("import it here") == true)
    }

    // MARK: what is not there

    @Test("An action that this mode or this provider does not have is refused with the reason, and nothing is called")
    func notSupported() throws {
        for (name, context) in [
            ("find-accounts", Given.portal()), ("export-codes", Given.api(RecordedLink { _ in .null })),
        ] {
            let input: JSONValue = name == "find-accounts" ? ["query": "ane"] : ["count": 1]
            let order = try Given.action(name, input)
            do {
                _ = try provider.perform(order, context)
                Issue.record("\(name) was performed")
            } catch { #expect(error.code == .notSupported && error.effect == .none) }
        }
        let unknown = ActionOrder(name: "burn", idempotencyKey: "k", supply: Given.bundle(), input: [:])
        #expect(throws: ProviderError.self) { try provider.perform(unknown, Given.portal()) }
        #expect(throws: ProviderError.self) {
            try provider.perform(try Given.action("archive", on: nil), Given.portal())
        }
    }
}
