import Crypto
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Accounts

/// A link works for 60 days of 86,400 seconds, wherever the database's session says it is.
@Suite struct ExpiryTests {
    /// Clocks change in these zones within 60 days of the start.
    static let zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
    /// 2026-03-01T10:00:00Z, before clocks change in the north and in the south.
    static let start = Date(timeIntervalSince1970: 1_772_359_200)
    static let grants = RoleGrants(["ACCOUNT_ADMINISTRATOR": ["INVITE_USERS"]])

    private func world() throws -> (Connection, SessionToken) {
        let database = try TestDatabase.make()
        let owner = try database.connect()
        let token = SessionToken()
        let hexadecimal = token.hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        try owner.execute(
            """
            BEGIN; SELECT set_config('gateway.organization_id', '1', true);
            INSERT INTO country VALUES ('DE', 'Germany') ON CONFLICT DO NOTHING;
            INSERT INTO organization (organization_id, name, country_code) VALUES (1, 'Contoso', 'DE');
            INSERT INTO app_user (organization_id, id, email, display_name, first_name, last_name)
            VALUES (1, 1001, 'admin@contoso.example', 'Ad Min', 'Ad', 'Min');
            INSERT INTO user_role VALUES (1, 1001, 'ACCOUNT_ADMINISTRATOR');
            INSERT INTO session (organization_id, user_id, token_hash, created_at, expires_at, idle_limit)
            VALUES (1, 1001, '\\x\(hexadecimal)', now(), now() + interval '1 day', interval '1 day');
            COMMIT
            """
        )
        return (try database.connect(role: DatabaseRole.commands), token)
    }

    @Test(arguments: zones)
    func worksToTheSecond(_ zone: String) throws {
        let (connection, token) = try world()
        try connection.execute("SET TimeZone = '\(zone)'")
        let outbox = Outbox(seal: Seal(key: SymmetricKey(size: .bits256)), messageDomain: "b.example")
        let request = CommandRequest(
            "inviteUsers",
            requires: ["INVITE_USERS"],
            tokenHash: token.hash,
            now: Self.start
        )
        let draft = InvitationDraft(
            email: "ada@contoso.example",
            firstName: "Ada",
            lastName: "Lovelace",
            preferredLanguage: "en",
            country: nil,
            roles: ["ACCOUNT_VIEWER"]
        )
        _ = try CommandRunner(grants: Self.grants).run(request, in: connection) { work throws(AccountError) in
            try InviteUsers([draft], outbox: outbox).run(&work)
        }
        let link = SessionToken()
        var parameters = Parameters()
        parameters.binary(link.hash)
        try connection.execute("BEGIN; SELECT set_config('gateway.organization_id', '1', true)")
        _ = try connection.query("UPDATE invitation SET token_hash = $1 WHERE organization_id = 1", parameters)
        try connection.execute("COMMIT")
        let end = Self.start.addingTimeInterval(60 * 86_400)
        func opens(_ at: Date) -> Bool {
            (try? OpenInvitation.find(token: link.text, now: at, in: connection)) != nil
        }
        #expect(opens(end.addingTimeInterval(-1)))
        #expect(!opens(end))
        #expect(!opens(end.addingTimeInterval(1)))
        let found = try OpenInvitation.find(token: link.text, now: Self.start, in: connection)
        #expect(found.expiresAt == end)
        // The same when it is accepted.
        let accept = AcceptInvitation(
            token: link.text,
            password: "a quiet harbour at dawn",
            confirmation: "a quiet harbour at dawn",
            firstName: "Ada",
            lastName: "Lovelace",
            hasher: PasswordHasher(cost: .light),
            limits: SessionLimits()
        )
        func accepts(_ at: Date) throws {
            let request = CommandRequest("acceptInvitation", now: at)
            _ = try accept.run(request, runner: CommandRunner(grants: Self.grants), in: connection)
        }
        #expect(throws: AccountError.self) { try accepts(end.addingTimeInterval(1)) }
        #expect(throws: AccountError.self) { try accepts(end) }
        #expect(throws: Never.self) { try accepts(end.addingTimeInterval(-1)) }
    }
}
