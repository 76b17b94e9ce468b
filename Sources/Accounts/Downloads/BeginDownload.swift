package import Foundation
package import Postgres

/// Looks whether whom a link was made for may still download, and notes what is sent.
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

    package init(_ link: DownloadLink) {
        self.link = link
    }

    /// - Parameter answer: what becomes of the request, and the first byte that is sent: that is noted. `nil` if none is,
    ///   be it because only the head was asked for.
    /// - Returns: `nil` if the link is dead: its holder, their role, the file or the licences for it have gone.
    package func run<Answer>(
        grants: RoleGrants,
        in connection: Connection,
        now: Date = .now,
        answer: (File) -> (answer: Answer, firstByte: Int?)
    ) throws(AccountError) -> Answer? {
        try connection.command { (connection) throws(AccountError) in
            try connection.work(in: link.organizationID)
            guard try mayDownload(grants, connection), let file = try file(connection) else { return nil }
            let outcome = answer(file)
            if let firstByte = outcome.firstByte { try note(firstByte, at: now, connection) }
            return outcome.answer
        }
    }

    private func mayDownload(_ grants: RoleGrants, _ connection: Connection) throws(AccountError) -> Bool {
        var parameters = Parameters()
        parameters.int8(link.organizationID)
        parameters.int8(link.userID)
        let roles = try connection.run(
            """
            SELECT r.role FROM app_user u
            JOIN user_role r ON r.organization_id = u.organization_id AND r.user_id = u.id
            WHERE u.organization_id = $1 AND u.id = $2 AND u.status = 'ACTIVE'
            """,
            parameters
        )
        let held = (0..<roles.rowCount).map { roles.text($0, 0) }
        return grants.permissions(of: held).contains("DOWNLOAD_SOFTWARE")
    }

    private func file(_ connection: Connection) throws(AccountError) -> File? {
        var parameters = Parameters()
        parameters.int8(link.organizationID)
        parameters.int8(link.fileID)
        let found = try connection.run(
            """
            SELECT f.name, f.path, f.size, f.sha256 FROM download_file f JOIN product p ON p.id = f.product_id
            WHERE f.id = $2 AND \(CreateDownloadLink.isLicensed)
            """,
            parameters
        )
        guard found.rowCount == 1 else { return nil }
        return File(
            name: found.text(0, 0),
            path: found.text(0, 1),
            size: Int(found.int8(0, 2)),
            sha256: found.text(0, 3)
        )
    }

    private func note(_ firstByte: Int, at now: Date, _ connection: Connection) throws(AccountError) {
        var parameters = Parameters()
        parameters.int8(link.organizationID)
        parameters.int8(link.userID)
        parameters.int8(link.fileID)
        parameters.timestamp(now)
        parameters.int8(Int64(firstByte))
        try connection.run(
            """
            INSERT INTO download_record (organization_id, user_id, file_id, started_at, first_byte)
            VALUES ($1, $2, $3, $4, $5)
            """,
            parameters
        )
    }
}
