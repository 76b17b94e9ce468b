import Gateway
import GraphQL
import Planning
import Postgres
import SampleData
import TestSupport
import Testing

/// Every field of every type, for everyone: a new field is covered as soon as it is written.
@Suite struct SchemaSurveyTests {
    private func visits() throws -> [SchemaSurvey.Visit] {
        try SchemaSurvey(try SampleDatabase.catalog(), folder: SampleDatabase.schemaFolder).visits()
    }

    @Test(arguments: RoleMatrix.everyone)
    func everyFieldIsShownToThoseWhoMaySeeIt(role: SampleRole?) throws {
        let world = try SurveyWorld()
        let gateway = world.people.gateway
        let caller = try role.map { try gateway.signedIn($0) } ?? gateway.anonymous()
        let permissions = RoleMatrix.permissions(of: role)
        for visit in try visits() where !visit.path.contains("viewer") {
            let all = try world.client(whoMay: visit).ask(visit.query)
            #expect(all.errors.isEmpty, "\(visit.type): \(all.http.text)")
            let data = try #require(all.data)
            #expect(SchemaSurveyTests.count(visit.path, in: data) > 0, "\(visit.type) was not reached: \(visit.query)")
            for omits in [false, true] {
                var expected = ExpectedAnswer(omits: omits) { visit.needs[$0]?.isSubset(of: permissions) == false }
                let filtered = expected.filter(data)
                let (answer, statements) = try gateway.statements {
                    try caller.ask(visit.query, headers: [("Forbidden-Fields", omits ? "omit" : "null")])
                }
                // Who is signed in is the caller, not the administrator: those rows differ.
                #expect(
                    SchemaSurveyTests.withoutViewer(answer.data) == SchemaSurveyTests.withoutViewer(filtered),
                    "\(visit.type)"
                )
                #expect(answer.paths == expected.errorPaths, "\(visit.type)")
                #expect(answer.codes.allSatisfy { $0 == "FORBIDDEN" })
                for table in RoleMatrix.forbiddenTables(of: role) {
                    #expect(!statements.contains { $0.contains("\"\(table)\"") }, "\(visit.type) asked for \(table)")
                }
            }
            let isForbidden = visit.needs.values.contains { !$0.isSubset(of: permissions) }
            let refused = try caller.ask(visit.query, headers: [("Forbidden-Fields", "refuse")])
            #expect(refused.status == (isForbidden ? 403 : 200), "\(visit.type)")
        }
    }

    /// What hangs on the viewer is the caller's own, whatever their roles: sessions, access tokens.
    @Test(arguments: RoleMatrix.everyone)
    func everyoneSeesWhatIsTheirOwn(role: SampleRole?) throws {
        let people = try SurveyWorld().people
        let caller = try role.map { try people.signedIn($0) } ?? people.anonymous()
        if role != nil {
            let permission = try #require(RoleMatrix.permissions(of: role).min())
            let made = try caller.ask(
                """
                mutation { createAccessToken(name: "survey", permissions: [\(permission)], expiresAt: "\(inAMonth)") {
                  token } }
                """
            )
            #expect(made.errors.isEmpty, "\(made.http.text)")
        }
        let own = try visits().filter { $0.path.contains("viewer") }
        #expect(Set(own.map(\.type)).isSuperset(of: ["Viewer", "Session", "AccessToken"]))
        for visit in own {
            let answer = try caller.ask(visit.query)
            #expect(answer.errors.isEmpty, "\(visit.type): \(answer.http.text)")
            let count = SchemaSurveyTests.count(visit.path, in: try #require(answer.data))
            #expect((count > 0) == (role != nil), "\(visit.type): \(answer.http.text)")
        }
        if role != nil {
            let mine = try caller.ask("{ viewer { sessions { totalCount } accessTokens { totalCount } } }")
            // The administrator has signed in to prepare things, too.
            let sessions: Int64 = role == .accountAdministrator ? 2 : 1
            #expect(mine.data?.at("viewer.sessions.totalCount")?.integer == sessions, "\(mine.http.text)")
            #expect(mine.data?.at("viewer.accessTokens.totalCount")?.integer == 1, "\(mine.http.text)")
        }
    }

    /// The survey is worth something only if it finds the types, and those that need a permission.
    @Test func surveyReachesEveryStoredType() throws {
        let visits = try visits()
        let reached = Set(visits.map(\.type))
        for type in try SampleDatabase.catalog().relations.keys { #expect(reached.contains(type), "\(type)") }
        let needed = Set(visits.flatMap(\.needs.values).flatMap { $0 })
        #expect(needed.isSuperset(of: RoleMatrix.sights(of: .accountAdministrator)))
    }

    /// What the schema's files say is what the gateway has bound.
    @Test func everyFieldIsBound() throws {
        let catalog = try SampleDatabase.catalog()
        let bound = Set(catalog.allBindings.map { "\($0.type).\($0.field)" })
        for type in catalog.schema.types where !type.name.hasPrefix("__") {
            guard case .object = type.kind else { continue }
            for field in type.fields { #expect(bound.contains("\(type.name).\(field.name)")) }
        }
    }

    /// The roles in the schema are those of the product's table.
    @Test(arguments: RoleMatrix.everyone)
    func rolesGrantWhatTheTableSays(role: SampleRole?) throws {
        let permissions = try SampleDatabase.catalog().permissions
        let mask = role.map { permissions.mask(ofRoles: [$0.rawValue]) } ?? permissions.anonymousMask
        #expect(Set(permissions.names(in: mask)) == RoleMatrix.permissions(of: role))
    }

    /// How many objects stand at a path.
    private static func count(_ path: [String], in value: JSONValue) -> Int {
        switch value {
        case .array(let items): items.reduce(0) { $0 + count(path, in: $1) }
        case .object:
            path.first.map { step in value[step].map { count(Array(path.dropFirst()), in: $0) } ?? 0 } ?? 1
        default: 0
        }
    }

    private static func withoutViewer(_ data: JSONValue?) -> JSONValue? {
        guard case .object(let members)? = data else { return data }
        return .object(members.filter { $0.name != "viewer" })
    }
}
