import Accounts
import GraphQL
import Planning

extension CommandFailure {
    /// What callers are told of each `AccountError`: the one table.
    init(_ error: AccountError, _ permissions: Permissions) {
        switch error {
        case .database(let error): self = .database(error)
        case .invalidCredentials, .unauthenticated:
            self = .refused(GraphQLError(error.message, code: .unauthenticated))
        case .throttled(let seconds):
            self = .refused(
                GraphQLError(
                    error.message,
                    code: .limitExceeded,
                    details: [JSONMember("retryAfterSeconds", .integer(Int64(seconds)))]
                )
            )
        case .missingPermissions(let names):
            var missing: PermissionSet = []
            for (index, name) in permissions.names.enumerated() where names.contains(name) {
                missing.insert(PermissionSet(index: index))
            }
            self = .refused(
                GraphQLError(
                    error.message,
                    code: .forbidden,
                    details: [
                        JSONMember("missingPermissions", .array(names.map { .string($0) })),
                        JSONMember(
                            "grantedByRoles",
                            .array(permissions.roles(granting: missing).map { .string($0) })
                        ),
                    ]
                )
            )
        case .refused(let refusal):
            let code: ErrorCode =
                switch refusal.kind {
                case .forbidden: .forbidden
                case .notFound, .invalid: .badUserInput
                case .conflict: .conflict
                }
            var details = [JSONMember("reason", .string(refusal.reason))]
            if !refusal.current.isEmpty { details.append(JSONMember("current", JSONValue(refusal.current))) }
            self = .refused(GraphQLError(refusal.message, code: code, details: details))
        }
    }
}

extension JSONValue {
    fileprivate init(_ current: [CurrentValue]) {
        self = .object(
            current.map { field in
                switch field.value {
                case .integer(let integer): JSONMember(field.name, .integer(integer))
                case .text(let text): JSONMember(field.name, text.map { .string($0) } ?? .null)
                }
            }
        )
    }
}

extension Permissions {
    /// The same, as commands read it.
    var grants: RoleGrants {
        RoleGrants(
            Dictionary(uniqueKeysWithValues: roles.map { ($0.name, Set(names(in: $0.grants))) })
        )
    }
}
