import GatehouseModel
import GatehouseProviderKit
import ProviderConformance
import Testing

@testable import Template

/// The same with everything written, for a vendor that speaks the provider contract: one line for each verb.
struct FinishedTemplate: Provider {
    /// The one function that is still to be written.
    var unwritten: String?

    var descriptor: Descriptor { .template }

    func review(_ draft: Draft) -> [Finding] { TemplateReview(draft).findings }

    func issue(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<IssuedCredential> {
        if unwritten == "issue" { return try Template().issue(order, context) }
        if context.mode == .portal { return TemplatePortal(context).handOut(order) }
        return try ContractClient(context, of: descriptor).issue(order)
    }

    func distribute(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Distributed> {
        if unwritten == "distribute" { return try Template().distribute(order, context) }
        guard order.channel == .vendorMail else { throw .gatewayDoes(order.channel) }
        if context.mode == .portal { return TemplatePortal(context).handOut(order) }
        return try ContractClient(context, of: descriptor).distribute(order)
    }

    func retract(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Retracted> {
        if unwritten == "retract" { return try Template().retract(order, context) }
        if context.mode == .portal { return TemplatePortal(context).takeBack(order) }
        return try ContractClient(context, of: descriptor).retract(order)
    }

    func remind(_ order: Order, _ context: Context) throws(ProviderError) -> Answer<Reminded> {
        if unwritten == "remind" { return try Template().remind(order, context) }
        if context.mode == .portal { return TemplatePortal(context).remind(order) }
        return try ContractClient(context, of: descriptor).remind(order)
    }

    func status(_ query: StatusQuery, _ context: Context) throws(ProviderError) -> StatusPage {
        if unwritten == "status" { return try Template().status(query, context) }
        if context.mode == .portal { throw .fileInstead }
        return try ContractClient(context, of: descriptor).status(query)
    }

    func supplies(_ context: Context) throws(ProviderError) -> [SupplyReport] {
        if unwritten == "supplies" { return try Template().supplies(context) }
        if context.mode == .portal { throw .fileInstead }
        return try ContractClient(context, of: descriptor).supplies()
    }

    func check(_ context: Context) throws(ProviderError) -> Health {
        if unwritten == "check" { return try Template().check(context) }
        if context.mode == .portal {
            return Health(isReachable: true, summary: "Worked by hand in the vendor's portal.")
        }
        return try ContractClient(context, of: descriptor).check()
    }

    func perform(_ order: ActionOrder, _ context: Context) throws(ProviderError) -> ActionAnswer {
        if unwritten == "perform" { return try Template().perform(order, context) }
        guard let action = descriptor.action(named: order.name) else { throw .noSuchAction(order.name) }
        if context.mode == .portal { return try TemplatePortal(context).perform(action, order) }
        return try ContractClient(context, of: descriptor).perform(order, form: action.input)
    }
}

@Suite("The template, finished")
struct FinishedTemplateTests {
    static let functions = ["issue", "distribute", "retract", "remind", "status", "supplies", "check", "perform"]

    private func report(_ provider: any Provider) -> ConformanceReport {
        let start = Instant("2026-03-02T09:00:00Z") ?? Instant(milliseconds: 0)
        return Conformance(of: PaperVendor(provider.descriptor, start: start).subject(provider), run: "finished")
            .report()
    }

    @Test("With each \"write me\" in its place written, every case passes")
    func passes() {
        let report = report(FinishedTemplate())
        for item in report.cases where item.result == .failed { Issue.record("\(item.id): \(item.reason)") }
        #expect(report.ids(.passed).count > 120)
    }

    @Test("Where one function is still to be written, what fails says which, and in which file", arguments: functions)
    func unwritten(function: String) {
        let report = report(FinishedTemplate(unwritten: function))
        let told = "write me: \(function), in Providers/Template/Sources/Template.swift"
        let failed = report.cases.filter { $0.result == .failed }
        for item in failed where !item.reason.contains(told) { Issue.record("\(item.id): \(item.reason)") }
        #expect(!failed.isEmpty)
    }

    @Test("As it stands nothing of it fails but what is to be written: facts, portal work and files are in order")
    func asItStands() throws {
        let report = report(Template())
        for item in report.cases where item.result == .failed {
            #expect(item.reason.contains("write me: "), "\(item.id): \(item.reason)")
        }
        let passed = report.ids(.passed).filter { id in
            ["descriptor.", "capability.", "traits.", "settings.", "vocabulary.", "files.", "portal."].contains {
                id.hasPrefix($0)
            }
        }
        #expect(passed.count > 25)
    }
}
