import EventLoop
import Foundation

/// The folder of a private server:
///
///     lock           held by the gateway process that runs the server
///     postgres/      PostgreSQL's data directory, its user's alone
///     postgres.log   what the server says
///
/// and, in `/tmp` because a socket's path has at most 107 bytes, the folder of its socket, whose name
/// follows from the data folder's.
struct DataFolder: Sendable {
    let path: String
    var database: String { path + "/postgres" }
    /// Where `initdb` works; it becomes `database` only when whole.
    var unfinishedDatabase: String { path + "/postgres.new" }
    var log: String { path + "/postgres.log" }
    private var lock: String { path + "/lock" }

    var socketFolder: String {
        // FNV-1a: the same in every process, as Swift's own hash is not.
        let hash = path.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "/tmp/gateway-postgres-" + String(hash, radix: 36)
    }

    /// Makes the folder if need be; those above it too.
    init(_ path: String) throws(LocalPostgresError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw LocalPostgresError("The data folder \(path) cannot be made: \(error.localizedDescription)")
        }
        guard let real = realpath(path, nil) else {
            throw LocalPostgresError("The data folder \(path)", SystemError("realpath"))
        }
        self.path = String(cString: real)
        free(real)
    }

    /// Takes the lock for as long as the descriptor is open; the system lets it go when the process ends.
    ///
    /// - Returns: `nil` if another holds it.
    func takeLock() throws(LocalPostgresError) -> Int32? {
        let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LocalPostgresError(lock, SystemError("open")) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    /// Opens the folder's way for the server's user.
    func admit(_ user: ServerUser) throws(LocalPostgresError) {
        guard user.isOther else { return }
        // Entering is all that is needed: nothing in the folder but `postgres` is that user's.
        guard chmod(path, 0o711) == 0 else { throw LocalPostgresError(path, SystemError("chmod")) }
        guard let closed = user.closedFolder(on: path) else { return }
        throw LocalPostgresError(
            "PostgreSQL runs as another user than root, whom \(closed) is closed to. Give a folder elsewhere "
                + "(--data /var/lib/business-center-gateway), or open it: chmod o+x \(closed)."
        )
    }

    /// Makes a folder that is the server's user's alone. One that is there must be that already: in `/tmp` anyone
    /// could have made it.
    func makePrivate(_ folder: String, _ user: ServerUser) throws(LocalPostgresError) {
        if mkdir(folder, 0o700) == 0 {
            guard chown(folder, user.id, user.group) == 0 else {
                throw LocalPostgresError(folder, SystemError("chown"))
            }
            return
        }
        guard errno == EEXIST else { throw LocalPostgresError(folder, SystemError("mkdir")) }
        var information = stat()
        guard lstat(folder, &information) == 0 else { throw LocalPostgresError(folder, SystemError("lstat")) }
        guard information.st_uid == user.id, information.st_mode & (S_IFMT | 0o077) == S_IFDIR else {
            throw LocalPostgresError("\(folder) is not a folder of the server's user alone. Remove it.")
        }
    }

    /// The major version that made the data directory; `nil` if there is none yet.
    var version: Int? {
        (try? String(contentsOfFile: database + "/PG_VERSION", encoding: .utf8)).flatMap {
            Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// The last lines of the log, in one line.
    func logTail(from start: Int) -> String {
        guard let bytes = FileManager.default.contents(atPath: log) else { return "" }
        let lines = String(decoding: bytes.dropFirst(start), as: UTF8.self).split(separator: "\n")
        return lines.suffix(5).joined(separator: " | ")
    }
}
