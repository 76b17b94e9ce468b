import GraphQL
import Planning
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
        let gateway = try TestGateway()
        let administrator = try gateway.signedIn()
        let caller = try role.map { try gateway.signedIn($0) } ?? gateway.anonymous()
        let permissions = RoleMatrix.permissions(of: role)
        for visit in try visits() where !visit.path.contains("viewer") {
            let all = try administrator.ask(visit.query)
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

    /// The survey is worth something only if it finds the types, and those that need a permission.
    @Test func surveyReachesEveryStoredType() throws {
        let visits = try visits()
        let reached = Set(visits.map(\.type))
        let elsewhere = SchemaSurvey.testedElsewhere.union(["Inviter"])
        for type in try SampleDatabase.catalog().relations.keys where !elsewhere.contains(type) {
            #expect(reached.contains(type), "\(type)")
        }
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
