import Foundation
import GraphQL
import HTTP

/// One thing that an operator may choose: the row of the table that help, parsing and `gateway settings` share.
package struct Setting: Sendable {
    /// What a command must work with to have use for a setting.
    package enum Group: String, CaseIterable, Sendable {
        case database = "Database"
        case server = "Server"
        case operations = "Operations"
        case people = "People"
    }

    /// Its key in the configuration file: `http-body`.
    package let name: String
    package let group: Group
    /// What a value is, or its unit: `URL`, `seconds`.
    package let unit: String
    package let summary: String
    /// Holds a password, perhaps: its value is shown nowhere.
    package let isSecret: Bool
    private let environmentVariable: String?
    private let read: @Sendable (Settings) -> String
    private let write: @Sendable (inout Settings, String) -> Bool

    /// `--http-body`
    package var flag: String { "--" + name }

    /// `GATEWAY_HTTP_BODY`
    package var environment: String {
        environmentVariable ?? "GATEWAY_" + name.uppercased().replacing("-", with: "_")
    }

    /// What holds if nothing is said; empty for nothing.
    package var defaultValue: String { read(Settings()) }

    package func value(in settings: Settings) -> String { read(settings) }

    /// Takes a value over.
    ///
    /// - Parameter source: where the value was found, for the message.
    package func set(
        _ text: String,
        in settings: inout Settings,
        source: String
    ) throws(SettingError) {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard write(&settings, text) else {
            throw SettingError(
                "\(source): \(isSecret ? "the value" : "\"\(text)\"") is not what \(name) takes (\(unit)): \(summary)"
            )
        }
    }

    private init(
        _ name: String,
        _ group: Group,
        _ unit: String,
        _ summary: String,
        isSecret: Bool = false,
        environment: String? = nil,
        read: @escaping @Sendable (Settings) -> String,
        write: @escaping @Sendable (inout Settings, String) -> Bool
    ) {
        self.name = name
        self.group = group
        self.unit = unit
        self.summary = summary
        self.isSecret = isSecret
        environmentVariable = environment
        self.read = read
        self.write = write
    }
}

/// A value that a setting does not take, with where it was found.
package struct SettingError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

// MARK: Kinds

extension Setting {
    typealias Path<Value> = any WritableKeyPath<Settings, Value> & Sendable

    static func text(
        _ name: String,
        _ group: Group,
        _ unit: String,
        _ path: Path<String>,
        _ summary: String,
        check: @escaping @Sendable (String) -> Bool = { !$0.isEmpty }
    ) -> Setting {
        Setting(
            name,
            group,
            unit,
            summary,
            read: { $0[keyPath: path] },
            write: {
                $0[keyPath: path] = $1
                return check($1)
            }
        )
    }

    static func optionalSecret(
        _ name: String,
        _ group: Group,
        _ unit: String,
        _ path: Path<String?>,
        environment: String,
        _ summary: String
    ) -> Setting {
        Setting(
            name,
            group,
            unit,
            summary,
            isSecret: true,
            environment: environment,
            read: { $0[keyPath: path] ?? "" },
            write: {
                $0[keyPath: path] = $1.isEmpty ? nil : $1
                return true
            }
        )
    }

    /// A text that may be missing, which the empty text means.
    static func optionalText(
        _ name: String,
        _ group: Group,
        _ unit: String,
        _ path: Path<String?>,
        _ summary: String
    ) -> Setting {
        Setting(
            name,
            group,
            unit,
            summary,
            read: { $0[keyPath: path] ?? "" },
            write: {
                $0[keyPath: path] = $1.isEmpty ? nil : $1
                return true
            }
        )
    }

    static func yesOrNo(_ name: String, _ group: Group, _ path: Path<Bool>, _ summary: String) -> Setting {
        Setting(
            name,
            group,
            "yes|no",
            summary,
            read: { $0[keyPath: path] ? "yes" : "no" },
            write: {
                guard $1 == "yes" || $1 == "no" else { return false }
                $0[keyPath: path] = $1 == "yes"
                return true
            }
        )
    }

    static func integer(
        _ name: String,
        _ group: Group,
        _ unit: String,
        _ path: Path<Int>,
        in range: ClosedRange<Int> = 1...1_000_000_000,
        _ summary: String
    ) -> Setting {
        Setting(
            name,
            group,
            unit,
            summary,
            read: { String($0[keyPath: path]) },
            write: {
                guard let value = Int($1), range.contains(value) else { return false }
                $0[keyPath: path] = value
                return true
            }
        )
    }

    /// A time in seconds, with a fraction if need be.
    static func seconds(_ name: String, _ group: Group, _ path: Path<Duration>, _ summary: String) -> Setting {
        Setting(
            name,
            group,
            "seconds",
            summary,
            read: {
                let (seconds, attoseconds) = $0[keyPath: path].components
                return attoseconds == 0 ? "\(seconds)" : "\(Double(seconds) + Double(attoseconds) / 1e18)"
            },
            write: {
                guard let value = Double($1), value > 0, value <= 86_400 else { return false }
                $0[keyPath: path] = .milliseconds(Int(value * 1000))
                return true
            }
        )
    }

    static func choice<Value: RawRepresentable<String> & CaseIterable & SendableMetatype>(
        _ name: String,
        _ group: Group,
        _ path: Path<Value>,
        _ summary: String
    ) -> Setting {
        Setting(
            name,
            group,
            Value.allCases.map(\.rawValue).joined(separator: "|"),
            summary,
            read: { $0[keyPath: path].rawValue },
            write: {
                guard let value = Value(rawValue: $1) else { return false }
                $0[keyPath: path] = value
                return true
            }
        )
    }

    static func address(_ name: String, _ group: Group, _ path: Path<ListenAddress>, _ summary: String) -> Setting {
        Setting(
            name,
            group,
            "host:port|unix:path",
            summary,
            read: { "\($0[keyPath: path])".replacing("http://", with: "") },
            write: {
                guard let value = ListenAddress($1) else { return false }
                $0[keyPath: path] = value
                return true
            }
        )
    }

    static func optionalAddress(
        _ name: String,
        _ group: Group,
        _ path: Path<ListenAddress?>,
        _ summary: String
    ) -> Setting {
        Setting(
            name,
            group,
            "host:port|unix:path",
            summary,
            read: { $0[keyPath: path].map { "\($0)".replacing("http://", with: "") } ?? "" },
            write: {
                let value = ListenAddress($1)
                $0[keyPath: path] = value
                return value != nil || $1.isEmpty
            }
        )
    }

    /// Values with commas in between; `check` holds for each.
    static func list(
        _ name: String,
        _ group: Group,
        _ unit: String,
        _ path: Path<[String]>,
        _ summary: String,
        check: @escaping @Sendable (String) -> Bool
    ) -> Setting {
        Setting(
            name,
            group,
            unit,
            summary,
            read: { $0[keyPath: path].joined(separator: ",") },
            write: {
                let values = $1.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                $0[keyPath: path] = values
                return values.allSatisfy(check)
            }
        )
    }
}
