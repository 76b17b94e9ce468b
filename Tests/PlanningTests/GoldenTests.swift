import Foundation
import GraphQL
import Testing

@testable import Planning

/// Each `Golden/x.graphql` is planned, and the plan is held against `Golden/x.sql`.
///
/// The first lines of a file may say for whom and with what it is planned:
///
///     # role: CLERK          # policy: omit         # variables: {"after": "…"}
///
/// After a change that is meant, run the tests once with `UPDATE_GOLDEN=1` and read the difference.
@Suite struct GoldenTests {
    private static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: GoldenCatalog.folder.path)) ?? []
        return files.filter { $0.hasSuffix(".graphql") }.map { String($0.dropLast(8)) }.sorted()
    }()

    @Test func thereAreGoldenFiles() {
        #expect(Self.names.count >= 15)
    }

    @Test(arguments: names)
    func planIsTheGoldenOne(name: String) throws {
        let text = try String(contentsOf: GoldenCatalog.folder.appending(path: "\(name).graphql"), encoding: .utf8)
        let planned = try describe(text)
        let golden = GoldenCatalog.folder.appending(path: "\(name).sql")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try planned.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(planned == (try String(contentsOf: golden, encoding: .utf8)))
    }

    /// No golden plan asks for what its caller may not see.
    @Test(arguments: names)
    func forbiddenColumnsNeverReachSQL(name: String) throws {
        let text = try String(contentsOf: GoldenCatalog.folder.appending(path: "\(name).graphql"), encoding: .utf8)
        let catalog = try GoldenCatalog.make()
        let mask = catalog.permissions.mask(ofRoles: [setting("role", text) ?? "OWNER"])
        let plan = try plan(text, catalog)
        for (type, field, binding) in catalog.allBindings where !mask.isSuperset(of: binding.requires) {
            let sql = plan.statements.map(\.sql).joined(separator: "\n")
            switch binding.source {
            case .column(let column) where column == "worth" || column == "total":
                #expect(!sql.contains("\"\(column)\""), "\(type).\(field)")
            case .list(let list):
                #expect(!sql.contains("\"\(catalog.relation(list.target).table)\" t"), "\(type).\(field)")
            default: continue
            }
        }
    }

    private func setting(_ name: String, _ text: String) -> String? {
        let start = "# \(name): "
        return text.split(separator: "\n").first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
    }

    private func plan(_ text: String, _ catalog: Catalog) throws -> OperationPlan {
        let document = try Parser.parseDocument(text)
        let errors = Validator.validate(document, schema: catalog.schema, limits: OperationLimits())
        if let error = errors.first { throw error }
        let operation = try document.operation(named: nil)
        let variables = try JSONReader.value(of: setting("variables", text) ?? "{}")
        let context = PlanningContext(
            catalog: catalog,
            document: document,
            operation: operation,
            mask: catalog.permissions.mask(ofRoles: [setting("role", text) ?? "OWNER"]),
            policy: ForbiddenPolicy(rawValue: setting("policy", text) ?? "null") ?? .null,
            variables: try InputCoercion.variables(variables, for: operation, schema: catalog.schema)
        )
        return try Planner.plan([operation.selectionSet], on: catalog.schema.queryType, context: context)
    }

    /// The plan as text: each statement with where its parameters come from, and what is forbidden.
    private func describe(_ text: String) throws -> String {
        let catalog = try GoldenCatalog.make()
        let plan = try plan(text, catalog)
        var lines: [String] = []
        for (index, statement) in plan.statements.enumerated() {
            lines.append("-- \(index): \(statement.path.joined(separator: "."))")
            if let parent = statement.parent {
                let keys = parent.keyColumns.map { "\($0)" }.joined(separator: ", ")
                lines.append(
                    "-- below \(parent.statement), keyed by its column \(keys)\(parent.mayRepeat ? ", each key once" : "")"
                )
            }
            for (number, parameter) in statement.parameters.enumerated() {
                lines.append("-- $\(number + 1) \(parameter.type.name): \(GoldenTests.words(parameter.source))")
            }
            if let page = statement.page {
                lines.append(
                    "-- page:\(page.isBackward ? " from the end" : "")\(page.needsMore ? " one row more" : "")"
                        + "\(page.cursorColumns.isEmpty ? "" : " cursors of columns \(page.cursorColumns.map { "\($0)" }.joined(separator: ", "))")"
                )
            }
            lines.append(statement.sql + ";")
            lines.append("")
        }
        for field in plan.forbidden {
            let missing = catalog.permissions.names(in: field.missing).joined(separator: ", ")
            lines.append(
                "-- forbidden: \(field.coordinate) at \(field.path.joined(separator: ".")), for want of \(missing)"
            )
        }
        if plan.statements.isEmpty && plan.forbidden.isEmpty { lines.append("-- nothing") }
        return lines.joined(separator: "\n").trimmingCharacters(in: .newlines) + "\n"
    }

    private static func words(_ source: ParameterPlan.Source) -> String {
        var text = String(describing: source)
        // Of a list of column types, only the names say something.
        if let types = text.firstRange(of: ", of: [") { text = String(text[..<types.lowerBound]) + ")" }
        for module in ["Planning.InputSource.", "Planning.CursorEnd.", "GraphQL.JSONValue."] {
            text = text.replacing(module, with: "")
        }
        return text
    }
}
