import ArgumentParser
import GatehouseForms

/// "Did you mean …?" for a mistyped command, which the argument parser does not offer.
enum Suggestions {
    static func added(to message: String, arguments: [String]) -> String {
        var known =
            Gatehouse.configuration.groupedSubcommands.flatMap(\.subcommands) + Gatehouse.configuration.subcommands
        var path = "gatehouse"
        for argument in arguments.dropFirst() {
            guard !argument.hasPrefix("-") else { return message }
            if let found = known.first(where: { name(of: $0) == argument }) {
                known = found.configuration.subcommands
                path += " " + argument
                guard !known.isEmpty else { return message }
                continue
            }
            guard let near = Nearest.match(to: argument, among: known.map(name)),
                message.contains("Unexpected argument")
            else { return message }
            return message + "\nDid you mean '\(path) \(near)'?"
        }
        return message
    }

    private static func name(of command: any ParsableCommand.Type) -> String { command._commandName }
}
