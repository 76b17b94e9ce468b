import Accounts
import Foundation
import Gateway
import GraphQL
import Postgres
import SampleData
import TestSupport

/// A gateway on a database of its own, whose mail becomes files in a folder of its own.
final class PeopleGateway: Sendable {
    let gateway: TestGateway
    let database: TestDatabase
    let mails: MailFolder
    let folder: String

    init(_ database: TestDatabase? = nil, settings change: (inout Settings) -> Void = { _ in }) throws {
        let folder = "/tmp/gateway-people-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        self.folder = folder
        mails = MailFolder(path: folder + "/mail")
        let database = try database ?? SampleDatabase.make()
        self.database = database
        gateway = try TestGateway(database) { settings in
            settings.dataFolder = folder
            settings.commandThreads = 4
            settings.publicAddress = "https://business.example/center"
            change(&settings)
        }
    }

    deinit {
        gateway.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func signedIn(_ role: SampleRole = .accountAdministrator, organization: Int = 0) throws -> GatewayClient {
        try gateway.signedIn(role, organization: organization)
    }

    func anonymous() throws -> GatewayClient { try gateway.anonymous() }

    /// A person of another kind of organization, made by the tables' owner.
    func insider(kind: String, role: String, email: String, partner: String = "NULL") throws {
        let owner = try database.connect()
        let hash = SampleDatabase.hasher.hash(SampleData.password).text
        try owner.execute(
            """
            BEGIN;
            SELECT set_config('gateway.organization_id', nextval('organization_organization_id_seq')::text, true);
            INSERT INTO organization (organization_id, name, country_code, kind, partner_id)
            VALUES (current_setting('gateway.organization_id')::bigint, '\(kind) house', 'DE', '\(kind)', \(partner));
            INSERT INTO app_user (organization_id, email, display_name, first_name, last_name, password_hash)
            VALUES (current_setting('gateway.organization_id')::bigint, '\(email)', 'In Sider', 'In', 'Sider', '\(hash)');
            INSERT INTO user_role (organization_id, user_id, role)
            SELECT organization_id, id, '\(role)' FROM app_user WHERE email = '\(email)';
            COMMIT
            """
        )
    }
}

/// Mails that were sent, as files.
struct MailFolder: Sendable {
    let path: String

    /// Waits until there are so many mails to an address, and gives the latest.
    func mail(to address: String, count: Int = 1) throws -> ReceivedMail {
        var found: [ReceivedMail] = []
        try eventually("mail number \(count) to \(address) is in \(path)") {
            found = all().filter { $0.header("To")?.contains("<\(address)>") == true }
            return found.count >= count
        }
        guard let last = found.max(by: { $0.modified < $1.modified }) else {
            throw UnexpectedAnswer(description: "no mail to \(address)")
        }
        return last
    }

    func all() -> [ReceivedMail] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".eml") }.compactMap { ReceivedMail(path: "\(path)/\($0)") }
    }
}

/// A mail as it arrived.
struct ReceivedMail {
    let text: String
    let modified: Date

    init?(path: String) {
        guard let data = FileManager.default.contents(atPath: path),
            let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let modified = attributes[.modificationDate] as? Date
        else { return nil }
        text = String(decoding: data, as: UTF8.self)
        self.modified = modified
        if let token { SecretSweep.keep(token) }
    }

    var headers: [Substring] {
        let head = text.replacing("\r\n", with: "\n").split(separator: "\n\n", maxSplits: 1)[0]
        return head.replacing("\n ", with: " ").split(separator: "\n").map { Substring($0) }
    }

    func header(_ name: String) -> String? {
        headers.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    /// The text parts with quoted-printable undone.
    var plain: String {
        let joined = Array(text.replacing("=\r\n", with: "").replacing("=\n", with: "").utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < joined.count {
            if joined[index] == UInt8(ascii: "="), index + 2 < joined.count,
                let byte = UInt8(String(decoding: joined[index + 1...index + 2], as: UTF8.self), radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(joined[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The token behind the link's `#`.
    var token: String? {
        plain.firstMatch(of: #/#([A-Za-z0-9_-]{43})/#).map { String($0.1) }
    }
}

extension GatewayClient {
    /// Invites one person and gives the result's outcome.
    @discardableResult
    func invite(_ email: String, roles: [String], language: String = "en") throws -> JSONValue {
        let answer = try ask(
            """
            mutation ($input: [InviteUserInput!]!) {
              inviteUsers(input: $input) { results { email outcome message invitationId } }
            }
            """,
            variables: """
                {"input": [{"email": "\(email)", "firstName": "Ada", "lastName": "Lovelace",
                  "preferredLanguage": "\(language)", "country": "DE", "roles": ["\(roles.joined(separator: "\",\""))"]}]}
                """
        )
        guard let result = answer.json.at("data.inviteUsers.results.0") else {
            throw UnexpectedAnswer(description: answer.http.text)
        }
        return result
    }

    /// Accepts an invitation; on success the client is signed in.
    @discardableResult
    func accept(_ token: String, password: String = "a quiet harbour at dawn") throws -> Answer {
        let answer = try ask(
            """
            mutation ($token: String!, $password: String!) {
              acceptInvitation(token: $token, password: $password, passwordConfirmation: $password,
                firstName: "Ada", lastName: "Lovelace") { token viewer { email roles permissions } }
            }
            """,
            variables: #"{"token": "\#(token)", "password": "\#(password)"}"#
        )
        if let token = answer.json.at("data.acceptInvitation.token")?.text { self.token = token }
        return answer
    }

    /// `extensions.reason` of the first error.
    func reason(_ query: String, variables: String? = nil) throws -> String? {
        try ask(query, variables: variables).errors.first?["extensions"]?["reason"]?.text
    }
}
