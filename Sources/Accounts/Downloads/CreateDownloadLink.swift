import Foundation
import Postgres

/// Makes a link to a file of a product that the caller's organization has licences for.
package struct CreateDownloadLink: Sendable {
    /// Of `download_file`; `nil`: the id of nothing.
    package let file: Int64?
    /// Seconds for which it works.
    package let validity: Int

    package init(file: Int64?, validity: Int) {
        self.file = file
        self.validity = validity
    }

    /// Whether organization `$1` has a licence in force for product `p`, be it under another part number.
    static let isLicensed = """
        EXISTS (
            SELECT FROM license_detail_state d JOIN product l ON l.id = d.product_id
            WHERE d.organization_id = $1 AND d.status = 'ACTIVE' AND l.family = p.family AND l.kind = p.kind
                AND l.name = p.name
        )
        """

    /// - Returns: the link, and the name that the file is saved under.
    package func run(_ work: inout CommandWork) throws(AccountError) -> (link: DownloadLink, name: String) {
        guard let file else { throw .notFound("file") }
        var parameters = Parameters()
        parameters.int8(work.organizationID)
        parameters.int8(file)
        let found = try work.connection.run(
            """
            SELECT f.name, p.name, \(Self.isLicensed)
            FROM download_file f JOIN product p ON p.id = f.product_id WHERE f.id = $2
            """,
            parameters
        )
        guard found.rowCount == 1 else { throw .notFound("file") }
        work.target = found.text(0, 0)
        guard found.bool(0, 2) else {
            throw .conflict(
                "NO_LICENSE",
                "Your organization has no licence in force for \(found.text(0, 1)), so its files are not for you."
            )
        }
        let link = DownloadLink(
            fileID: file,
            organizationID: work.organizationID,
            userID: work.caller.userID,
            expiresAt: Int64(work.now.timeIntervalSince1970.rounded(.down)) + Int64(validity)
        )
        return (link, found.text(0, 0))
    }
}
