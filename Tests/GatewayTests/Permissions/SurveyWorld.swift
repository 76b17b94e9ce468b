import Gateway
import Postgres
import SampleData
import TestSupport

/// The sample data with something of all that it lacks: an invitation, a domain, a partner's agreement; and callers who
/// together see everything.
final class SurveyWorld {
    let people: PeopleGateway
    private let administrator: GatewayClient
    private let partner: GatewayClient

    init() throws {
        let database = try SampleDatabase.make()
        try database.connect().execute(
            """
            INSERT INTO partner (id, number, name, country_code) VALUES (9001, 'P-SURVEY', 'Survey', 'DE');
            BEGIN; SELECT set_config('gateway.organization_id', '1', true);
            UPDATE agreement SET partner_id = 9001 WHERE id = (SELECT min(id) FROM agreement); COMMIT
            """
        )
        // Nothing is sent, so that nothing changes between two looks.
        people = try PeopleGateway(database) { $0.mailThreads = 0 }
        try people.insider(kind: "PARTNER", role: "PARTNER", email: "partner@survey.example", partner: "9001")
        try database.connect().execute(
            """
            BEGIN; SELECT set_config('gateway.organization_id', organization_id::text, true) FROM sign_in_address
            WHERE address = 'partner@survey.example';
            INSERT INTO user_role SELECT organization_id, id, 'ACCOUNT_ADMINISTRATOR' FROM app_user
            WHERE email = 'partner@survey.example'; COMMIT
            """
        )
        administrator = try people.signedIn()
        partner = try people.anonymous()
        try partner.signIn(email: "partner@survey.example")
        try administrator.invite("survey@contoso.example", roles: ["ACCOUNT_VIEWER"])
        let added = try administrator.ask(#"mutation { addDomain(name: "survey.example") { domain { id } } }"#)
        guard added.errors.isEmpty else { throw UnexpectedAnswer(description: added.http.text) }
    }

    func client(whoMay visit: SchemaSurvey.Visit) -> GatewayClient { client(whoMay: visit.needs.values) }

    /// Somebody who has all of the permissions.
    func client(whoMay needs: some Sequence<Set<String>>) -> GatewayClient {
        let may = RoleMatrix.permissions(of: .accountAdministrator)
        return needs.allSatisfy { $0.isSubset(of: may) } ? administrator : partner
    }
}
