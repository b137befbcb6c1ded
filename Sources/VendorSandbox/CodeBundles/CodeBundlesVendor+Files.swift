import GatehouseForms
import GatehouseModel

/// The files that the vendor's site gives, and what is done there with single codes.
extension CodeBundlesVendor {
    /// Export Codes: N codes as a CSV and a sample invitation text (CB-14).
    mutating func export(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        let place = try ownPlace(body)
        guard !bundles[place].isMultiUse, !bundles[place].isArchived else {
            throw Problem(
                409, "not_exportable", "Only codes of a single-use bundle that is not archived are exported.",
                rule: "CB-14")
        }
        guard let count = body["count"]?.integer, count > 0, count <= bundles[place].free else {
            throw Problem(
                422, "no_available_codes", "The bundle has only \(bundles[place].free) available codes.", rule: "CB-4")
        }
        var rows = [["code", "redeem_link", "product", "bundle"]]
        for _ in 0..<count {
            guard let unit = take(from: place) else { break }
            let index = open(unit, in: place, reference: nil, nil, .export)
            handOut(index, &turn)
            show(index, how: "file", to: nil, turn.now)
            rows.append([
                units[unit].code, RedeemLink.code(units[unit].code), bundles[place].codeType, bundles[place].name,
            ])
        }
        return [
            "file": .string(CSVText.text(rows)),
            "sample": "You have been given an access code: {code}. Open {redeem_link} to begin.",
        ]
    }

    /// A code taken back in the vendor's own pages, by the code or by its person.
    mutating func retractByHand(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        guard let index = try living(body) else {
            throw Problem(404, "no_such_code", "No open code is known by that.", rule: "CB-15")
        }
        do throws(Refused) { try takeBack(index, &turn) } catch {
            throw Problem(409, error.code, error.message, rule: error.rule)
        }
        return ["id": .string(handoutID(index)), "word": .string(word(index))]
    }

    mutating func redeemByHand(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        guard let code = body["code"]?.string, let participant = Participant(body) else {
            throw .unusable("code or address is missing")
        }
        return switch redeem(code, by: participant, &turn) {
        case .welcome: ["outcome": "welcome"]
        case .invalid: ["outcome": "invalid", "message": "Invalid Code"]
        case .again: ["outcome": "again"]
        }
    }

    /// So many uses of a multi-use code by people whom nobody knows.
    mutating func useByHand(_ body: JSONValue, _ turn: inout Turn) throws(Problem) -> JSONValue {
        let place = try ownPlace(body)
        guard let code = bundles[place].shared?.title, let count = body["count"]?.integer,
            (1...1_000_000).contains(count)
        else {
            throw .unusable("count is missing, or the bundle is not multi-use")
        }
        var used: Int64 = 0
        for _ in 0..<count {
            let guest = Participant(address: "visitor-\(bundles[place].uses + 1)@\(account).example.org")
            if case .welcome = redeem(code, by: guest, &turn) { used += 1 }
            warnOfLowWater(place, &turn)
        }
        return ["used": .integer(used)]
    }

    /// The newest open handing out of a code, reference or person.
    private func living(_ body: JSONValue) throws(Problem) -> Int? {
        if let code = body["code"]?.string {
            return unitsByCode[CodeBundlesVendor.folded(code)].flatMap { units[$0].handout }
        }
        if let reference = body["reference"]?.string { return handoutsByReference[reference]?.last }
        guard let address = body["address"]?.string?.lowercased() else {
            throw .unusable("give code, reference or address")
        }
        return handouts.indices.last { handouts[$0].recipient?.key == address && handouts[$0].phase == .handedOut }
    }

    /// The codes of a bundle with their words.
    func statusFile(_ place: Int) -> String {
        var rows = [["code", "email", "status", "distributed_at", "activated_at"]]
        for index in handouts.indices
        where handouts[index].bundle == place && units[handouts[index].unit].handout == index {
            let handout = handouts[index]
            let address = handout.redeemer?.address ?? (handout.isMailed ? handout.recipient?.address : nil)
            rows.append([
                units[handout.unit].code, address ?? "", word(index), handout.handedOutAt?.description ?? "",
                handout.usedAt?.description ?? "",
            ])
        }
        return CSVText.text(rows)
    }

    /// The list of bundles (CB-21).
    func bundleFile(_ chosen: [Bundle]) -> String {
        let header = [
            "name", "bundle_id", "category", "type", "usage", "available", "pending", "used", "owner", "favourite",
            "archived",
        ]
        return CSVText.text(
            [header]
                + chosen.map { bundle in
                    let counts = counters(bundle)
                    func count(_ names: String...) -> String {
                        names.compactMap { counts[$0]?.integer }.first.map(String.init) ?? ""
                    }
                    return [
                        bundle.name, bundle.id, bundle.category, bundle.codeType, bundle.usage.rawValue,
                        count("Available", "available"),
                        count("Pending/In Progress", "distributed but not used"), count("Used", "activated"),
                        bundle.owner,
                        bundle.isFavourite ? "yes" : "no", bundle.isArchived ? "yes" : "no",
                    ]
                })
    }
}
