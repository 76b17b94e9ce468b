import Accounts
import Postgres
import SampleData
import TestSupport
import Testing

/// Row-level security, table by table as the database's own catalog lists them: a new table is covered by itself.
@Suite struct RowSecurityTests {
    private static let roles = [DatabaseRole.queries, DatabaseRole.commands]

    /// Tables and views with a tenant's rows.
    private func tenantTables(_ connection: Connection, kinds: String) throws -> [String] {
        let found = try connection.query(
            """
            SELECT c.relname::text FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN (\(kinds))
            ORDER BY 1
            """
        )
        return (0..<found.rowCount).map { found.text($0, 0) }
    }

    @Test func everyTenantTableForcesRowSecurity() throws {
        let connection = try SampleDatabase.shared().connect()
        let tables = try tenantTables(connection, kinds: "'r', 'p'")
        #expect(tables.count >= 12)
        for table in tables {
            let row = try connection.query(
                """
                SELECT c.relrowsecurity AND c.relforcerowsecurity
                        AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid),
                    EXISTS (
                        SELECT FROM unnest(ARRAY['\(DatabaseRole.queries)', '\(DatabaseRole.commands)']) r,
                            unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) p
                        WHERE has_any_column_privilege(r, c.oid, p) OR has_table_privilege(r, c.oid, 'DELETE')
                    )
                FROM pg_class c WHERE c.oid = '\(table)'::regclass
                """
            )
            // A table that neither role may touch is behind a higher wall.
            #expect(row.bool(0, 0) || !row.bool(0, 1), "\(table) does not force row-level security with a policy")
        }
    }

    /// `organization_id` comes first in the primary key and in every unique key, so that a tenant's rows lie together.
    @Test func organizationComesFirstInKeys() throws {
        let connection = try SampleDatabase.shared().connect()
        let wrong = try connection.query(
            """
            SELECT c.relname::text || ' ' || x.relname::text FROM pg_index i
            JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
            JOIN pg_attribute f ON f.attrelid = c.oid AND f.attnum = i.indkey[0]
            WHERE c.relnamespace = current_schema()::regnamespace AND i.indisprimary
                AND EXISTS (
                    SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id'
                )
                AND f.attname <> 'organization_id' AND c.relname <> 'sign_in_address'
            """
        )
        #expect((0..<wrong.rowCount).map { wrong.text($0, 0) } == [])
    }

    @Test func everyViewIsReadWithItsCallersRights() throws {
        let connection = try SampleDatabase.shared().connect()
        let wrong = try connection.query(
            """
            SELECT c.relname::text FROM pg_class c
            WHERE c.relnamespace = current_schema()::regnamespace
                AND (c.relkind = 'm' OR c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false))
            """
        )
        #expect((0..<wrong.rowCount).map { wrong.text($0, 0) } == [])
    }

    @Test(arguments: roles)
    func rolesOwnNothingAndBypassNothing(role: String) throws {
        let row = try SampleDatabase.shared().connect().query(
            """
            SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolcanlogin,
                EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid)
            FROM pg_roles r WHERE rolname = '\(role)'
            """
        )
        #expect(!row.bool(0, 0))
        #expect(!row.bool(0, 1))
    }

    /// No row of another organization, and none at all without one, whatever is read without any condition.
    @Test(arguments: roles, ["1", "2", "999", ""])
    func rawSelectsShowOneOrganizationAtMost(role: String, organization: String) throws {
        let database = try SampleDatabase.shared()
        let tables = try tenantTables(try database.connect(), kinds: "'r', 'p', 'v', 'm'")
        let connection = try database.connect(role: role)
        try connection.execute("SELECT set_config('gateway.organization_id', '\(organization)', false)")
        var readable: [String] = []
        // The epochs are open to all organizations on purpose: numbers, and nothing else.
        for table in tables where table != "organization_epoch" {
            let mayRead = try connection.query("SELECT has_any_column_privilege('\(table)', 'SELECT')").bool(0, 0)
            guard mayRead else { continue }
            readable.append(table)
            let own = organization.isEmpty ? "0" : organization
            let row = try connection.query(
                "SELECT count(*), count(*) FILTER (WHERE organization_id <> \(own)) FROM \"\(table)\""
            )
            #expect(row.int8(0, 1) == 0, "\(role) as \"\(organization)\" sees others in \(table)")
            if organization.isEmpty || organization == "999" {
                #expect(row.int8(0, 0) == 0, "\(role) as \"\(organization)\" sees rows of \(table)")
            }
        }
        #expect(readable.count >= (role == DatabaseRole.queries ? 10 : 4))
    }

    /// A setting that no organization has must not open anything either.
    @Test func settingThatIsNoNumberIsAnErrorAndNotAllRows() throws {
        let connection = try SampleDatabase.shared().connect(role: DatabaseRole.queries)
        try connection.execute("SELECT set_config('gateway.organization_id', '1 OR true', false)")
        #expect(throws: PostgresError.self) { try connection.query("SELECT count(*) FROM agreement") }
    }

    /// The gateway cannot read what signing in is decided by.
    @Test(arguments: ["password_hash", "token_hash"])
    func queriesNeverReachSecrets(column: String) throws {
        let connection = try SampleDatabase.shared().connect(role: DatabaseRole.queries)
        let found = try connection.query(
            """
            SELECT c.relname::text FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = '\(column)'
            WHERE c.relnamespace = current_schema()::regnamespace
                AND has_column_privilege(c.oid, a.attnum, 'SELECT')
            """
        )
        #expect(found.rowCount == 0)
    }
}
