import ArgumentParser
import Foundation
import Gateway

/// The settings of a command: flags that the table of settings names, not each command anew.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A JSON file of settings.", valueName: "file"))
    var config: String?

    @Argument(parsing: .allUnrecognized, help: .hidden)
    var flags: [String] = []

    /// All settings as they hold for this run.
    func read() throws -> Settings { try readWithSources().settings }

    func readWithSources() throws -> (settings: Settings, sources: [String: String]) {
        do throws(SettingError) {
            let reader = try SettingsReader(
                flags: flags,
                environment: ProcessInfo.processInfo.environment,
                file: config
            )
            return try reader.read()
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// What a command's help says of its settings.
    static func help(_ groups: [Setting.Group]) -> String {
        let lines = Setting.all.filter { groups.contains($0.group) }.map { setting in
            let standard = setting.defaultValue.isEmpty ? "" : " (default: \(setting.defaultValue))"
            return "  \(setting.flag) <\(setting.unit)>\n      \(setting.summary)\(standard)"
        }
        return "SETTINGS (also from the environment or a file; see gateway settings):\n" + lines.joined(separator: "\n")
    }
}
