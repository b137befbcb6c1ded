import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

/// One mistake that a provider or its vendor could make, switched on in what is otherwise as it should be.
struct Defect: Sendable, CustomStringConvertible {
    /// The case that is there to find it.
    let fails: String
    let what: String
    /// Cases that see the same mistake from another side, and fail with it.
    let also: Set<String>
    let breaks: @Sendable (inout Broken) -> Void

    init(_ fails: String, _ what: String, also: Set<String> = [], _ breaks: @escaping @Sendable (inout Broken) -> Void)
    {
        self.fails = fails
        self.what = what
        self.also = also
        self.breaks = breaks
    }

    var description: String { "\(fails): \(what)" }

    static let all: [Defect] =
        descriptorDefects + factDefects + connectionDefects + supplyDefects + issueDefects + issueTroubleDefects
        + distributeDefects + retractDefects + remindDefects + keyReuseDefects + untouchedDefects + settingDefects
        + capabilityDefects + statusDefects + snapshotDefects
        + actionDefects + answerDefects + reachDefects + secretDefects + troubleDefects + portalDefects
        + contractDefects
        + vendorDefects
        + resultDefects + hintDefects + manualDefects

    /// The model over a vendor on paper, with this mistake.
    func subject() -> Subject {
        var broken = Broken()
        breaks(&broken)
        let paper = PaperVendor(ModelProvider().descriptor, start: Subject.start)
        let descriptor = broken.descriptor.descriptor
        let provider = HookedProvider(descriptor: descriptor, hooks: broken.hooks)
        var subject = paper.subject(provider)
        let own = HookedLink(hook: broken.vendor, link: paper.link(paper.token))
        subject.link = own
        if broken.takesStrangers { subject.strangersLink = own }
        subject.bench = HookedBench(bench: paper, broken: broken)
        // A promise is kept by the broken one as well, but where that is the mistake.
        subject.golden = broken.golden ?? descriptor.json
        return subject
    }
}

/// What a mistake may be made in.
struct Broken {
    var descriptor = DescriptorDraft(ModelProvider().descriptor)
    var hooks = Hooks()
    /// The vendor's answers, on the vendor's side of the wire.
    var vendor: Hop?
    var takesStrangers = false
    var golden: JSONValue?
    var advanced: (@Sendable (Int64) -> Void)?
    var files: (@Sendable ([PortalFile]) -> [PortalFile])?
}

/// One request's way on.
typealias Hop = @Sendable (VendorRequest, any VendorLink) throws(LinkFailure) -> VendorResponse

struct HookedLink: VendorLink {
    let hook: Hop?
    let link: any VendorLink

    func send(_ request: VendorRequest) throws(LinkFailure) -> VendorResponse {
        guard let hook else { return try link.send(request) }
        return try hook(request, link)
    }
}

struct HookedBench: Bench {
    let bench: any Bench
    let broken:
        @Sendable () -> (advanced: (@Sendable (Int64) -> Void)?, files: (@Sendable ([PortalFile]) -> [PortalFile])?)

    init(bench: any Bench, broken: Broken) {
        let (advanced, files) = (broken.advanced, broken.files)
        self.bench = bench
        self.broken = { (advanced, files) }
    }

    func move(_ reference: String, to stage: Stage) throws { try bench.move(reference, to: stage) }
    func advance(by seconds: Int64) throws {
        broken().advanced?(seconds)
        try bench.advance(by: seconds)
    }
    func ask(for fault: VendorFault, of operation: String) throws { try bench.ask(for: fault, of: operation) }
    func webhook(about reference: String) throws -> Webhook { try bench.webhook(about: reference) }
    func clearFaults() throws { try bench.clearFaults() }
    func mails(to address: String) throws -> Int { try bench.mails(to: address) }
    func letters(to address: String) throws -> [String] { try bench.letters(to: address) }
    func setPage(of records: Int?) throws { try bench.setPage(of: records) }
    func files() throws -> [PortalFile] {
        let files = try bench.files()
        return broken().files?(files) ?? files
    }
}
