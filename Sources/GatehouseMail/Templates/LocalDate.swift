import Foundation
package import GatehouseModel

extension CalendarDate {
    /// The day as people write it in a language, such as `30. November 2026`; for `expires_on`.
    package func written(in language: String) -> String {
        let noon = Date(timeIntervalSince1970: Double(daysSince1970) * 86_400 + 43_200)
        let style = Date.FormatStyle(date: .long, time: .omitted, locale: Locale(identifier: language), timeZone: .gmt)
        return noon.formatted(style)
    }
}
