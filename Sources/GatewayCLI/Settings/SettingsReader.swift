import Configuration
import Foundation
import Gateway
import GraphQL

/// Puts settings together: flags win over the environment, the environment over the file, the file over the defaults.
struct SettingsReader {
    /// The file that is read if none is named and it is there.
    static let standardFile = "gateway.json"

    private struct Source {
        /// Where a setting stands, for messages: `--http-body`, `GATEWAY_HTTP_BODY`, `http-body in gateway.json`.
        let place: (Setting) -> String
        let snapshot: any ConfigSnapshot
    }

    private var sources: [Source] = []

    /// - Parameter flags: `--name value` and `--name=value`.
    init(flags: [String], environment: [String: String], file: String?) throws(SettingError) {
        add(try Self.parse(flags)) { $0.flag }
        var values: [String: String] = [:]
        for setting in Setting.all {
            if let value = environment[setting.environment], !value.isEmpty { values[setting.name] = value }
        }
        add(values) { $0.environment }
        let path = file ?? environment["GATEWAY_CONFIG"]
        if let path {
            try addFile(path)
        } else if FileManager.default.fileExists(atPath: Self.standardFile) {
            try addFile(Self.standardFile)
        }
    }

    /// - Returns: the settings, and where each that was found stands, by its name.
    func read() throws(SettingError) -> (settings: Settings, sources: [String: String]) {
        var settings = Settings()
        var places: [String: String] = [:]
        for setting in Setting.all {
            for source in sources {
                guard let text = Self.text(setting, in: source.snapshot) else { continue }
                try setting.set(text, in: &settings, source: source.place(setting))
                places[setting.name] = source.place(setting)
                break
            }
        }
        try settings.check()
        return (settings, places)
    }

    // MARK: Sources

    private mutating func add(_ values: [String: String], place: @escaping (Setting) -> String) {
        let pairs = values.map { (AbsoluteConfigKey([$0]), ConfigValue(.string($1), isSecret: false)) }
        let provider = InMemoryProvider(values: Dictionary(uniqueKeysWithValues: pairs))
        sources.append(Source(place: place, snapshot: provider.snapshot()))
    }

    private mutating func addFile(_ path: String) throws(SettingError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingError("The settings file \(path) cannot be read. Give the right one: --config.")
        }
        let snapshot: JSONSnapshot
        let names: [String]
        do {
            let bytes = [UInt8](data)
            snapshot = try JSONSnapshot(data: bytes.span.bytes, providerName: path, parsingOptions: .default)
            names = (try JSONSerialization.jsonObject(with: data) as? [String: Any])?.keys.sorted() ?? []
        } catch {
            throw SettingError("The settings file \(path) is not a JSON object of settings and their values.")
        }
        if let unknown = names.first(where: { Setting.named($0) == nil }) {
            throw SettingError("\(path): there is no setting \"\(unknown)\".\(Self.hint(unknown))")
        }
        sources.append(Source(place: { "\($0.name) in \(path)" }, snapshot: snapshot))
    }

    private static func parse(_ flags: [String]) throws(SettingError) -> [String: String] {
        var values: [String: String] = [:]
        var rest = flags[...]
        while let flag = rest.popFirst() {
            guard flag.hasPrefix("--") else { throw SettingError("\"\(flag)\" was not expected here. See --help.") }
            let parts = flag.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts.first ?? "")
            guard Setting.named(name) != nil else {
                throw SettingError("There is no flag --\(name).\(hint(name))")
            }
            guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                throw SettingError("--\(name) needs a value.")
            }
            values[name] = value
        }
        return values
    }

    private static func hint(_ name: String) -> String {
        suggestion(name, among: Setting.all.map(\.name)) + " \"gateway settings\" lists them all."
    }

    /// A value as text, whatever its type in the file.
    private static func text(_ setting: Setting, in snapshot: any ConfigSnapshot) -> String? {
        let key = AbsoluteConfigKey([setting.name])
        for type in [ConfigType.string, .stringArray, .int, .double] {
            // Each type but the value's own is refused.
            guard let value = try? snapshot.value(forKey: key, type: type).value else { continue }
            switch value.content {
            case .string(let text): return text
            case .stringArray(let texts): return texts.joined(separator: ",")
            case .int(let number): return String(number)
            case .double(let number): return String(number)
            default: continue
            }
        }
        return nil
    }
}
