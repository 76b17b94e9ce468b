import GraphQL
import Planning

/// `"extensions": {"explain": true}`, or `{"explain": {"roles": ["REPORT_VIEWER"]}}`: show what an operation would do,
/// and do nothing.
///
/// For callers who have the permission `EXPLAIN`; a schema without a permission of this name explains to nobody.
struct ExplainRequest {
    /// Roles to explain it for; `nil`: the caller's own.
    let roles: [String]?

    static let permission = "EXPLAIN"

    /// - Returns: `nil` if nothing is to be explained.
    /// - Throws: `BAD_REQUEST` for what is neither.
    static func read(_ extensions: JSONValue?) throws(GraphQLError) -> ExplainRequest? {
        switch extensions?["explain"] {
        case nil, .null?, .boolean(false)?: return nil
        case .boolean(true)?: return ExplainRequest(roles: nil)
        case .object(let members)? where members.allSatisfy({ $0.name == "roles" }):
            guard case .array(let items)? = extensions?["explain"]?["roles"] else { return ExplainRequest(roles: nil) }
            var roles: [String] = []
            for item in items {
                guard case .string(let role) = item else { throw malformed }
                roles.append(role)
            }
            return ExplainRequest(roles: roles)
        default: throw malformed
        }
    }

    private static let malformed = GraphQLError(
        "`explain` in the request's `extensions` is true, or an object with a list of `roles`.",
        code: .badRequest
    )

    /// The permissions to explain for.
    ///
    /// - Throws: `FORBIDDEN` for callers who may not ask, `BAD_REQUEST` for roles that the schema does not have.
    func permissions(
        caller: PermissionSet,
        catalog: Permissions,
        explanation: ForbiddenExplanation,
        isSignedIn: Bool
    ) throws(GraphQLError) -> PermissionSet {
        guard let index = catalog.names.firstIndex(of: ExplainRequest.permission) else {
            throw GraphQLError(
                "Nothing is explained here: the schema has no permission \(ExplainRequest.permission).",
                code: .forbidden
            )
        }
        let needed = PermissionSet(index: index)
        guard caller.isSuperset(of: needed) else {
            let field = ForbiddenField(
                coordinate: "extensions.explain",
                location: SourceLocation(line: 1, column: 1),
                path: [],
                missing: needed
            )
            throw explanation.error(for: field, isSignedIn: isSignedIn)
        }
        return try ExplainRequest.mask(of: roles, catalog: catalog) ?? caller
    }

    /// The union of what roles grant.
    static func mask(of roles: [String]?, catalog: Permissions) throws(GraphQLError) -> PermissionSet? {
        guard let roles else { return nil }
        let known = catalog.roles.map(\.name)
        if let unknown = roles.first(where: { !known.contains($0) }) {
            throw GraphQLError(
                "There is no role \(unknown). The roles are \(known.joined(separator: ", ")).",
                code: .badRequest
            )
        }
        return catalog.mask(ofRoles: roles)
    }
}
