package import GatehouseProviderKit

/// What judging takes from one supply of a vendor.
package struct Appetite: Sendable {
    package let supply: SupplyReport
    /// About so many units; most are taken back at the end, where the vendor lets that happen.
    package let units: Int64
    /// Nil where the vendor counts none.
    package let free: Int64?
}

extension Conformance {
    /// What the chosen cases will take from a vendor that shows these supplies: tried out on paper first, where nothing is
    /// spent. A vendor that behaves otherwise than its descriptor says may be asked for a few more or less.
    package func appetite(showing supplies: [SupplyReport]) -> [Appetite] {
        let descriptor = subject.provider.descriptor
        let wanted = supplies.filter { subject.supplies?.contains($0.vendorID) ?? true }
        let paper = PaperVendor(descriptor, showing: wanted, start: subject.clock())
        var rehearsed = paper.subject(subject.provider, settings: subject.settings)
        rehearsed.isOutside = subject.isOutside
        rehearsed.bench = subject.bench == nil ? nil : paper
        let rehearsal = Run(subject: rehearsed, name: run)
        _ = Conformance(of: rehearsed, level: level, run: run, only: chosen).report(in: rehearsal) { _ in }
        return wanted.compactMap { report in
            let units = rehearsal.taken(of: report.vendorID)
            guard units > 0 else { return nil }
            let free = report.free(descriptor)
            return Appetite(supply: report, units: free.map { min(units, $0) } ?? units, free: free)
        }
    }
}
