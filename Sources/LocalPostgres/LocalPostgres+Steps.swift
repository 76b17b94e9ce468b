import EventLoop
import Foundation

extension LocalPostgres {
    static func initialize(
        _ folder: DataFolder,
        _ user: ServerUser,
        _ binaries: ServerBinaries,
        _ options: Options,
        _ report: Report
    ) throws(LocalPostgresError) {
        report("Making a PostgreSQL \(binaries.majorVersion) database in \(folder.path)")
        // Left by an attempt that was cut short.
        try? FileManager.default.removeItem(atPath: folder.unfinishedDatabase)
        try folder.makePrivate(folder.unfinishedDatabase, user)
        var program = [
            binaries.initdb, "--pgdata", folder.unfinishedDatabase, "--username", "postgres", "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums", "--no-instructions",
        ]
        if options.isTemporary || options.settings["fsync"] == "off" { program.append("--no-sync") }
        let command = try user.command(program, endsWithUs: true)
        let result: (status: ChildProcess.Status, text: String)
        do throws(SystemError) { result = try ChildProcess.output(of: command) } catch {
            throw LocalPostgresError("initdb", error)
        }
        guard result.status == .exited(0) else {
            let lines = result.text.split(separator: "\n").suffix(5).joined(separator: " | ")
            throw LocalPostgresError("initdb \(result.status): \(lines)")
        }
        guard rename(folder.unfinishedDatabase, folder.database) == 0 else {
            throw LocalPostgresError(folder.database, SystemError("rename"))
        }
    }

    static func run(
        _ folder: DataFolder,
        _ user: ServerUser,
        _ binaries: ServerBinaries,
        _ options: Options,
        _ isRecovering: Bool,
        _ report: @escaping Report
    ) throws(LocalPostgresError) -> Postmaster {
        try folder.makePrivate(folder.socketFolder, user)
        let logStart = logSize(folder)
        var settings = [
            "listen_addresses": "", "unix_socket_directories": folder.socketFolder, "max_connections": "200",
            "logging_collector": "off", "log_destination": "stderr", "max_wal_size": "2GB",
            // Statements and their values belong in no log.
            "log_min_error_statement": "panic", "log_parameter_max_length_on_error": "0",
        ]
        if options.isTemporary {
            for name in ["fsync", "synchronous_commit", "full_page_writes", "autovacuum"] { settings[name] = "off" }
        }
        settings.merge(options.settings) { $1 }
        var program = [binaries.postgres, "-D", folder.database]
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { program += ["-c", "\(name)=\(value)"] }
        let command = try user.command(program, endsWithUs: true)
        let postmaster: Postmaster
        do throws(SystemError) {
            postmaster = try Postmaster(command: command, log: folder.log, report: report)
        } catch {
            throw LocalPostgresError("PostgreSQL", error)
        }
        do throws(LocalPostgresError) {
            try waitUntilReady(
                postmaster,
                folder,
                logStart,
                isRecovering ? "recovering after a crash" : "starting",
                report
            )
        } catch {
            postmaster.stop()
            rmdir(folder.socketFolder)
            throw error
        }
        return postmaster
    }

    /// Recovery takes as long as it takes; a server that ends instead is an error with its own last words.
    private static func waitUntilReady(
        _ postmaster: Postmaster,
        _ folder: DataFolder,
        _ logStart: Int,
        _ doing: String,
        _ report: Report
    ) throws(LocalPostgresError) {
        let began = ContinuousClock.now
        var reported = began
        while true {
            let state = postmaster.current
            if let server = PostmasterFile.read(in: folder.database), server.isReady, server.process == state.process {
                return
            }
            let now = ContinuousClock.now
            if let failure = state.failure { throw LocalPostgresError("PostgreSQL", failure) }
            if let status = state.lastEnd {
                throw LocalPostgresError("PostgreSQL \(status) (\(folder.log)): \(folder.logTail(from: logStart))")
            }
            if now - reported > .seconds(1) {
                report("PostgreSQL is \(doing) (\((now - began).components.seconds) s)")
                reported = now
            }
            usleep(5000)
        }
    }

    /// Size of the log, which begins anew when it has grown beyond 10 MB.
    private static func logSize(_ folder: DataFolder) -> Int {
        var information = stat()
        guard stat(folder.log, &information) == 0 else { return 0 }
        guard information.st_size > 10_000_000 else { return Int(information.st_size) }
        rename(folder.log, folder.log + ".old")
        return 0
    }

    /// The folder to use for a server.
    ///
    /// Started by root, a server runs as another user, who may not be able to enter a folder in root's home. For a
    /// folder that nobody has chosen, one below `/var/lib` takes its place, named after it.
    package static func reachableFolder(_ path: String, isChosen: Bool) -> String {
        let path = URL(filePath: path).standardizedFileURL.path
        guard !isChosen, let user = try? ServerUser.choose(data: path + "/postgres"), user.isOther,
            user.closedFolder(on: path, except: path) != nil
        else { return path }
        return "/var/lib/business-center-gateway/" + path.dropFirst().replacing("/", with: "-")
    }
}
