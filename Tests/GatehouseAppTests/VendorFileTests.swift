import Foundation
import GatehouseApp
import GatehouseEngine
import GatehouseForms
import GatehouseModel
import GatehouseProviderKit
import GatehouseTesting
import Testing

@Suite("contracts/files")
struct VendorFileTests {
    private static func path(_ provider: String, _ format: FileFormat) -> String {
        "contracts/files/\(provider)/\(format.name).\(list(format) ? "txt" : "csv")"
    }

    /// Sites that take addresses alone take them on one line.
    private static func list(_ format: FileFormat) -> Bool {
        format.purpose == .upload && format.columns.count == 1
    }

    @Test("Every file that a provider declares has its sample, and the page of them says what the descriptors say")
    func everyFormat() throws {
        let formats = builtInProviders.all.flatMap { provider in
            provider.descriptor.files.map { (provider.descriptor.id, $0) }
        }
        let samples = Checkout.files(under: ["contracts/files"], ending: "").filter {
            $0.hasSuffix(".csv") || $0.hasSuffix(".txt")
        }
        #expect(samples == formats.map { Self.path($0, $1) }.sorted())
        #expect(try Golden.difference(Self.page(), from: "contracts/files/README.md") == nil)
    }

    @Test("What is uploaded is exactly what the work lists hold, letter by letter", arguments: builtInProviders.ids)
    func uploads(id: String) throws {
        let provider = try builtInProviders.provider(id)
        for format in provider.descriptor.files where format.purpose == .upload {
            let made = try #require(try Self.upload(format, by: provider), "\(id) never makes \(format.name)")
            let place = Checkout.folder.appending(path: Self.path(id, format))
            if ExternalTool.mayBeMissing, !FileManager.default.fileExists(atPath: place.path) {
                try Data(made).write(to: place)
            }
            #expect(try Data(contentsOf: place) == Data(made), "\(Self.path(id, format))")
        }
    }

    /// Whatever reads it, a sample is held to its columns.
    @Test("Every column of a sample from the vendor's site is known, and none that is needed is missing")
    func columns() throws {
        for provider in builtInProviders.all {
            for format in provider.descriptor.files where format.purpose != .upload {
                let text = try Checkout.text(of: Self.path(provider.descriptor.id, format))
                let header = try #require(text.split(whereSeparator: \.isNewline).first).split(separator: ",")
                let known = header.map { cell in
                    format.columns.first { ([$0.name] + $0.aliases).contains { Self.folded($0) == Self.folded(cell) } }
                }
                // Scores are columns of the vendor's own choosing.
                let isFree = format.purpose == .results
                #expect(isFree || !known.contains(nil), "\(format.name): \(header)")
                #expect(format.columns.filter(\.isRequired).allSatisfy(known.contains), "\(format.name): \(header)")
            }
        }
    }

    @Test(
        "Every row of a status file is read by 'observe', and every word of it is known",
        arguments: [
            ("code-bundles", "code-status", "strengths", "single"),
            ("campaigns", "campaign-status", "campaign", "personal"),
            ("key-pool", "sent-keys", "key-pool", "single"), ("learner-invites", "learner-status", "group", "personal"),
        ])
    func status(id: String, name: String, category: String, usage: String) throws {
        try withPortal(id, category, usage) { gatehouse in
            let sample = Checkout.folder.appending(path: "contracts/files/\(id)/\(name).csv").path
            let rows = try String(contentsOfFile: sample, encoding: .utf8).split(whereSeparator: \.isNewline).count - 1
            // A row of a supply that nobody knows is told, and proves nothing.
            let supplies = ["campaigns": ["Denmark drivers"], "learner-invites": ["Team North", "Team South"]]
            for supply in supplies[id] ?? [] {
                let added = try gatehouse(
                    "supply", "add", supply, "--connection", "desk", "--category", category, "--usage", usage)
                try #require(added.status == 0, "\(added.words)")
            }
            let seen = try gatehouse("observe", sample, "--connection", "desk", "-o", "json")
            #expect(seen.status == 0, "\(seen.words)")
            #expect(seen.json?["run"]?["records"]?.integer == Int64(rows) && rows > 1)
            #expect(seen.json?["run"]?["set_aside"]?.integer == 0, "\(seen.output)")
        }
    }

    @Test("CB-21: every bundle of a list is taken by 'observe': new ones entered, known ones brought up to date")
    func supplies() throws {
        try withPortal("code-bundles", "strengths", "single") { gatehouse in
            let sample = Checkout.folder.appending(path: "contracts/files/code-bundles/bundle-list.csv").path
            let first = try gatehouse("observe", sample, "--as-of", "2026-03-31T09:00:00Z", "-o", "json")
            #expect(first.status == 0, "\(first.words)")
            #expect(first.json?["new"] == ["Spring 24", "North Star 2019"] && first.json?["known"] == [])
            #expect(first.words.contains("North Star 2019: no list shows the code"), "\(first.words)")
            let spring = try #require(try gatehouse("supply", "show", "Spring 24", "-o", "json").json)
            #expect(spring["vendor_id"] == "b-101" && spring["assessments"] == ["top-5"])
            #expect(spring["vendor_counters"] == ["Available": 41, "Pending/In Progress": 12, "Used": 7])
            #expect(spring["counters_as_of"] == "2026-03-31T09:00:00Z" && spring["attributes"]?["favourite"] == true)
            #expect(spring["attributes"]?["owner"] == "Ana Ruiz" && spring["counts"]?["available"] == 0)
            let star = try #require(try gatehouse("supply", "show", "North Star 2019", "-o", "json").json)
            #expect(star["counts"]?["available"] == 120 && star["counts"]?["used"] == 380)

            let code = try gatehouse.write("STAR-2019\n", to: "code.txt")
            let entered = try gatehouse(
                "supply", "add", "North Star 2019", "--connection", "desk", "--category", "strengths", "--usage",
                "multi", "--code", code)
            #expect(entered.status == 0, "\(entered.words)")
            let again = try gatehouse("observe", sample, "--as-of", "2026-04-30T09:00:00Z", "-o", "json")
            #expect(again.json?["new"] == [] && again.json?["known"]?.array?.count == 2, "\(again.words)")
            #expect(!again.words.contains("no list shows the code"))
            // Older news changes nothing, and a row that cannot be read is set aside with its place.
            let stale = try gatehouse("observe", sample, "--as-of", "2026-03-01T09:00:00Z", "-o", "json")
            #expect(stale.status == 3 && stale.json?["set_aside"]?.array?.count == 2)
            let odd = try gatehouse.write(
                "Name,Usage,Available\nSpring 24,single,many\nNew one,single,5\nSpring 24,single,40\n", to: "odd.csv")
            let read = try gatehouse("observe", odd, "-o", "json")
            #expect(read.status == 3 && read.json?["known"] == ["Spring 24"])
            let aside = read.json?["set_aside"]?.array ?? []
            #expect(aside.compactMap { $0["line"]?.integer } == [2, 3])
            #expect(aside.last?["reason"]?.string?.contains("category or usage is not known") == true, "\(aside)")
            let compared = try gatehouse("reconcile", sample)
            #expect(compared.status == 1 && compared.words.contains("gatehouse observe \(sample)"), "\(compared.words)")
            let listed = try gatehouse("import", "list", "-o", "jsonl").lines.map { $0["kind"]?.string }
            #expect(listed == ["supplies", "supplies", "supplies", "supplies"])
        }
    }

    @Test("CB-21: a bundle that was entered by its name is the one that the list shows under an id of its own")
    func knownByName() throws {
        try withPortal("code-bundles", "strengths", "single") { gatehouse in
            let list = try gatehouse.write(
                "Name,Bundle ID,Category,Usage,Available,Archived\nStock,b-9,strengths,single,3,no\n", to: "list.csv")
            let taken = try gatehouse("observe", list, "-o", "json")
            #expect(taken.status == 0 && taken.json?["known"] == ["stock"], "\(taken.words)\(taken.output)")
            #expect(try gatehouse("supply", "show", "stock", "-o", "json").json?["vendor_id"] == "b-9")
            let status = try gatehouse.write("code,status,bundle\nX-1,Used,Stock\n", to: "status.csv")
            #expect(try gatehouse("observe", status, "-o", "json").json?["run"]?["set_aside"] == 0)
        }
    }

    @Test("Every code of an exported list is taken by 'supply import'")
    func codes() throws {
        try withPortal("code-bundles", "strengths", "single") { gatehouse in
            let sample = Checkout.folder.appending(path: "contracts/files/code-bundles/exported-codes.csv").path
            let taken = try gatehouse("supply", "import", sample, "--supply", "stock", "-o", "json")
            #expect(taken.status == 0 && taken.json?["accepted"]?.integer == 3, "\(taken.words)\(taken.output)")
        }
    }

    private func withPortal(
        _ id: String, _ category: String, _ usage: String, _ body: (CommandLineRun) throws -> Void
    ) throws {
        try CommandLineRun.with { gatehouse in
            let plan = id == "code-bundles" ? ["--set", "plan=subscription"] : []
            let added = try gatehouse.start(
                ["connection", "add", "desk", "--provider", id, "--mode", "portal"] + plan
            ).finish()
            try #require(added.status == 0, "\(added.words)")
            let left = id == "key-pool" ? ["--left", "10"] : []
            let supply = try gatehouse.start(
                ["supply", "add", "stock", "--connection", "desk", "--category", category, "--usage", usage] + left
            ).finish()
            try #require(supply.status == 0, "\(supply.words)")
            try body(gatehouse)
        }
    }

    // MARK: what is made

    private static func folded(_ header: some StringProtocol) -> String {
        header.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    /// The material of a work list that is this file, for three people.
    private static func upload(_ format: FileFormat, by provider: any Provider) throws -> [UInt8]? {
        let descriptor = provider.descriptor
        let people = [
            ("ane@example.org", "Ane Fiktiv", "da"), ("bo@example.org", "Bo Fiktiv", "en"),
            ("cy@example.org", "Cy Fiktiv", "de"),
        ].enumerated().map { number, person in
            OrderItem(
                reference: "inv_\(number)",
                recipient: Recipient(address: person.0, name: person.1, language: person.2),
                credential: Secret("CODE-\(number)"), vendorID: "unit-\(number)", channel: .vendorMail)
        }
        var settings: [String: JSONValue] = [:]
        for field in descriptor.settings.fields { settings[field.name] = field.fallback }
        let context = Context(
            mode: .portal, settings: settings, link: nil, now: Instant(milliseconds: 1_762_000_000_000))
        for kind in descriptor.supplyKinds {
            let supply = SupplyFacts(
                vendorID: "team-north", name: "Team North", usage: kind.usage, category: kind.category,
                stock: kind.stock[.portal] ?? .unmetered, available: 100)
            for channel in Channel.allCases {
                let order = Order(
                    idempotencyKey: "sample", supply: supply, channel: channel, items: people,
                    options: (try? descriptor.options.checked([:])) ?? [:])
                var tasks: [ManualTask] = []
                for verb in [Verb.issue, .distribute] {
                    let row = descriptor.capability(verb, mode: .portal, channel: channel, facet: supply.facet)
                    guard row?.support == .manual else { continue }
                    tasks +=
                        verb == .issue
                        ? (try? provider.issue(order, context).tasks) ?? []
                        : (try? provider.distribute(order, context).tasks) ?? []
                }
                if let found = tasks.flatMap(\.materials).first(where: { isFile($0, format) }) { return found.content }
            }
        }
        return nil
    }

    private static func isFile(_ material: ManualTask.Material, _ format: FileFormat) -> Bool {
        let text = String(decoding: material.content, as: UTF8.self)
        if list(format) { return text.hasPrefix("ane@example.org") && !material.isSecret }
        return material.mediaType == "text/csv"
            && text.hasPrefix(format.columns.map(\.name).joined(separator: ",") + "\r\n")
    }

    /// The page of all formats, from the descriptors.
    private static func page() -> String {
        var lines = [
            "# The vendors' files", "",
            "What the sites of the four vendors take and give, column by column, each with a small sample beside this page: invented people",
            "and codes. Headers are compared without case, spaces and signs; a column may bear any of its names. An upload has exactly these",
            "columns, in this order.", "",
            "This page is written by a test from the providers' descriptors; uploads are held to what the work lists make, the other",
            "samples are read by the commands that take them in.",
        ]
        for provider in builtInProviders.all.map(\.descriptor) where !provider.files.isEmpty {
            lines += ["", "## \(provider.id)"]
            for format in provider.files {
                let file = path(provider.id, format).split(separator: "/").suffix(2).joined(separator: "/")
                lines += [
                    "", "[`\(format.name)`](\(file)): \(words(format))", "",
                    "| column | needed | what it holds | also called |",
                    "| --- | --- | --- | --- |",
                ]
                lines += format.columns.map { column in
                    let role = column.role.rawValue.replacing("_", with: " ")
                    let detail = column.detail.map { " \($0)" } ?? ""
                    return
                        "| `\(column.name)` | \(column.isRequired ? "yes" : "") | \(role)\(detail) | \(column.aliases.joined(separator: ", ")) |"
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func words(_ format: FileFormat) -> String {
        switch format.purpose {
        case .upload: list(format) ? "taken by the site, the addresses on one line." : "taken by the site."
        case .codes: "codes that were exported, read by `gatehouse supply import`."
        case .status: "who stands where, read by `gatehouse observe`."
        case .supplies: "the supplies and their counts, read by `gatehouse observe`."
        case .results:
            "scores of those who have completed, read by `gatehouse result take`; further columns are the vendor's scales."
        }
    }
}
