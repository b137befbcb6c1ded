import ArgumentParser
import Foundation
import GatehouseApp

/// The command line: reads arguments, calls the engine, prints.
@main
struct Gatehouse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse",
        abstract: "Every assessment vendor a consultancy buys from, in one place.",
        discussion: """
            What invites, reminds, takes back or acts at a vendor prints its plan and asks; --dry-run stops there, --yes goes on.
            Try: gatehouse demo
            """,
        version: productVersion,
        groupedSubcommands: [
            CommandGroup(
                name: "Main",
                subcommands: [Invite.self, StatusCommand.self, CompareCommand.self, ReconcileCommand.self, Demo.self]),
            CommandGroup(
                name: "Core protocol",
                subcommands: [
                    IssueCommand.self, DistributeCommand.self, RetractCommand.self, RemindCommand.self,
                    ApplyCommand.self, ObserveCommand.self,
                ]),
            CommandGroup(
                name: "People and supplies",
                subcommands: [
                    PersonCommand.self, ProgrammeCommand.self, ImportCommand.self, SupplyCommand.self,
                    ForecastCommand.self, TaskCommand.self, ResultCommand.self,
                ]),
            CommandGroup(
                name: "Vendors",
                subcommands: [
                    ProviderCommand.self, ConnectionCommand.self, ActionCommand.self, SandboxCommand.self,
                    TemplateCommand.self, MailCommand.self, WebhookCommand.self,
                ]),
            CommandGroup(
                name: "House",
                subcommands: [
                    InitCommand.self, ServeCommand.self, ConfigCommand.self, MigrateCommand.self, DoctorCommand.self,
                    AuditCommand.self, CheckCommand.self,
                ]),
        ])

    static func main() {
        Exit.guarding { try runParsed() }
    }

    private static func runParsed() throws {
        if let help = ActionHelp.text(for: Array(CommandLine.arguments.dropFirst())) {
            return Terminal.write(help, to: STDOUT_FILENO)
        }
        var command = try parseAsRoot()
        try command.run()
    }
}
