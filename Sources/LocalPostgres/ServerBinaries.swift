import Foundation

/// The folder of a PostgreSQL installation's server programs, and its major version.
struct ServerBinaries: Sendable, Equatable {
    let folder: String
    let majorVersion: Int

    var initdb: String { folder + "/initdb" }
    var postgres: String { folder + "/postgres" }

    /// Finds the installation to use.
    ///
    /// Looked at: Debian's and Red Hat's folders for each version, `pg_config --bindir`, and `PATH`. Programs
    /// that are scripts are passed over: such wrappers mean to serve their own clusters, or change the user.
    ///
    /// - Parameter version: the one that a data folder was made with; `nil`: the newest.
    static func find(version: Int?) throws(LocalPostgresError) -> ServerBinaries {
        let found = candidates().compactMap { inspect($0) }
        let newestFirst = found.sorted { $0.majorVersion > $1.majorVersion }
        if let match = newestFirst.first(where: { version == nil || $0.majorVersion == version }) { return match }
        guard let version else {
            throw LocalPostgresError(
                "No PostgreSQL server was found (programs initdb and postgres). Install it: apt-get install postgresql; "
                    + "or give an existing server: --database, DATABASE_URL."
            )
        }
        let versions = Set(found.map(\.majorVersion)).sorted().map(String.init).joined(separator: ", ")
        throw LocalPostgresError(
            "The data folder was made by PostgreSQL \(version), and installed is \(versions.isEmpty ? "none" : versions). "
                + "Install it: apt-get install postgresql-\(version); or move the folder away to begin anew."
        )
    }

    private static func candidates() -> [String] {
        var folders: [String] = []
        for (root, prefix) in [("/usr/lib/postgresql", ""), ("/usr", "pgsql-")] {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
            for name in names where name.hasPrefix(prefix) && Int(name.dropFirst(prefix.count)) != nil {
                folders.append("\(root)/\(name)/bin")
            }
        }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
            .split(separator: ":").map(String.init)
        if let config = path.map({ $0 + "/pg_config" }).first(where: { access($0, X_OK) == 0 }),
            let output = try? ChildProcess.output(of: [config, "--bindir"]), output.status == .exited(0)
        {
            folders.append(output.text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return folders + path
    }

    /// - Returns: `nil` if the folder does not hold both programs.
    static func inspect(_ folder: String) -> ServerBinaries? {
        // A link in PATH leads to the folder that the programs were installed in.
        let postgres = URL(filePath: folder + "/postgres").resolvingSymlinksInPath().path
        let folder = String(postgres.dropLast("/postgres".count))
        guard postgres.hasSuffix("/postgres"), isProgram(postgres), isProgram(folder + "/initdb"),
            let output = try? ChildProcess.output(of: [postgres, "--version"]), output.status == .exited(0)
        else { return nil }
        // "postgres (PostgreSQL) 15.18 (Debian …)", "postgres (PostgreSQL) 18beta1"
        let words = output.text.split(separator: " ")
        guard words.count > 2, let version = Int(words[2].prefix { $0.isNumber }) else { return nil }
        return ServerBinaries(folder: folder, majorVersion: version)
    }

    private static func isProgram(_ path: String) -> Bool {
        guard access(path, X_OK) == 0, let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        return (try? file.read(upToCount: 2)) != Data("#!".utf8)
    }
}
