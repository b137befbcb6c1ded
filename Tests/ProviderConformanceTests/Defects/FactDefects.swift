import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import ProviderConformance

let descriptorDefects: [Defect] = [
    Defect("descriptor.identity", "its one sentence is missing") { $0.descriptor.summary = "" },
    Defect("descriptor.version", "its version has two parts", also: ["descriptor.golden"]) {
        $0.descriptor.version = "1.2"
    },
    Defect("descriptor.golden", "a fact changed and the version did not") { broken in
        var promised = broken.descriptor
        promised.summary = "What was promised before."
        broken.golden = promised.descriptor.json
    },
    Defect("descriptor.golden", "an action went with a minor version") { broken in
        broken.golden = broken.descriptor.descriptor.json
        broken.descriptor.version = "1.3.0"
        broken.descriptor.actions.removeAll { $0.name == "print-list" }
    },
    Defect("descriptor.kinds", "one code for everybody is called a key") { broken in
        broken.descriptor.supplyKinds = broken.descriptor.supplyKinds.map { kind in
            guard kind.usage == .multi else { return kind }
            return SupplyKindDescription(
                category: kind.category, label: kind.label, usage: .multi, credential: .accessKey, stock: kind.stock,
                assessments: kind.assessments)
        }
    },
    Defect("traits.facts", "a call may last a quarter of an hour") { broken in
        broken.descriptor.traits = broken.descriptor.traits.with(deadline: .seconds(900))
    },
    Defect("traits.hosts", "an address of the private network may be called") { broken in
        broken.descriptor.traits = broken.descriptor.traits.with(outboundHosts: ["10.0.0.7"])
    },
    Defect("traits.link-base", "links begin with the name of a plan") { broken in
        broken.descriptor.traits = broken.descriptor.traits.with(linkBaseSetting: "plan")
    },
    Defect("help.steps", "help shows the token") { broken in
        broken.descriptor.help.append(HelpStep(.credentialRefused, "Try it with {token}.", rule: "MP-6"))
    },
    Defect("review.well-formed", "a finding is about somebody who is not there") { broken in
        broken.hooks.reviewing = { draft, findings in
            guard draft.verb == .remind else { return findings }
            return [Finding(.warning, code: "odd", rule: "MP-1", "Somebody is odd.", people: [99])]
        }
    },
    Defect("review.well-formed", "asked twice it finds something else") { broken in
        let asked = Memory(0)
        broken.hooks.reviewing = { _, findings in
            let number = asked.change { count in
                count += 1
                return count
            }
            return findings + [Finding(.note, code: "asked", rule: "MP-1", "Asked \(number) times.")]
        }
    },
]

let factDefects: [Defect] = [
    Defect("capability.decided", "nobody decided on status by hand") { broken in
        broken.descriptor.capabilities.removeAll { $0.verb == .status && $0.support == .manual }
    },
    Defect("capability.reasons", "a no is no sentence") { broken in
        let no = Support.no(reason: "Nothing is exported here. Pass the link on.")
        broken.descriptor.row(.issue, no) { $0.with(support: .no(reason: "no")) }
    },
    Defect("capability.reasons", "a condition has no rule") { broken in
        broken.descriptor.row(.retract, .native) { row in
            row.with(conditions: [Condition(.stageAtMost(.invited), rule: "", otherwise: "The key has been used.")])
        }
    },
    Defect("capability.conditions-known", "a condition asks for a setting that there is not") { broken in
        broken.descriptor.row(.retract, .native) { row in
            let odd = Condition(.setting("edition", isOneOf: [nil]), rule: "MP-8", otherwise: "Not in this edition.")
            return row.with(conditions: row.conditions + [odd])
        }
    },
    Defect("capability.rows", "a batch is larger than any call") { broken in
        broken.descriptor.row(.retract, .native) { $0.with(batchLimit: 5000) }
    },
    Defect("capability.way-out", "what is issued by hand can never be handed out") { broken in
        broken.descriptor.row(.issue, .manual) { $0.with(isOneAct: false) }
        broken.descriptor.row(.distribute, .manual, mode: .portal) { row in
            row.with(support: .no(reason: "The portal does not send what it has made."), isOneAct: false)
        }
    },
    Defect("actions.described", "nobody knows what an action is for") { broken in
        broken.descriptor.action("transfer") { $0.with(purpose: "") }
    },
    Defect("actions.support", "an action is undecided in portal mode") { broken in
        broken.descriptor.action("copy-link") { $0.with(support: [.api: .native]) }
    },
    Defect("actions.forms", "a secret result has a name that no result has") { broken in
        broken.descriptor.action("copy-link") { $0.with(secretResults: ["link", "The Link"]) }
    },
    Defect("settings.form", "a setting has no label") { broken in
        broken.descriptor.settings.append(FormField("edition", .text(maximumLength: 10), label: ""))
    },
    Defect("settings.form", "a default does not fit its choices") { broken in
        let plan = FormField("size", .choice([.init("small", "Small")]), label: "Size", default: "huge")
        broken.descriptor.settings.append(plan)
    },
    Defect("settings.secrets-marked", "a password is kept in the open") { broken in
        broken.descriptor.settings.append(FormField("portal_password", .text(maximumLength: 100), label: "Password"))
    },
    Defect("settings.address", "there is no address to call") { broken in
        broken.descriptor.settings.removeAll { $0.name == "base_url" }
    },
    Defect("options.form", "an option is a secret") { broken in
        broken.descriptor.options.append(FormField("pass", .secret, label: "Pass"))
    },
    Defect("vocabulary.words", "a word means two things") { broken in
        broken.descriptor.vocabulary.append(Vocabulary.Row(" OUT", means: .stages(.started, .started)))
    },
    Defect("vocabulary.spans", "there is no word for what is done with a poster") { broken in
        broken.descriptor.vocabulary.removeAll { $0.words == ["Finished"] }
        broken.descriptor.vocabulary += [
            Vocabulary.Row("Finished", usage: .single, means: .stages(.completed, .reported)),
            Vocabulary.Row("Finished", usage: .personal, means: .stages(.completed, .reported)),
        ]
    },
    Defect("counters.described", "a counter counts a word that there is not") { broken in
        broken.descriptor.counters = broken.descriptor.counters.map { counter in
            guard counter.usage == .personal else { return counter }
            return CounterDescription(
                "Invited people", usage: .personal,
                counts: .records(words: ["Out", "Signed", "Busy", "Finished", "Unheard"]))
        }
    },
    Defect("files.columns", "two columns answer to one name") { broken in
        broken.descriptor.change("key-status") { $0 + [FileFormat.Column("E-Mail", .attribute)] }
    },
    Defect("files.purposes", "a status file says no status", also: ["files.vendor-files"]) { broken in
        broken.descriptor.change("key-status") { $0.filter { $0.role != .word } }
    },
    Defect("files.counters", "a column holds a counter that nobody describes") { broken in
        broken.descriptor.change("rings") { $0 + [FileFormat.Column("sold", .counter, detail: "Sold")] }
    },
    Defect("files.vendor-files", "the site's file has a column that no format knows") { broken in
        broken.files = { files in
            files.map { PortalFile(format: $0.format, text: $0.text.replacing("email", with: "mystery")) }
        }
    },
    Defect("files.vendor-files", "the site's file says a word that no table knows") { broken in
        broken.files = { files in
            files.filter { $0.format == "key-status" }
                .map { PortalFile(format: $0.format, text: $0.text + "X1,ane@example.org,Evaporated\r\n") }
        }
    },
]

extension DescriptorDraft {
    mutating func change(_ file: String, _ columns: ([FileFormat.Column]) -> [FileFormat.Column]) {
        files = files.map { format in
            guard format.name == file else { return format }
            return FileFormat(
                name: format.name, purpose: format.purpose, columns: columns(format.columns),
                canBeComplete: format.canBeComplete, isExact: format.isExact, rule: format.rule)
        }
    }
}
