import GatehouseForms
import GatehouseModel

// The rest of a descriptor's facts read from JSON: what the vendor counts, has, exports and advises.

extension CounterDescription {
    init(reading reader: DocumentReader) {
        reader.expect("words", "usage", "counts", "note")
        var counts = Counts.units([])
        if let counted = reader.required("counts") {
            counted.expect("units", "records")
            let (units, records) = (counted.optional("units"), counted.optional("records"))
            if (units == nil) == (records == nil) {
                counted.note("counts neither units nor records, or both", "give units or records")
            }
            counts =
                records == nil
                ? .units(counted.words("units", UnitState.self)) : .records(words: counted.texts("records", atMost: 50))
        }
        self.init(
            words: reader.texts("words", atMost: 50), usage: reader.optional("usage")?.word(Usage.self), counts: counts,
            note: reader.optionalText("note", atMost: 500) ?? "")
    }
}

extension SupplyKindDescription {
    init(reading reader: DocumentReader) {
        reader.expect(
            "category", "label", "usage", "credential", "assessments", "stock", "assessment_option", "topped_up",
            "one_per_connection", "attributes")
        var stock: [Mode: Stock] = [:]
        for (name, member) in reader.members("stock", atMost: Mode.allCases.count) {
            guard let mode = Mode(rawValue: name) else {
                member.note("is no mode", "modes are portal and api")
                continue
            }
            stock[mode] = member.word(Stock.self)
        }
        self.init(
            category: reader.text("category", atMost: 200), label: reader.text("label", atMost: 200),
            usage: reader.required("usage")?.word(Usage.self) ?? .single,
            credential: reader.required("credential")?.word(CredentialKind.self) ?? .singleUseCode, stock: stock,
            assessments: reader.texts("assessments", atMost: 100),
            assessmentOption: reader.optionalText("assessment_option", atMost: 64),
            isToppedUp: reader.flag("topped_up"), isOnePerConnection: reader.flag("one_per_connection"),
            attributes: reader.optional("attributes").map(Form.init(reading:)))
    }
}

extension FileFormat {
    init(reading reader: DocumentReader) {
        reader.expect("name", "purpose", "columns", "can_be_complete", "exact", "rule")
        self.init(
            name: reader.text("name", atMost: 64), purpose: reader.required("purpose")?.word(Purpose.self) ?? .upload,
            columns: reader.list("columns", atMost: 200).map(Column.init(reading:)),
            canBeComplete: reader.flag("can_be_complete"), isExact: reader.flag("exact"),
            rule: reader.optionalText("rule", atMost: 64))
    }
}

extension FileFormat.Column {
    init(reading reader: DocumentReader) {
        reader.expect("name", "aliases", "role", "detail", "required", "blank_means", "date_means")
        self.init(
            reader.text("name", atMost: 200), aliases: reader.texts("aliases", atMost: 100),
            reader.required("role")?.word(FileFormat.Role.self) ?? .attribute,
            detail: reader.optionalText("detail", atMost: 200), required: reader.flag("required"),
            blankMeans: reader.optionalText("blank_means", atMost: 200),
            dateMeans: reader.optionalText("date_means", atMost: 200))
    }
}

extension VendorTraits {
    /// The longest that a vendor may ask to be waited for, in seconds.
    static let longestDeadline: Int64 = 300
    private static let month: Int64 = 30 * 86_400

    init(reading reader: DocumentReader?) {
        guard let reader else {
            self.init(idempotency: [:], snapshotIsComplete: false, snapshotShowsDeleted: false, lag: .zero)
            return
        }
        reader.expect(
            "idempotency", "snapshot_is_complete", "snapshot_shows_deleted", "lag_seconds", "calls_per_minute",
            "deadline_seconds", "outbound_hosts", "mail_sender", "link_base_setting", "self_arrival", "results",
            "webhooks", "names_from", "further_supply_from", "pool_counts_as_handed_out",
            "supply_names_are_exact", "tells")
        var idempotency: [Mode: Idempotency] = [:]
        _ = reader.required("idempotency")
        for (name, member) in reader.members("idempotency", atMost: Mode.allCases.count) {
            guard let mode = Mode(rawValue: name) else {
                member.note("is no mode", "modes are portal and api")
                continue
            }
            idempotency[mode] = member.word(Idempotency.self)
        }
        self.init(
            idempotency: idempotency, snapshotIsComplete: reader.flag("snapshot_is_complete"),
            snapshotShowsDeleted: reader.flag("snapshot_shows_deleted"),
            lag: .seconds(reader.integer("lag_seconds", in: 0...VendorTraits.month) ?? 0),
            callsPerMinute: reader.integer("calls_per_minute", in: 1...1_000_000).map { Int($0) },
            deadline: .seconds(reader.integer("deadline_seconds", in: 1...VendorTraits.longestDeadline) ?? 30),
            outboundHosts: reader.texts("outbound_hosts", atMost: 20),
            mailSender: reader.optionalText("mail_sender", atMost: 254),
            linkBaseSetting: reader.optionalText("link_base_setting", atMost: 64),
            selfArrival: reader.optional("self_arrival").map(SelfArrival.init(reading:)),
            givesResults: reader.flag("results"),
            sendsWebhooks: reader.flag("webhooks"), namesFrom: reader.optionalStage("names_from"),
            furtherSupplyFrom: reader.optionalStage("further_supply_from"),
            poolCountsAsHandedOut: reader.flag("pool_counts_as_handed_out"),
            supplyNamesAreExact: reader.flag("supply_names_are_exact"),
            tells: reader.optional("tells").map(RecordFacts.init(reading:)))
    }
}

extension VendorTraits.SelfArrival {
    init(reading reader: DocumentReader) {
        reader.expect("attribute", "is_one_of")
        _ = reader.required("is_one_of")
        self.init(attribute: reader.text("attribute", atMost: 200), values: reader.texts("is_one_of", atMost: 50))
    }
}

extension HelpStep {
    init(reading reader: DocumentReader) {
        reader.expect("situation", "text", "offer", "usages", "rule")
        self.init(
            reader.required("situation")?.word(Situation.self) ?? .mailNotArrived, reader.text("text", atMost: 1000),
            offer: reader.optional("offer").flatMap(Offer.init(reading:)), usages: reader.words("usages", Usage.self),
            rule: reader.text("rule", atMost: 64))
    }
}

extension HelpStep.Offer {
    /// Nil, and noted, where it offers nothing known.
    fileprivate init?(reading reader: DocumentReader) {
        reader.expect("verb", "action", "link")
        if let verb = reader.optional("verb")?.word(Verb.self) {
            self = .verb(verb)
        } else if let action = reader.optionalText("action", atMost: 64) {
            self = .action(action)
        } else if reader.flag("link") {
            self = .link
        } else {
            reader.note("offers nothing", "give verb, action, or link: true")
            return nil
        }
    }
}
