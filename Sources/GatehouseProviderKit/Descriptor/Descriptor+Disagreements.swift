public import GatehouseForms
import GatehouseModel

extension Descriptor {
    /// Facts that contradict each other or name what does not exist, with pointers into `json`; empty for a sound
    /// descriptor. What the reader refuses by itself, such as an unknown word, is not looked for.
    public var disagreements: [FormProblem] {
        ownWords + settingFacts + capabilities.enumerated().flatMap { faults(of: $1, at: "/capabilities/\($0)") }
            + actionFacts + supplyFacts + wordFacts + fileFacts + traitFacts + helpFacts
    }

    private var ownWords: [FormProblem] {
        var found: [FormProblem] = []
        if !Descriptor.isName(id) {
            found.append(problem("/id", "is no id", "use small letters, figures and hyphens, beginning with a letter"))
        }
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count != 3 || !parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) && $0.utf8.count < 10 }) {
            found.append(problem("/version", "is no version", "write it like 1.0.0"))
        }
        if modes.isEmpty || Set(modes).count != modes.count {
            found.append(problem("/modes", "names no mode, or one twice", "give portal, api or both"))
        }
        return found
    }

    private var settingFacts: [FormProblem] {
        // What the house itself asks for every connection that calls an address must mean the same everywhere.
        let kinds: [(String, FormField.Kind, String)] = [
            ("base_url", .url, "a url"), ("token", .secret, "a secret"), ("allow_private", .boolean, "a boolean"),
        ]
        let strange = kinds.compactMap { name, kind, word -> FormProblem? in
            guard let field = settings[name], field.kind != kind else { return nil }
            return problem(
                "/settings/schema/properties/\(name)", "is a name that means something else", "make it \(word)")
        }
        return strange
            + settings.fields.filter { $0.kind.isSecret && $0.fallback != nil }.map {
                problem(
                    "/settings/schema/properties/\($0.name)/default", "is a secret that everybody can read", "remove it"
                )
            }
    }

    private func faults(of row: Capability, at pointer: String) -> [FormProblem] {
        let categories = Set(supplyKinds.map(\.category))
        let strange = row.categories.enumerated().filter { !categories.contains($1) }.map {
            problem(
                "\(pointer)/categories/\($0.offset)", "is no category of a supply kind", "add the kind, or remove it")
        }
        return strange + modeFaults(row.modes, at: "\(pointer)/modes") + faults(of: row.conditions, at: pointer)
            + row.smallerBatches.enumerated().compactMap { fault(of: $1, at: "\(pointer)/smaller_batches/\($0)") }
    }

    private func fault(of limit: BatchLimit, at pointer: String) -> FormProblem? {
        switch limit.when {
        case .setting(let name, _) where settings[name] == nil:
            problem("\(pointer)/when/setting", "is no setting of the connection", "ask for it in settings")
        case .option(let name, _) where options[name] == nil, .optionIsGiven(let name) where options[name] == nil:
            problem("\(pointer)/when", "names no option of the distribution", "ask for it in options")
        default: nil
        }
    }

    private func modeFaults(_ named: [Mode], at pointer: String) -> [FormProblem] {
        named.filter { !modes.contains($0) }.map {
            problem(pointer, "names \($0.rawValue), which this provider does not have", "add it to modes, or remove it")
        }
    }

    private func faults(of conditions: [Condition], at pointer: String) -> [FormProblem] {
        conditions.enumerated().compactMap { index, condition in
            guard case .setting(let name, _) = condition.test, settings[name] == nil else { return nil }
            return problem(
                "\(pointer)/conditions/\(index)/test/setting", "is no setting of the connection",
                "ask for it in settings")
        }
    }

    private var actionFacts: [FormProblem] {
        var names: Set<String> = []
        return actions.enumerated().flatMap { index, action -> [FormProblem] in
            let pointer = "/actions/\(index)"
            var found = faults(of: action.conditions, at: pointer)
            found += modeFaults(action.support.keys.sorted { $0.rawValue < $1.rawValue }, at: "\(pointer)/support")
            if !Descriptor.isName(action.name) {
                found.append(
                    problem("\(pointer)/name", "is no action's name", "use small letters, figures and hyphens"))
            }
            if !names.insert(action.name).inserted {
                found.append(problem("\(pointer)/name", "stands twice", "name each action once"))
            }
            if action.support.isEmpty {
                found.append(problem("\(pointer)/support", "says of no mode how it is done", "say it of each mode"))
            }
            return found
        }
    }

    private var supplyFacts: [FormProblem] {
        var facets: Set<Facet> = []
        return supplyKinds.enumerated().flatMap { index, kind -> [FormProblem] in
            var found: [FormProblem] = []
            if !facets.insert(Facet(usage: kind.usage, category: kind.category)).inserted {
                found.append(problem("/supply_kinds/\(index)", "stands twice", "describe each category and usage once"))
            }
            for mode in modes where kind.stock[mode] == nil {
                found.append(
                    problem(
                        "/supply_kinds/\(index)/stock", "does not say \(mode.rawValue)", "say where its units are kept")
                )
            }
            if let option = kind.assessmentOption, options[option] == nil {
                found.append(
                    problem("/supply_kinds/\(index)/assessment_option", "is no option", "ask for it in options"))
            }
            return found
                + modeFaults(kind.stock.keys.sorted { $0.rawValue < $1.rawValue }, at: "/supply_kinds/\(index)/stock")
        }
    }

    /// A word of two rows that fit the same supplies: only the first would ever be read.
    private var wordFacts: [FormProblem] {
        var known: [String: [(usage: Usage?, category: String?)]] = [:]
        return vocabulary.rows.enumerated().flatMap { index, row -> [FormProblem] in
            var found: [FormProblem] = []
            if row.words.isEmpty { found.append(problem("/vocabulary/\(index)/words", "is empty", "give a word")) }
            for (place, word) in row.words.enumerated() {
                let key = Vocabulary.folded(word)
                let isHidden = known[key, default: []].contains { earlier in
                    (earlier.usage == nil || earlier.usage == row.usage)
                        && (earlier.category == nil || earlier.category == row.category)
                }
                if isHidden {
                    found.append(
                        problem(
                            "/vocabulary/\(index)/words/\(place)", "is said by an earlier row", "remove one of them"))
                }
                known[key, default: []].append((row.usage, row.category))
            }
            return found
        }
    }

    private var fileFacts: [FormProblem] {
        var names: Set<String> = []
        return files.enumerated().flatMap { index, file -> [FormProblem] in
            var found: [FormProblem] = []
            if !names.insert(file.name).inserted {
                found.append(problem("/files/\(index)/name", "stands twice", "name each format once"))
            }
            for (place, column) in file.columns.enumerated() where column.role != .word {
                guard column.blankMeans != nil || column.dateMeans != nil else { continue }
                found.append(
                    problem(
                        "/files/\(index)/columns/\(place)", "gives words to a column that has none",
                        "make its role word, or remove blank_means and date_means"))
            }
            if file.columns.isEmpty { found.append(problem("/files/\(index)/columns", "is empty", "name the columns")) }
            if Set(file.columns.map(\.name)).count != file.columns.count {
                found.append(problem("/files/\(index)/columns", "names a column twice", "name each column once"))
            }
            return found
        }
    }

    private var traitFacts: [FormProblem] {
        var found = modes.filter { traits.idempotency[$0] == nil }.map {
            problem(
                "/traits/idempotency", "does not say \($0.rawValue)", "say by-key, by-reference, by-snapshot or none")
        }
        if let name = traits.linkBaseSetting, settings[name]?.kind != .url {
            found.append(problem("/traits/link_base_setting", "is no setting that is a url", "ask for it in settings"))
        }
        return found
    }

    private var helpFacts: [FormProblem] {
        help.enumerated().compactMap { index, step in
            guard case .action(let name)? = step.offer, action(named: name) == nil else { return nil }
            return problem("/help/\(index)/offer/action", "is no action of this provider", "name one of its actions")
        }
    }

    private func problem(_ pointer: String, _ reason: String, _ remedy: String) -> FormProblem {
        FormProblem(pointer: pointer, reason: reason, remedy: remedy)
    }

    /// A letter, then letters, figures and hyphens, at most 64.
    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.first.map { (97...122).contains($0) } ?? false
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    }
}
