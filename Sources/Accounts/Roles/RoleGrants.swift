/// Which permissions each role grants: what the schema's enum `Role` says, as commands read it.
package struct RoleGrants: Sendable {
    private let grants: [String: Set<String>]

    /// - Parameter grants: permissions by role. A role that is missing grants nothing.
    package init(_ grants: [String: Set<String>]) {
        self.grants = grants
    }

    package func permissions(of roles: some Sequence<String>) -> Set<String> {
        roles.reduce(into: []) { $0.formUnion(grants[$1] ?? []) }
    }
}
