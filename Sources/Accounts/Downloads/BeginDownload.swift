package import Foundation
package import Postgres

/// Looks whether whom a link was made for may still download, and notes the download.
package struct BeginDownload: Sendable {
    /// A file as it is served.
    package struct File: Sendable {
        package let name: String
        /// Below the folder or the base address.
        package let path: String
        /// In bytes.
        package let size: Int
        /// In hexadecimal digits.
        package let sha256: String
    }

    package let link: DownloadLink
    /// Whether it is a download, and not a look or the rest of one.
    package let isNoted: Bool

    package init(_ link: DownloadLink, isNoted: Bool) {
        self.link = link
        self.isNoted = isNoted
    }

    /// - Returns: `nil` if the link is dead: its holder, their role or the file has gone.
    package func run(
        grants: RoleGrants,
        in connection: Connection,
        now: Date = .now
    ) throws(AccountError) -> File? {
        try connection.command { (connection) throws(AccountError) in
            try connection.work(in: link.organizationID)
            var holder = Parameters()
            holder.int8(link.organizationID)
            holder.int8(link.userID)
            let roles = try connection.run(
                """
                SELECT r.role FROM app_user u
                JOIN user_role r ON r.organization_id = u.organization_id AND r.user_id = u.id
                WHERE u.organization_id = $1 AND u.id = $2 AND u.status = 'ACTIVE'
                """,
                holder
            )
            let held = (0..<roles.rowCount).map { roles.text($0, 0) }
            guard grants.permissions(of: held).contains("DOWNLOAD_SOFTWARE") else { return nil }
            var wanted = Parameters()
            wanted.int8(link.fileID)
            let found = try connection.run("SELECT name, path, size, sha256 FROM download_file WHERE id = $1", wanted)
            guard found.rowCount == 1 else { return nil }
            if isNoted {
                holder.int8(link.fileID)
                holder.timestamp(now)
                try connection.run(
                    """
                    INSERT INTO download_record (organization_id, user_id, file_id, started_at) VALUES ($1, $2, $3, $4)
                    """,
                    holder
                )
            }
            return File(
                name: found.text(0, 0),
                path: found.text(0, 1),
                size: Int(found.int8(0, 2)),
                sha256: found.text(0, 3)
            )
        }
    }
}
