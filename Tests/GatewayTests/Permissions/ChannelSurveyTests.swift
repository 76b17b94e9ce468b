import GraphQL
import SampleData
import TestSupport
import Testing

/// Every field of every list's rows, for everyone, through every way of asking by it: what may not be read tells nothing
/// by a filter, an order, a figure, a group, an id or a file either.
@Suite struct ChannelSurveyTests {
    private func lists() throws -> [SchemaSurvey.ListVisit] {
        try SchemaSurvey(try SampleDatabase.catalog(), folder: SampleDatabase.schemaFolder).lists()
            .filter { !$0.above.contains("viewer") }
    }

    private struct World {
        let survey: SurveyWorld
        let caller: GatewayClient
        let permissions: Set<String>

        init(_ role: SampleRole?) throws {
            survey = try SurveyWorld()
            let gateway = survey.people.gateway
            caller = try role.map { try gateway.signedIn($0) } ?? gateway.anonymous()
            permissions = RoleMatrix.permissions(of: role)
        }
    }

    @Test(arguments: RoleMatrix.everyone)
    func nobodyAsksByAFieldThatTheyMayNotRead(role: SampleRole?) throws {
        let world = try World(role)
        for list in try lists() {
            let asked = list.leaves.flatMap { leaf in
                (list.questions[leaf.name] ?? [:]).sorted { $0.key < $1.key }.map {
                    (leaf, kind: $0.key, text: $0.value)
                }
            }
            // An operation has room for so many lists.
            for start in stride(from: 0, to: asked.count, by: 10) {
                try ask(list, asked[start..<min(start + 10, asked.count)].map { $0 }, role, world)
            }
        }
    }

    private func ask(
        _ list: SchemaSurvey.ListVisit,
        _ asked: [(leaf: SchemaSurvey.ListVisit.Leaf, kind: String, text: String)],
        _ role: SampleRole?,
        _ world: World
    ) throws {
        let (answer, statements) = try world.survey.people.gateway.statements {
            try world.caller.ask(list.operation(asked.map(\.text)))
        }
        // Above what is left out there may be nothing left.
        let base = list.above.map { $0 + "." }.joined()
        for (index, question) in asked.enumerated() {
            let isAllowed = question.leaf.needs.isSubset(of: world.permissions)
            let path = "\(base)q\(index)"
            #expect(
                answer.paths.contains(path) != isAllowed,
                "\(list.type).\(question.leaf.name) by \(question.kind): \(answer.http.text.prefix(600))"
            )
            #expect((answer.data?.at(path).map { $0 != .null } ?? false) == isAllowed)
        }
        #expect(answer.codes.allSatisfy { $0 == "FORBIDDEN" }, "\(list.type): \(answer.http.text.prefix(600))")
        for table in RoleMatrix.forbiddenTables(of: role) {
            #expect(!statements.contains { $0.contains("\"\(table)\"") }, "\(list.type) asked for \(table)")
        }
    }

    @Test(arguments: RoleMatrix.everyone)
    func nobodyReadsAFieldByAnIdThatTheyMayNotReadInAList(role: SampleRole?) throws {
        let world = try World(role)
        for list in try lists() where list.leaves.contains(where: { $0.name == "id" }) {
            let seen = try world.survey.client(whoMay: list.leaves.map(\.needs)).ask(list.rows(["id"], "(first: 1)"))
            let rows = seen.data?.at((list.above + [list.field, "nodes"]).joined(separator: "."))?.items
            let id = try #require(rows?.first?["id"]?.text, "\(list.type): \(seen.http.text)")
            for leaf in list.leaves {
                let answer = try world.caller.ask("{ node(id: \"\(id)\") { ... on \(list.type) { \(leaf.name) } } }")
                guard !leaf.needs.isSubset(of: world.permissions) else { continue }
                let value = answer.data?.at("node.\(leaf.name)")
                #expect(value == nil || value == .null, "\(list.type).\(leaf.name): \(answer.http.text)")
            }
        }
    }

    @Test(arguments: RoleMatrix.everyone, ["csv", "ndjson", "xlsx"])
    func filesHoldWhatTheCallerMayRead(role: SampleRole?, format: String) throws {
        let world = try World(role)
        for list in try lists() {
            let body = JSONValue.object([JSONMember("query", .string(list.rows(list.leaves.map(\.name))))]).bytes
            let token = world.caller.token.map { [("Authorization", "Bearer \($0)")] } ?? []
            let answer = try world.caller.http.request(
                "POST",
                "/graphql?format=\(format)",
                headers: [("Content-Type", "application/json")] + token,
                body: body
            )
            guard list.leaves.allSatisfy({ $0.needs.isSubset(of: world.permissions) }) else {
                #expect(answer.status == 403, "\(list.type): \(answer.text.prefix(300))")
                #expect(answer.text.contains("FORBIDDEN") && !answer.text.contains(#""data""#))
                continue
            }
            #expect(answer.status == 200, "\(list.type): \(answer.text.prefix(300))")
            let names = list.leaves.map(\.name)
            switch format {
            case "csv": #expect(answer.text.hasPrefix(names.joined(separator: ",") + "\r\n"))
            case "ndjson":
                let line = try #require(answer.text.split(separator: "\n").first, "\(list.type) has no rows")
                #expect(try JSONReader.value(of: String(line)).members.map(\.name) == names)
            default: #expect(answer.body.starts(with: [0x50, 0x4B]))
            }
        }
    }

    /// With `refuse`, a command whose payload shows too much is refused before it runs, and each field is named.
    @Test(arguments: RoleMatrix.everyone)
    func noPayloadShowsAFieldThatTheCallerMayNotRead(role: SampleRole?) throws {
        let world = try World(role)
        let survey = try SchemaSurvey(SampleDatabase.catalog(), folder: SampleDatabase.schemaFolder)
        for visit in survey.payloads() {
            // Below a field that is forbidden nothing is looked at.
            let forbidden = visit.needs.filter { !$0.value.isSubset(of: world.permissions) }.map(\.key)
            let expected = forbidden.filter { path in
                !forbidden.contains { $0 != path && path.hasPrefix($0 + ".") }
            }
            // What the caller may do would be done.
            if expected.isEmpty { continue }
            let answer = try world.caller.ask(visit.query, headers: [("Forbidden-Fields", "refuse")])
            #expect(answer.status == 403, "\(visit.type): \(answer.http.text.prefix(400))")
            let named = answer.errors.compactMap { $0.at("extensions.field")?.text?.split(separator: ".").last }
            let fields = expected.compactMap { $0.split(separator: ".").last }
            #expect(named.sorted() == fields.sorted(), "\(visit.type): \(answer.http.text.prefix(400))")
            #expect(answer.codes.allSatisfy { $0 == "FORBIDDEN" } && answer.json["data"] == nil)
        }
    }

    @Test(arguments: RoleMatrix.everyone)
    func nobodyIsToldOfWhatTheyMayNotRead(role: SampleRole?) throws {
        let world = try World(role)
        let survey = try SchemaSurvey(SampleDatabase.catalog(), folder: SampleDatabase.schemaFolder)
        let subscriptions = survey.subscriptions()
        #expect(subscriptions.count >= 4)
        for visit in subscriptions {
            let forbidden = visit.needs.filter { !$0.value.isSubset(of: world.permissions) }
            let stream = try EventReader(
                world.survey.people.gateway,
                visit.query,
                as: role == nil ? nil : world.caller,
                headers: [("Forbidden-Fields", "refuse")]
            )
            // What the caller may see is waited for; nothing happens here.
            if forbidden.isEmpty && role != nil { continue }
            let event = try stream.next()
            #expect(event.code == (role == nil ? "UNAUTHENTICATED" : "FORBIDDEN"), "\(visit.type): \(event.data)")
            #expect(event.json["data"] == nil || event.json["data"] == .null)
        }
    }

    /// The survey is worth something only if it asks by every field that the schema lets one ask by.
    @Test func surveyAsksByEveryField() throws {
        let lists = try lists()
        #expect(lists.count >= 16)
        for list in lists {
            for leaf in list.leaves where list.questions[leaf.name] == nil {
                #expect(leaf.name == "__typename", "\(list.type).\(leaf.name) is asked by in no way")
            }
        }
        let questions = lists.reduce(0) { $0 + $1.questions.values.reduce(0) { $0 + $1.count } }
        #expect(questions >= 300)
    }
}
