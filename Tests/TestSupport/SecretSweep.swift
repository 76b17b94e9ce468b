import Foundation
import LocalPostgres
import Postgres
import Synchronization

/// What no dump of a database and no log may hold: every password, token and link that tests have sent or received.
///
/// `HTTPClient` notes what it sends and receives, other places call `keep`. When the tests' process ends, all databases of
/// its server are dumped, and the dumps, the server's log and the gateways' logs are searched; if something is found, the
/// process fails, whatever the tests said.
package struct SecretSweep: Sendable {
    private let patterns: [String]

    /// What stands in every link of a mail, whatever its token.
    private static let links = ["accept-invitation#", "reset-password#"]

    /// - Parameter secrets: searched as they are and as `bytea` shows them.
    package init(_ secrets: some Sequence<String>) {
        patterns = secrets.flatMap { secret in
            [secret, secret.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()]
        }
    }

    /// The places where a secret stands, as `file:secret`.
    package func findings(in files: [String]) throws -> [String] {
        let list = "\(try Self.folder())/patterns-\(UInt32.random(in: 0 ... .max))"
        try patterns.joined(separator: "\n").write(toFile: list, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: list) }
        let (status, output) = try Self.run("/usr/bin/grep", ["-aoHF", "-m", "5", "-f", list, "--"] + files)
        // 1: nothing was found; more is a failure of its own (grep(1)).
        guard status <= 1 else { throw Program.Failure(description: "grep ends with \(status)") }
        return output.split(separator: "\n").map(String.init)
    }

    // MARK: What is kept

    private static let kept = Mutex<Set<String>>([])
    private static let opened = Mutex<FileHandle?>(nil)

    /// Notes a secret. Short ones are words, and no password that the product takes.
    package static func keep(_ secret: String) {
        guard secret.utf8.count >= 12, !secret.contains(where: { $0.isNewline || $0 == "\\" }) else { return }
        _ = kept.withLock { $0.insert(secret) }
    }

    package static func isKept(_ secret: String) -> Bool { kept.withLock { $0.contains(secret) } }

    /// Notes passwords and tokens in a request's or an answer's body, be it JSON or GraphQL in it.
    static func keep(body: [UInt8]) {
        let data = Data(body.prefix(64 << 10))
        guard ["assword", "oken"].contains(where: { data.range(of: Data($0.utf8)) != nil }) else { return }
        let text = String(decoding: data, as: UTF8.self)
        for match in text.matches(of: #/([Pp]assword\w*|[Tt]oken)\\?"?\s*:\s*\\?"([^"\\]*)/#) {
            // A token of ours has 43 characters; others that tests send are made up.
            if match.1.lowercased() != "token" || match.2.utf8.count == 43 { keep(String(match.2)) }
        }
    }

    static func keep(header: String, _ value: String) {
        if header.lowercased() == "authorization", value.hasPrefix("Bearer "), value.utf8.count == 50 {
            keep(String(value.dropFirst(7)))
        }
    }

    /// Adds to the logs that are searched.
    package static func log(_ text: String) {
        opened.withLock { file in
            if file == nil, let path = try? logFile() {
                _ = FileManager.default.createFile(atPath: path, contents: nil)
                file = FileHandle(forWritingAtPath: path)
            }
            file?.write(Data((text + "\n").utf8))
        }
    }

    // MARK: The end

    private static func folder() throws -> String { try made.get() }

    /// Anew: a process that was killed may have had this one's number.
    private static let made: Result<String, any Error> = Result {
        let folder = "/tmp/gateway-sweep-\(getpid())"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    private static func logFile() throws -> String { try folder() + "/gateways.log" }

    /// Writes a dump of one database, or of all of them.
    ///
    /// - Returns: the file.
    package static func dump(_ name: String? = nil) throws -> String {
        let server = try TestServer.running()
        let administrator = try Connection(
            PostgresConfiguration(connectionString: server.administratorConnectionString)
        )
        let programs = try administrator.query("SELECT setting FROM pg_config WHERE name = 'BINDIR'").text(0, 0)
        let file = "\(try folder())/\(name ?? "all").sql"
        let connection = server.administratorConnectionString + (name.map { " dbname=\($0)" } ?? "")
        let (status, _) = try run(
            "\(programs)/\(name == nil ? "pg_dumpall" : "pg_dump")",
            ["--lock-wait-timeout", "20s", "--file", file, "--dbname", connection]
        )
        guard status == 0 else { throw Program.Failure(description: "the dump ends with \(status)") }
        return file
    }

    /// For the end of the process, while its server still runs.
    static let atEnd: Void = {
        atexit {
            do {
                let findings = try SecretSweep.everything()
                try? FileManager.default.removeItem(atPath: SecretSweep.folder())
                if findings.isEmpty { return }
                print("✘ Secrets stand in dumps or logs:\n" + findings.prefix(20).joined(separator: "\n"))
            } catch {
                print("✘ Dumps and logs could not be searched for secrets: \(error)")
            }
            fflush(nil)
            // In glibc, the handlers that are left run all the same.
            exit(EXIT_FAILURE)
        }
    }()

    private static func everything() throws -> [String] {
        let server = try TestServer.running()
        let administrator = try Connection(
            PostgresConfiguration(connectionString: server.administratorConnectionString)
        )
        // What a test has left open must not hold the dump up.
        _ = try administrator.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        _ = try dump()
        opened.withLock { try? $0?.synchronize() }
        let folder = try folder()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }
        let secrets = kept.withLock { $0 }
        let start = ContinuousClock.now
        let findings = try SecretSweep(secrets.union(links)).findings(in: files + [TestServer.log])
        let sizes = files.map { (try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int) ?? 0 }
        print(
            "Searched \(sizes.reduce(0, +) >> 20) MB of dumps and logs for \(secrets.count) secrets in \(ContinuousClock.now - start)."
        )
        return findings
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ["LC_ALL": "C"]
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
