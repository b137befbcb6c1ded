extension TemplateParser {
    mutating func report(_ code: TemplateProblem.Code, _ line: Int, name: String? = nil, _ message: String) {
        found.append(TemplateProblem(code, line: line, name: name, message))
    }

    mutating func checkControls(_ line: Substring, _ number: Int) {
        guard let scalar = line.unicodeScalars.first(where: { $0.isControl && $0 != "\t" }) else { return }
        let name = "U+" + String(scalar.value, radix: 16, uppercase: true)
        report(.controlCharacter, number, name: name, "The line holds the control character \(name): remove it.")
    }

    /// Nil for a line without words, such as one that holds only a comment.
    mutating func inline(_ text: Substring, _ number: Int) throws -> InlineText? {
        let tokens = scanner.scan(text, line: number)
        note(tokens)
        return tokens.isEmpty ? nil : try InlineText(balanced(tokens, number) ? tokens : [], line: number)
    }

    mutating func note(_ tokens: [TemplateToken]) {
        for case .variable(let variable) in tokens { used.insert(variable) }
    }

    mutating func balanced(_ tokens: [TemplateToken], _ number: Int) -> Bool {
        var stack: [TemplateVariable] = []
        for token in tokens {
            switch token {
            case .open(let variable, _): stack.append(variable)
            case .close(let variable):
                guard let last = stack.popLast() else {
                    report(
                        .unopenedSection, number, name: variable.rawValue,
                        "{{/\(variable.rawValue)}} closes a section that was not opened on this line.")
                    return false
                }
                guard last == variable else {
                    report(
                        .sectionMismatch, number, name: variable.rawValue,
                        "{{/\(variable.rawValue)}} stands where {{/\(last.rawValue)}} is needed.")
                    return false
                }
            default: break
            }
            if stack.count > Self.deepest {
                report(.tooDeep, number, "Sections stand more than \(Self.deepest) deep in each other.")
                return false
            }
        }
        guard let last = stack.last else { return true }
        report(
            .unclosedSection, number, name: last.rawValue,
            "{{#\(last.rawValue)}} is not closed on this line; to enclose whole paragraphs put both of its tags on lines of their own."
        )
        return false
    }

    /// A line that is nothing but the tag that opens or closes a section; or nothing but a comment: no tokens.
    func lonelyTag(_ text: String, _ number: Int) -> TemplateToken?? {
        guard text.hasScalarPrefix("{{") else { return nil }
        var trial = TemplateScanner()
        let tokens = trial.scan(Substring(text), line: number)
        guard trial.problems.isEmpty else { return nil }
        switch tokens.count {
        case 0: return .some(nil)
        case 1:
            if case .variable = tokens[0] { return nil }
            return .some(tokens[0])
        default: return nil
        }
    }

    mutating func section(_ token: TemplateToken?, _ number: Int) throws {
        switch token {
        case .open(let variable, let inverted)?:
            closeBlock()
            if open.count == Self.deepest {
                report(.tooDeep, number, "Sections stand more than \(Self.deepest) deep in each other.")
            }
            open.append((variable, inverted, number))
            levels.append([])
        case .close(let variable)?:
            closeBlock()
            guard let last = open.last else {
                return report(
                    .unopenedSection, number, name: variable.rawValue,
                    "{{/\(variable.rawValue)}} closes a section that was never opened.")
            }
            guard last.variable == variable else {
                return report(
                    .sectionMismatch, number, name: variable.rawValue,
                    "{{/\(variable.rawValue)}} stands where {{/\(last.variable.rawValue)}}, opened on line \(last.line), is needed."
                )
            }
            open.removeLast()
            close(last)
        default: break
        }
    }

    mutating func close(_ section: (variable: TemplateVariable, inverted: Bool, line: Int)) {
        let inner = levels.removeLast()
        levels[levels.count - 1].append(.section(section.variable, inverted: section.inverted, inner))
    }

    mutating func closeParagraph() {
        if !paragraph.isEmpty { levels[levels.count - 1].append(.paragraph(paragraph)) }
        paragraph = []
    }

    mutating func closeList() {
        if !list.isEmpty { levels[levels.count - 1].append(.list(list)) }
        list = []
    }

    mutating func closeBlock() {
        closeParagraph()
        closeList()
    }
}

extension TemplateParser {
    /// `[label](target)` and nothing else on the line.
    static func link(_ text: String) -> (label: String, target: String)? {
        guard text.hasScalarPrefix("["), text.utf8.last == UInt8(ascii: ")"), let middle = text.firstRange(of: "](")
        else { return nil }
        let label = text[text.index(after: text.startIndex)..<middle.lowerBound]
        return (label.trimmed, text[middle.upperBound...].dropLast().trimmed)
    }

    mutating func link(_ label: String, _ target: String, _ number: Int) throws {
        let words = try inline(Substring(label), number)
        let tokens = scanner.scan(Substring(target), line: number)
        note(tokens)
        guard let words, Self.isTarget(tokens) else {
            return report(
                .linkTarget, number, name: target,
                "A link leads to {{redeem_link}}, {{help_address}} or an address that begins with https://.")
        }
        levels[levels.count - 1].append(.link(label: words, target: try InlineText(tokens, line: number)))
    }

    /// A variable that holds an address, or a fixed address; no value can become a part of one.
    static func isTarget(_ tokens: [TemplateToken]) -> Bool {
        switch tokens {
        case [.variable(.redeemLink)], [.variable(.helpAddress)]: return true
        case [.literal("mailto:"), .variable(.helpAddress)], [.literal("mailto:"), .variable(.vendorSender)]:
            return true
        default: break
        }
        guard tokens.count == 1, case .literal(let text) = tokens[0] else { return false }
        return LinkAddress(text) != nil
    }
}
