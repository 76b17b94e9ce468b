import ArgumentParser
import Foundation
import Gateway

/// Shows the table of settings.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "List all settings: flag, environment variable, default, unit, and what holds here.",
        discussion: """
            In a JSON file a setting's key is its flag without the dashes:

              { "listen": "0.0.0.0:8080", "rows": 5000, "cors-origins": ["https://app.example"] }

            EXAMPLES:
              gateway settings
              GATEWAY_ROWS=500 gateway settings --config production.json
            """
    )

    @OptionGroup var options: SettingsOptions

    func run() throws {
        let (settings, sources) = try options.readWithSources()
        for group in Setting.Group.allCases {
            print("\(group.rawValue.uppercased())")
            for setting in Setting.all where setting.group == group {
                let standard = setting.defaultValue.isEmpty ? "none" : setting.defaultValue
                print("  \(setting.flag), \(setting.environment)")
                print("      \(setting.summary)")
                var facts = "\(setting.unit); default: \(standard)"
                if let source = sources[setting.name] {
                    let value = setting.isSecret ? "set" : setting.value(in: settings)
                    facts += "; here: \(value) (\(source))"
                }
                print("      \(facts)")
            }
            print()
        }
    }
}
