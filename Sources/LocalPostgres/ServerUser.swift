import Foundation

/// Whom the server runs as. PostgreSQL refuses root, for whom a mistake in it would be everybody's.
struct ServerUser: Sendable, Equatable {
    let id: uid_t
    let group: gid_t
    /// Whether that is someone else than this process's user.
    let isOther: Bool

    private static let setpriv = "/usr/bin/setpriv"

    /// Ourselves, or, for root, the owner of the data folder, or the user `postgres`.
    ///
    /// - Parameter data: the server's folder, if there is one.
    static func choose(data: String) throws(LocalPostgresError) -> ServerUser {
        var information = stat()
        let isThere = stat(data, &information) == 0
        let us = geteuid()
        guard us == 0 else {
            if isThere && information.st_uid != us {
                let owner = getpwuid(information.st_uid).map { String(cString: $0.pointee.pw_name) }
                throw LocalPostgresError(
                    "\(data) belongs to \(owner ?? "user \(information.st_uid)"), and PostgreSQL serves only its owner's "
                        + "folder. Run as that user or as root, or give another folder: --data."
                )
            }
            return ServerUser(id: us, group: getegid(), isOther: false)
        }
        if isThere, information.st_uid != 0 {
            return ServerUser(id: information.st_uid, group: information.st_gid, isOther: true)
        }
        guard let entry = getpwnam("postgres")?.pointee, entry.pw_uid != 0 else {
            throw LocalPostgresError(
                "PostgreSQL does not run as root, and there is no user \"postgres\" to run it as. Make one: "
                    + "useradd --system postgres; or run the gateway as another user."
            )
        }
        return ServerUser(id: entry.pw_uid, group: entry.pw_gid, isOther: true)
    }

    /// The command that runs a program as this user.
    ///
    /// - Parameter endsWithUs: the system sends it SIGINT when the thread that started it ends, however that ends
    ///   (prctl(2), PR_SET_PDEATHSIG).
    func command(_ program: [String], endsWithUs: Bool) throws(LocalPostgresError) -> [String] {
        var options = endsWithUs ? ["--pdeathsig", "INT"] : []
        if isOther { options += ["--reuid", "\(id)", "--regid", "\(group)", "--clear-groups"] }
        if options.isEmpty { return program }
        guard access(Self.setpriv, X_OK) == 0 else {
            throw LocalPostgresError("\(Self.setpriv) is missing. Install it: apt-get install util-linux.")
        }
        return [Self.setpriv] + options + ["--"] + program
    }

    /// Whether the user may enter the folder, as far as the modes of it and those above it say.
    ///
    /// - Parameter own: a folder that is ours to open.
    /// - Returns: the first folder that is closed to the user; `nil` if none is.
    func closedFolder(on path: String, except own: String? = nil) -> String? {
        var folder = ""
        for name in [""] + path.split(separator: "/").map(String.init) {
            folder += folder.hasSuffix("/") ? name : "/" + name
            var information = stat()
            // What does not exist yet is made to be entered.
            guard stat(folder, &information) == 0 else { return nil }
            let bit: mode_t
            if information.st_uid == id {
                bit = S_IXUSR
            } else if information.st_gid == group {
                bit = S_IXGRP
            } else {
                bit = S_IXOTH
            }
            if information.st_mode & bit == 0 && folder != own { return folder }
        }
        return nil
    }
}
