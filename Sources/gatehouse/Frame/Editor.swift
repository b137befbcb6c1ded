import Foundation
import GatehouseEngine

/// The person's own editor, for a text of several lines.
enum Editor {
    /// Gives what was saved; nil where the editor ended without success.
    static func edit(_ text: String, noInput: Bool) throws -> String? {
        guard !noInput, Terminal.isTerminal(STDIN_FILENO), Terminal.isTerminal(STDOUT_FILENO) else {
            throw EngineError(.refused, "no editor can be opened here: give the text with --file")
        }
        guard let editor = Environment.all["VISUAL"] ?? Environment.all["EDITOR"], !editor.isEmpty else {
            throw EngineError(.invalid, "$EDITOR is not set: set it, or give the text with --file")
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("gatehouse-\(UUID().uuidString).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        guard
            FileManager.default.createFile(
                atPath: file.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else {
            throw EngineError(.failed, "\(file.path): cannot be written")
        }
        // Not by Foundation's `Process`, whose children have no say over the terminal: an editor would be stopped by its first look.
        setenv("GATEHOUSE_EDITED", file.path, 1)
        guard system("\(editor) \"$GATEHOUSE_EDITED\"") == 0 else { return nil }
        return try TextFile.read(file.path)
    }
}
