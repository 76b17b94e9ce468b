import GraphQL
import Planning

/// Says why a field was not shown, and who may see it.
struct ForbiddenExplanation: Sendable {
    let permissions: Permissions

    func error(for field: ForbiddenField, isSignedIn: Bool) -> GraphQLError {
        let missing = permissions.names(in: field.missing)
        let roles = permissions.roles(granting: field.missing)
        let words = missing.joined(separator: " and ")
        let remedy =
            isSignedIn
            ? "An account administrator can give you a role that has it"
                + (roles.isEmpty ? "." : ": \(roles.joined(separator: ", ")).")
            : "Sign in first: send `Authorization: Bearer …` with the token that the mutation `signIn` gives."
        return GraphQLError(
            "`\(field.coordinate)` needs the permission \(words). \(remedy)",
            code: .forbidden,
            at: [field.location],
            details: [
                JSONMember("field", .string(field.coordinate)),
                JSONMember("missingPermissions", .array(missing.map { .string($0) })),
                JSONMember("grantedByRoles", .array(roles.map { .string($0) })),
            ]
        )
    }
}
