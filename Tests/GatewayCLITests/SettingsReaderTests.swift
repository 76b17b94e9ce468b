import Foundation
import Gateway
import GraphQL
import HTTP
import Testing

@testable import GatewayCLI

@Suite struct SettingsReaderTests {
    private func read(
        _ flags: [String] = [],
        environment: [String: String] = [:],
        file: String? = nil
    ) throws -> Settings {
        try SettingsReader(flags: flags, environment: environment, file: file).read().settings
    }

    private func withFile<Value>(_ json: String, _ body: (String) throws -> Value) throws -> Value {
        let path = NSTemporaryDirectory() + "settings-" + UUID().uuidString + ".json"
        try Data(json.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test func flagsWinOverEnvironmentOverFileOverDefault() throws {
        try withFile(#"{"rows": 1000, "depth": 1001, "aliases": 77}"#) { file in
            // 1,001 is more than depth takes: a value that loses is not looked at.
            let settings = try read(
                ["--rows", "3000"],
                environment: ["GATEWAY_ROWS": "2000", "GATEWAY_DEPTH": "12"],
                file: file
            )
            #expect(settings.maximumRows == 3000)
            #expect(settings.operation.depth == 12)
            #expect(settings.operation.aliases == 77)
            #expect(settings.operation.rootFields == 30)
        }
    }

    @Test func fileHoldsTextNumbersAndLists() throws {
        let json =
            #"{"listen": "unix:/run/g.sock", "http-idle-timeout": 2.5, "cors-origins": ["https://a.example", "https://b.example"]}"#
        let settings = try withFile(json) { try read(file: $0) }
        #expect("\(settings.listen)" == "unix:/run/g.sock")
        #expect(settings.http.idleTimeout == .milliseconds(2500))
        #expect(settings.corsOrigins == ["https://a.example", "https://b.example"])
    }

    @Test(arguments: [
        ["--listen=0.0.0.0:99"], ["--listen", "0.0.0.0:99"], ["--listen", "x:1", "--listen", "0.0.0.0:99"],
    ])
    func flagsTakeBothForms(flags: [String]) throws {
        #expect("\(try read(flags).listen)" == "http://0.0.0.0:99")
    }

    @Test(arguments: [
        (["--lisen", "x"], "`listen`"), (["--rows"], "needs a value"), (["rows"], "not expected"),
        (["--rows", "many"], "--rows: \"many\""), (["--rows", "0"], "count"),
        (["--page-default", "101"], "page-maximum"),
        (["--introspection", "some"], "everyone|signed-in|nobody"), (["--database-schema", "a b"], "name"),
        (["--cors-origins", "app.example"], "origins"),
    ])
    func mistakesAreNamed(flags: [String], words: String) throws {
        let error = #expect(throws: SettingError.self) { try read(flags) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func unknownKeyInFileIsRefused() throws {
        let error = #expect(throws: SettingError.self) { try withFile(#"{"row": 1}"#) { try read(file: $0) } }
        #expect(error?.description.contains("`rows`") == true)
    }

    @Test(arguments: ["[]", "{", ""])
    func fileThatIsNoObjectIsRefused(json: String) throws {
        #expect(throws: SettingError.self) { try withFile(json) { try read(file: $0) } }
    }

    @Test func databaseUrlIsSecret() throws {
        let url = "postgresql://u:secret@h/d"
        #expect(try read(environment: ["DATABASE_URL": url]).database == url)
        #expect(try read(environment: ["DATABASE_URL": ""]).database == nil)
        #expect(Setting.named("database")?.isSecret == true)
    }

    @Test func everySettingTakesItsOwnDefault() throws {
        for setting in Setting.all where !setting.defaultValue.isEmpty {
            var settings = Settings()
            try setting.set(setting.defaultValue, in: &settings, source: "test")
            #expect(setting.value(in: settings) == setting.defaultValue)
        }
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        #expect(Set(Setting.all.map(\.environment)).count == Setting.all.count)
    }
}
