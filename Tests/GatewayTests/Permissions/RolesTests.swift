import GraphQL
import Postgres
import SampleData
import TestSupport
import Testing

/// One dashboard's query, asked by everyone, in all three ways to ask.
@Suite struct RolesTests {
    /// How a test says what becomes of forbidden fields.
    enum Channel: CaseIterable {
        case header
        case extensions
    }

    private static let query = """
        query Everything($number: String!, $order: String!) {
          agreements(first: 10) {
            totalCount pageInfo { hasNextPage endCursor }
            nodes { id number title status startsOn endsOn purchasingAccount { number name }
              orders(first: 10) { nodes { number status orderedAt total currency
                lines(first: 5) { nodes { quantity unitPrice product { name family partNumber } } } } } }
          }
          keys(first: 20) { nodes { lastFive type activationsUsed activationsLimit product { name } } }
          licenseDetails(first: 20) { nodes { product { name } quantity covered assigned coverageEndsOn } }
          reports {
            licenseSummary(first: 20) { nodes { family owned assigned available } }
            spendByMonth(first: 24) { nodes { month agreementNumber total currency } }
          }
          agreement(number: $number) { title status }
          order(number: $order) { total }
        }
        """

    /// The permission that each field of the query needs, in the order of the document.
    private static let needs: [(field: String, permission: String)] = [
        ("agreements", RoleMatrix.seesAgreements), ("agreements.nodes.purchasingAccount", RoleMatrix.seesAgreements),
        ("agreements.nodes.orders", RoleMatrix.seesOrders),
        ("agreements.nodes.orders.nodes.lines", RoleMatrix.seesOrders),
        ("keys", RoleMatrix.seesKeys), ("licenseDetails", RoleMatrix.seesLicenses),
        ("reports.licenseSummary", RoleMatrix.seesReports), ("reports.spendByMonth", RoleMatrix.seesReports),
        ("agreement", RoleMatrix.seesAgreements), ("order", RoleMatrix.seesOrders),
    ]

    private func variables() throws -> String {
        let connection = try SampleDatabase.shared().connect()
        try connection.execute("SELECT set_config('gateway.organization_id', '1', false)")
        let agreement = try connection.query("SELECT min(number) FROM agreement").text(0, 0)
        let order = try connection.query("SELECT min(number) FROM purchase_order").text(0, 0)
        return #"{"number": "\#(agreement)", "order": "\#(order)"}"#
    }

    private func ask(_ gateway: TestGateway, _ role: SampleRole?, _ mode: String?, _ channel: Channel) throws -> Answer
    {
        let client = try role.map { try gateway.signedIn($0) } ?? gateway.anonymous()
        return try client.ask(
            Self.query,
            variables: try variables(),
            extensions: channel == .extensions ? mode.map { #"{"forbiddenFields": "\#($0)"}"# } : nil,
            headers: channel == .header ? mode.map { [("Forbidden-Fields", $0)] } ?? [] : []
        )
    }

    /// The administrator's answer has a value everywhere, so that a value that is missing elsewhere was taken away.
    private func everything(_ gateway: TestGateway) throws -> JSONValue {
        let answer = try ask(gateway, .accountAdministrator, nil, .header)
        #expect(answer.status == 200)
        #expect(answer.errors.isEmpty)
        let data = try #require(answer.data)
        #expect(data.at("agreements.nodes")?.items.count == 10)
        #expect(data.at("agreements.totalCount")?.integer == 10)
        for path in [
            "agreements.nodes.1.orders.nodes.0.lines.nodes.0.product.partNumber", "keys.nodes.0.lastFive",
            "licenseDetails.nodes.0.quantity", "reports.licenseSummary.nodes.0.family",
            "reports.spendByMonth.nodes.0.total", "agreement.title", "order.total",
        ] {
            #expect(data.at(path) != nil && data.at(path) != .null, "\(path)")
        }
        return data
    }

    private func expectNothingForbiddenAsked(_ role: SampleRole?, _ statements: [String]) {
        for table in RoleMatrix.forbiddenTables(of: role) {
            #expect(!statements.contains { $0.contains("\"\(table)\"") }, "\(role.name) asked for \(table)")
        }
    }

    @Test(arguments: RoleMatrix.everyone, Channel.allCases)
    func forbiddenFieldsAreNullWithAnError(role: SampleRole?, channel: Channel) throws {
        let gateway = try TestGateway()
        let all = try everything(gateway)
        let sights = RoleMatrix.sights(of: role)
        let forbidden = Dictionary(uniqueKeysWithValues: Self.needs.filter { !sights.contains($0.permission) })
        var expected = ExpectedAnswer(omits: false) { forbidden[$0] != nil }
        let data = expected.filter(all)
        // What holds if nothing is said, and the same said aloud.
        for mode in [nil, "null"] {
            let (answer, statements) = try gateway.statements { try ask(gateway, role, mode, channel) }
            #expect(answer.status == 200)
            #expect(answer.data?.json == data.json)
            #expect(answer.paths == expected.errorPaths)
            for (error, path) in zip(answer.errors, expected.errorPaths) {
                let field = path.split(separator: ".").filter { Int($0) == nil }.joined(separator: ".")
                #expect(error.at("extensions.code")?.text == "FORBIDDEN")
                #expect(error.at("extensions.missingPermissions")?.json == "[\"\(forbidden[field] ?? "?")\"]")
                let roles = error.at("extensions.grantedByRoles")?.items.compactMap(\.text) ?? []
                let right = SampleRole.allCases.filter { RoleMatrix.sights(of: $0).contains(forbidden[field] ?? "") }
                #expect(Set(roles) == Set(right.map(\.rawValue)))
            }
            expectNothingForbiddenAsked(role, statements)
        }
    }

    @Test(arguments: RoleMatrix.everyone, Channel.allCases)
    func forbiddenFieldsAreLeftOut(role: SampleRole?, channel: Channel) throws {
        let gateway = try TestGateway()
        let all = try everything(gateway)
        let sights = RoleMatrix.sights(of: role)
        let forbidden = Set(Self.needs.filter { !sights.contains($0.permission) }.map(\.field))
        var expected = ExpectedAnswer(omits: true) { forbidden.contains($0) }
        let data = expected.filter(all)
        let (answer, statements) = try gateway.statements { try ask(gateway, role, "omit", channel) }
        #expect(answer.status == 200)
        #expect(answer.data?.json == data.json)
        #expect(answer.json["errors"] == nil)
        expectNothingForbiddenAsked(role, statements)
    }

    @Test(arguments: RoleMatrix.everyone, Channel.allCases)
    func operationWithForbiddenFieldsIsRefused(role: SampleRole?, channel: Channel) throws {
        let gateway = try TestGateway()
        let all = try everything(gateway)
        let sights = RoleMatrix.sights(of: role)
        let forbidden = Self.needs.filter { !sights.contains($0.permission) }
        let (answer, statements) = try gateway.statements { try ask(gateway, role, "refuse", channel) }
        expectNothingForbiddenAsked(role, statements)
        if forbidden.isEmpty {
            #expect(answer.status == 200)
            #expect(answer.data?.json == all.json)
            return
        }
        #expect(answer.status == 403)
        #expect(answer.json["data"] == nil)
        // Below a forbidden field there is nothing to forbid.
        let outermost = forbidden.filter { field in
            !forbidden.contains { field.field.hasPrefix($0.field + ".") }
        }
        #expect(answer.errors.map { $0.at("extensions.missingPermissions.0")?.text } == outermost.map(\.permission))
        #expect(answer.codes.allSatisfy { $0 == "FORBIDDEN" })
        #expect(!statements.contains { $0.contains("FROM \"") })
    }

    @Test(arguments: SampleRole.allCases)
    func viewerNamesTheirRolesAndPermissions(role: SampleRole) throws {
        let gateway = try TestGateway()
        let viewer = try gateway.signedIn(role).ask("{ viewer { email roles permissions organization { name } } }")
        #expect(viewer.data?.at("viewer.email")?.text == TestGateway.email(role))
        #expect(viewer.data?.at("viewer.roles")?.json == "[\"\(role.rawValue)\"]")
        let permissions = viewer.data?.at("viewer.permissions")?.items.compactMap(\.text) ?? []
        #expect(Set(permissions) == RoleMatrix.permissions(of: role))
        #expect(viewer.data?.at("viewer.organization.name")?.text == "Contoso")
    }

    @Test func anonymousCallerIsNoViewer() throws {
        let answer = try TestGateway().anonymous().ask("{ viewer { email } }")
        #expect(answer.data?.json == #"{"viewer":null}"#)
        #expect(answer.errors.isEmpty)
    }

    @Test func unknownModeIsRefused() throws {
        let answer = try TestGateway().anonymous().ask("{ __typename }", headers: [("Forbidden-Fields", "hide")])
        #expect(answer.status == 400)
        #expect(answer.codes == ["BAD_REQUEST"])
    }
}

extension SampleRole? {
    fileprivate var name: String { self?.rawValue ?? "ANONYMOUS" }
}
