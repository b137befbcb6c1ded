import GatehouseModel
import GatehouseProviderKit

/// The suite that every provider passes: some hundred cases, the same for a module in this process and for one behind an
/// address.
///
/// It issues, sends, reminds and takes back under references and addresses of its own (`…@example.org`), so it belongs on a
/// test account. What it leaves open it takes back at the end, as far as the vendor lets it.
package struct Conformance {
    package static let cases: [ConformanceCase] =
        descriptorCases + capabilityFactCases + formCases + wordCases + fileFactCases + connectionCases + supplyCases
        + issueCases + issueTroubleCases + issueLimitCases + distributeCases + retractCases + remindCases
        + keyReuseCases + untouchedCases + settingCases + capabilityCases + statusCases + snapshotCases + actionCases
        + answerCases + reachCases + secretCases + troubleCases
        + portalCases
        + contractCases + vendorCases + resultCases + hintCases + manualCases

    let subject: Subject
    let level: Level
    let run: String
    let chosen: (ConformanceCase) -> Bool

    /// - Parameters:
    ///   - level: nil takes the highest for which the subject has the means.
    ///   - run: a word that no run at this vendor had before, of letters and figures; it is part of every reference.
    ///   - chosen: the cases to judge; the others do not appear in the report.
    package init(
        of subject: Subject, level: Level? = nil, run: String,
        only chosen: @escaping (ConformanceCase) -> Bool = { _ in true }
    ) {
        self.subject = subject
        self.level = level ?? (subject.bench == nil ? .core : .full)
        self.run = run
        self.chosen = chosen
    }

    /// Judges case by case; `telling` hears of each as soon as it is known.
    package func report(telling: (CaseReport) -> Void = { _ in }) -> ConformanceReport {
        report(in: Run(subject: subject, name: run), telling: telling)
    }

    func report(in run: Run, telling: (CaseReport) -> Void) -> ConformanceReport {
        var reports: [CaseReport] = []
        for conformanceCase in Conformance.cases where chosen(conformanceCase) {
            let report = judge(conformanceCase, in: run)
            telling(report)
            reports.append(report)
        }
        run.tidy()
        return ConformanceReport(provider: subject.name, level: level, cases: reports)
    }

    private func judge(_ conformanceCase: ConformanceCase, in run: Run) -> CaseReport {
        func report(_ result: CaseReport.Result, _ reason: String = "") -> CaseReport {
            CaseReport(id: conformanceCase.id, result: result, reason: run.masked(reason))
        }
        guard conformanceCase.level <= level else {
            return report(.skipped, "of the level full: it needs the vendor's control pages")
        }
        let trial = Trial(run)
        do {
            try conformanceCase.judge(trial)
            return report(.passed)
        } catch Judged.failed(let reason) {
            return report(.failed, trial.said.added(to: reason))
        } catch Judged.skipped(let reason) {
            return report(.skipped, reason)
        } catch let failure as BenchFailure {
            return report(failure.isAbsent ? .skipped : .failed, failure.message)
        } catch let error as ProviderError {
            return report(.failed, "the provider threw: \(error)")
        } catch {
            return report(.failed, "\(error)")
        }
    }
}
