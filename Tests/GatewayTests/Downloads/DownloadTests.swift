import Foundation
import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

@testable import Gateway

/// Files are had by links that are the caller's alone, whole or in parts.
@Suite struct DownloadTests {
    /// A gateway with files in a folder of its own.
    private final class World {
        let gateway: TestGateway
        let database: TestDatabase
        let folder: String

        init(settings change: (inout Settings) -> Void = { _ in }) throws {
            let folder = "/tmp/gateway-downloads-\(getpid())-\(UInt32.random(in: 0 ... .max))"
            self.folder = folder
            try SampleData.writeFiles(to: folder)
            database = try SampleDatabase.make()
            gateway = try TestGateway(database) { settings in
                settings.downloads.folder = folder
                change(&settings)
            }
        }

        deinit {
            gateway.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }

        /// A file of a product that the organization has licences for.
        func file(_ caller: GatewayClient) throws -> JSONValue {
            let owned = try caller.ask(
                """
                { licenseDetails(first: 1, filter: { status: { eq: ACTIVE }, product: { kind: { eq: SOFTWARE } } }) { nodes {
                  product { downloads(first: 1) { nodes { id name size sha256 } } } } } }
                """
            )
            return try #require(
                owned.data?.at("licenseDetails.nodes.0.product.downloads.nodes.0"),
                "\(owned.http.text)"
            )
        }

        func link(_ caller: GatewayClient, _ id: String?) throws -> Answer {
            try caller.ask(
                "mutation ($id: ID!) { createDownloadLink(fileId: $id) { url expiresAt file { name } } }",
                variables: #"{"id": "\#(try #require(id))"}"#
            )
        }

        /// The path of a link, for whoever may have one.
        func path(_ caller: GatewayClient) throws -> String {
            let answer = try link(caller, try file(caller)["id"]?.text)
            return try #require(answer.data?.at("createDownloadLink.url")?.text, "\(answer.http.text)")
        }

        func get(_ path: String, _ headers: [(String, String)] = [], method: String = "GET") throws -> HTTPAnswer {
            try HTTPClient(port: gateway.port).request(method, path, headers: headers, body: [])
        }

        func content(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name.contains("-de-") ? "de" : "en")/\(name)")))
        }

        /// The first byte of each download that was recorded in this test, in order.
        func records() throws -> [Int64] {
            let owner = try database.connect()
            try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
            let found = try owner.query(
                "SELECT first_byte FROM download_record WHERE started_at > now() - interval '1 hour' ORDER BY id"
            )
            return (0..<found.rowCount).map { found.int8($0, 0) }
        }

        /// Runs something as the owner of the tables, on the first organization's rows.
        func execute(_ sql: String) throws {
            try database.connect().execute("SELECT set_config('gateway.organization_id', '1', false); \(sql)")
        }
    }

    @Test(arguments: RoleMatrix.everyone)
    func linkIsForThoseWhoMayDownload(role: SampleRole?) throws {
        let world = try World()
        let file = try world.file(try world.gateway.signedIn())
        let caller = try role.map { try world.gateway.signedIn($0) } ?? world.gateway.anonymous()
        let answer = try world.link(caller, file["id"]?.text)
        guard RoleMatrix.permissions(of: role).contains("DOWNLOAD_SOFTWARE") else {
            #expect(answer.codes == ["FORBIDDEN"])
            return
        }
        #expect(answer.data?.at("createDownloadLink.file.name") == file["name"], "\(answer.http.text)")
        #expect(answer.data?.at("createDownloadLink.url")?.text?.hasPrefix("/downloads/") == true)
    }

    @Test func wholeFileComesWithItsLengthAndIsRecorded() throws {
        let world = try World()
        let caller = try world.gateway.signedIn(.accountManager)
        let file = try world.file(caller)
        let name = try #require(file["name"]?.text)
        let answer = try world.get(try world.path(caller))
        #expect(answer.status == 200)
        #expect(try answer.body == world.content(name))
        #expect(answer["content-length"] == file["size"]?.text)
        #expect(answer["etag"] == "\"\(file["sha256"]?.text ?? "")\"")
        #expect(answer["accept-ranges"] == "bytes")
        #expect(answer["content-disposition"] == "attachment; filename=\"\(name)\"")
        #expect(try world.records() == [0])
    }

    @Test func brokenDownloadIsResumedWhereItStopped() throws {
        let world = try World()
        let caller = try world.gateway.signedIn()
        let name = try #require(try world.file(caller)["name"]?.text)
        let path = try world.path(caller)
        let whole = try world.content(name)
        let first = try world.get(path, [("Range", "bytes=0-9999")])
        let tag = try #require(first["etag"])
        let rest = try world.get(path, [("Range", "bytes=10000-"), ("If-Range", tag)])
        #expect(first.status == 206 && rest.status == 206)
        #expect(first["content-range"] == "bytes 0-9999/\(whole.count)")
        #expect(first.body + rest.body == whole)
        // The file is not the one that was begun: it comes whole.
        #expect(try world.get(path, [("Range", "bytes=10000-"), ("If-Range", "\"other\"")]).body == whole)
        #expect(try world.records() == [0, 10_000, 0])
    }

    @Test func headAndConditionsAndImpossibleRanges() throws {
        let world = try World()
        let caller = try world.gateway.signedIn()
        let path = try world.path(caller)
        let head = try world.get(path, method: "HEAD")
        #expect(head.status == 200 && head.body.isEmpty)
        let tag = try #require(head["etag"])
        #expect(try world.get(path, [("If-None-Match", tag)]).status == 304)
        let impossible = try world.get(path, [("Range", "bytes=99999999-")])
        #expect(impossible.status == 416)
        #expect(impossible["content-range"] == "bytes */\(head["content-length"] ?? "")")
        #expect(try world.records() == [])
    }

    @Test func deadLinksHaveOneAnswer() throws {
        let world = try World { $0.downloads.validity = 1 }
        let caller = try world.gateway.signedIn(.accountManager)
        let path = try world.path(caller)
        var answers = try ["/downloads/", "/downloads/x/y", "/downloads/\(String(repeating: "A", count: 86))/f.iso"]
            .map { try world.get($0) }
        var forged = Array(path)
        forged[20] = forged[20] == "A" ? "B" : "A"
        answers.append(try world.get(String(forged)))
        try eventually("the link is over") { try world.get(path).status == 404 }
        answers.append(try world.get(path))
        #expect(answers.map(\.status) == [404, 404, 404, 404, 404])
        #expect(Set(answers.map(\.text)).count == 1)
    }

    @Test func linkDiesWithItsHoldersRole() throws {
        let world = try World()
        let path = try world.path(try world.gateway.signedIn(.accountManager))
        #expect(try world.get(path).status == 200)
        let owner = try world.database.connect()
        let email = TestGateway.email(.accountManager)
        try owner.execute(
            """
            SELECT set_config('gateway.organization_id', '1', false);
            UPDATE app_user SET status = 'DEACTIVATED' WHERE email = '\(email)'
            """
        )
        #expect(try world.get(path).status == 404)
    }

    @Test func withoutLicencesThereIsNoLink() throws {
        let world = try World()
        let caller = try world.gateway.signedIn()
        let file = try world.file(caller)
        let owner = try world.database.connect()
        try owner.execute(
            "SELECT set_config('gateway.organization_id', '1', false); DELETE FROM license_detail"
        )
        let answer = try world.link(caller, file["id"]?.text)
        #expect(answer.errors.first?.at("extensions.reason")?.text == "NO_LICENSE", "\(answer.http.text)")
    }

    @Test func linkDiesWithTheLicences() throws {
        let world = try World()
        let path = try world.path(try world.gateway.signedIn())
        try world.execute("DELETE FROM license_detail")
        #expect(try world.get(path).status == 404)
        #expect(try world.records() == [])
    }

    /// Nobody gets a file, or nearly all of it, without a record by not asking for its first byte.
    @Test func partsAreRecordedToo() throws {
        let world = try World()
        let path = try world.path(try world.gateway.signedIn())
        let size = try #require(try Int64(world.get(path, method: "HEAD")["content-length"] ?? ""))
        #expect(try world.get(path, [("Range", "bytes=1-")]).status == 206)
        #expect(try world.get(path, [("Range", "bytes=-10")]).status == 206)
        #expect(try world.get(path, [("If-None-Match", "\"other\"")]).status == 200)
        #expect(try world.records() == [1, size - 10, 0])
    }

    /// RFC 9110, section 14.2.
    @Test func rangesAreOfGetAlone() throws {
        let world = try World()
        let path = try world.path(try world.gateway.signedIn())
        let (whole, part) = (
            try world.get(path, method: "HEAD"), try world.get(path, [("Range", "bytes=0-9")], method: "HEAD"),
        )
        #expect(part.status == 200)
        #expect(part["content-length"] == whole["content-length"])
        #expect(part["content-range"] == nil)
    }

    @Test func downloadsAreSummedUpByMonthProductAndPerson() throws {
        let world = try World()
        let answer = try world.gateway.signedIn().ask(
            """
            { reports { downloadHistory { groups(by: [{ startedAt: MONTH }, { productName: VALUE }, { user: { email: VALUE } }],
              first: 100) { key { startedAt productName user { email } } count } } } }
            """
        )
        let groups = try #require(answer.data?.at("reports.downloadHistory.groups")?.items, "\(answer.http.text)")
        let rows = groups.map { group in
            [
                group.at("key.startedAt")?.text.map { String($0.prefix(7)) }, group.at("key.productName")?.text,
                group.at("key.user.email")?.text, group["count"]?.integer.map(String.init),
            ].map { $0 ?? "?" }.joined(separator: "|")
        }
        let owner = try world.database.connect()
        try owner.execute("SELECT set_config('gateway.organization_id', '1', false)")
        let found = try owner.query(
            """
            SELECT to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM') || '|' || p.name || '|' || u.email || '|' || count(*)
            FROM download_record r, download_file f, product p, app_user u
            WHERE f.id = r.file_id AND p.id = f.product_id AND u.organization_id = r.organization_id AND u.id = r.user_id
            GROUP BY to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM'), p.name, u.email
            """
        )
        #expect(rows.sorted() == (0..<found.rowCount).map { found.text($0, 0) }.sorted())
        #expect(rows.count > 3)
    }

    @Test func filesElsewhereAreRedirectedTo() throws {
        let world = try World {
            $0.downloads.base = "https://files.example/volume"
            $0.downloads.address = "https://gateway.example"
        }
        let caller = try world.gateway.signedIn()
        let name = try #require(try world.file(caller)["name"]?.text)
        let link = try world.path(caller)
        #expect(link.hasPrefix("https://gateway.example/downloads/"))
        let answer = try world.get(String(link.dropFirst("https://gateway.example".count)))
        #expect(answer.status == 302)
        #expect(answer["location"]?.hasPrefix("https://files.example/volume/") == true)
        #expect(answer["location"]?.hasSuffix("/\(name)") == true)
        #expect(try world.records() == [0])
    }

    @Test func fileThatIsNotWhatTheDatabaseSaysIsNotSent() throws {
        let world = try World()
        let caller = try world.gateway.signedIn()
        let name = try #require(try world.file(caller)["name"]?.text)
        let path = try world.path(caller)
        try Data("short".utf8).write(
            to: URL(filePath: "\(world.folder)/\(name.contains("-de-") ? "de" : "en")/\(name)")
        )
        #expect(try world.get(path).status == 503)
        #expect(world.gateway.log.all.contains { $0.contains("is no file of") })
        #expect(try world.records() == [])
    }

    /// Ten times more than what fits into the buffers of both sides.
    @Test func largeFileComesWholeWhileItsReaderIsSlow() throws {
        let world = try World()
        let caller = try world.gateway.signedIn()
        let file = try world.file(caller)
        let name = try #require(file["name"]?.text)
        let bytes = (0..<16_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 7) }
        try Data(bytes).write(to: URL(filePath: "\(world.folder)/\(name.contains("-de-") ? "de" : "en")/\(name)"))
        try world.database.connect(role: nil).execute(
            "UPDATE download_file SET size = \(bytes.count) WHERE name = '\(name)'"
        )
        let path = try world.path(caller)
        let client = try HTTPClient(port: world.gateway.port)
        try client.send("GET", path, headers: [], body: [])
        usleep(300_000)
        let answer = try client.answer()
        #expect(answer.status == 200)
        #expect(answer.body == bytes)
    }
}
