package import GatehouseForms
package import GatehouseLedger
package import GatehouseModel

/// How long a supply lasts at its pace, and what is idle in it (GH-7).
package struct SupplyOutlook: Hashable, Sendable {
    /// How far back the pace is looked for, in days.
    package static let windows: [Int64] = [7, 28, 90]

    package let supply: Supply
    package let connectionName: String
    package let free: Int64
    /// By its window; empty where nobody can tell.
    package let paces: [Int64: SupplyPace]
    /// The window that the forecast goes by; nil where there is no pace.
    package let window: Int64?
    /// Nil where the supply is not counted.
    package let forecast: SupplyForecast?
    /// Why there is no day to tell; nil where there is one.
    package let silence: String?

    package var pace: SupplyPace? { window.flatMap { paces[$0] } }
    /// What the free units cost; nil where no price is known.
    package var idleValue: Money? { supply.price.flatMap { $0.times(free) } }
    /// What those cost that expire before they are used.
    package var lostValue: Money? {
        guard let forecast, !forecast.lost.isEmpty else { return nil }
        return supply.price.flatMap { $0.times(forecast.lostCount) }
    }
}

extension SupplyOutlook {
    /// - Parameter window: one of `windows`; where not given four weeks, or a quarter where nothing went out in those.
    package static func all(
        of supplies: [Supply], window: Int64? = nil, at now: Instant, in reader: any LedgerReader
    ) throws -> [SupplyOutlook] {
        let today = CalendarDate(containing: now)
        let moments = windows.map { CalendarDate(daysSince1970: today.daysSince1970 - $0 + 1).start }
        let counts = try reader.counts(of: supplies.map(\.id))
        let handOuts = try reader.handOuts(of: supplies.map(\.id), since: moments)
        let names = Dictionary(
            try reader.connections().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        return try supplies.map { supply in
            let free = counts[supply.id]?[.available] ?? 0
            let isPool = supply.stock == .pool
            return SupplyOutlook(
                supply, at: names[supply.connection] ?? "–",
                free: isPool ? try reader.freeRuns(of: supply.id) : [SupplyForecast.Run(count: free)],
                paces: paces(of: supply, handOuts[supply.id], try since(supply, in: reader), today), window: window,
                today: today)
        }
    }

    private init(
        _ supply: Supply, at connectionName: String, free runs: [SupplyForecast.Run], paces: [Int64: SupplyPace],
        window wanted: Int64?, today: CalendarDate
    ) {
        self.supply = supply
        self.connectionName = connectionName
        self.paces = paces
        guard supply.stock != .unmetered else {
            (free, window, forecast) = (0, nil, nil)
            silence = "not counted: the vendor makes an invitation for whoever is invited"
            return
        }
        let usual = (paces[28]?.used ?? 0) > 0 ? 28 : SupplyOutlook.windows.last
        window = paces.isEmpty ? nil : wanted ?? usual
        let pace = window.flatMap { paces[$0] }
        let forecast = SupplyForecast(free: runs, pace: pace, today: today)
        (free, self.forecast) = (forecast.free, forecast)
        switch (forecast.end, supply.stock, window) {
        case (.noPace, .shared, _):
            silence = "no pace to tell: the vendor counts the uses of a shared code, not their days"
        case (.noPace, _, let window?): silence = "no pace to tell: nothing went out for good within \(window) days"
        case (.noPace, _, nil): silence = "no pace to tell: nothing ever went out"
        default: silence = nil
        }
    }

    /// When its first units came in: a supply of ten days has no pace of a quarter.
    private static func since(_ supply: Supply, in reader: any LedgerReader) throws -> CalendarDate? {
        try reader.entries(of: supply.id).map(\.at).min().map { CalendarDate(containing: $0) }
    }

    /// Over the whole window, or over the days since the first units came in, but over a week at least.
    private static func paces(
        of supply: Supply, _ handOuts: [HandOuts]?, _ since: CalendarDate?, _ today: CalendarDate
    ) -> [Int64: SupplyPace] {
        guard let handOuts, supply.stock == .pool || supply.stock == .vendor else { return [:] }
        let age = since.map { today.daysSince1970 - $0.daysSince1970 + 1 } ?? .max
        return Dictionary(
            uniqueKeysWithValues: zip(windows, handOuts).map { window, out in
                (window, SupplyPace(given: out.given, returned: out.returned, days: max(7, min(window, age))))
            })
    }
}

extension SupplyOutlook {
    package var document: JSONValue {
        .members([
            "supply": .string(supply.name), "id": .string(supply.id.text), "connection": .string(connectionName),
            "free": forecast == nil ? nil : .integer(free),
            "window_days": window.map { .integer($0) }, "per_week": pace.map { SupplyOutlook.perWeek($0) },
            "paces": .array(
                paces.sorted { $0.key < $1.key }.map { window, pace in
                    .members([
                        "window_days": .integer(window), "over_days": .integer(pace.days),
                        "given": .integer(pace.given), "returned": .integer(pace.returned),
                        "per_week": SupplyOutlook.perWeek(pace),
                    ])
                }),
            "runs_out": runsOut.map { .string($0.description) },
            "beyond_a_century": forecast?.end == .beyond ? true : nil,
            "why_not": silence.map { .string($0) },
            "expires_unused": .array(
                (forecast?.lost ?? []).map {
                    .members(["on": $0.expires.map { .string($0.description) }, "count": .integer($0.count)])
                }),
            "idle_value": idleValue.map(SupplyOutlook.document), "expires_value": lostValue.map(SupplyOutlook.document),
        ])
    }

    package var runsOut: CalendarDate? {
        guard case .on(let day)? = forecast?.end else { return nil }
        return day
    }

    private static func perWeek(_ pace: SupplyPace) -> JSONValue { .number(Double(pace.tenthsPerWeek) / 10) }

    private static func document(_ money: Money) -> JSONValue {
        .members(["minor_units": .integer(money.minorUnits), "currency": .string(money.currency)])
    }
}
