/// A set of permissions, one bit each, in the order of the schema's `Permission` enum.
///
/// A caller's set is the union of what their roles grant; it is the *permission mask* that
/// plans are made and cached for.
package struct PermissionSet: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The set of one permission. `index` is its place in the enum, 0 to 63.
    package init(index: Int) {
        rawValue = 1 << UInt64(index)
    }

    /// The largest number of permissions a schema may declare.
    package static let capacity = 64
}

/// What the schema's `Role` and `Permission` enums say: which role grants what.
package struct Permissions: Sendable {
    /// Names in the order of their bits.
    package let names: [String]
    /// Roles in schema order, each with what it grants.
    package let roles: [(name: String, grants: PermissionSet)]
    /// What the schema says of each role, for people.
    package let roleDescriptions: [String: String]

    /// The role of a caller without a session. It has no permission unless the schema grants one.
    package static let anonymousRole = "ANONYMOUS"

    package init(
        names: [String],
        roles: [(name: String, grants: PermissionSet)],
        roleDescriptions: [String: String] = [:]
    ) {
        self.names = names
        self.roles = roles
        self.roleDescriptions = roleDescriptions
    }

    /// The union of what these roles grant; names that the schema does not know grant nothing.
    package func mask(ofRoles names: some Sequence<String>) -> PermissionSet {
        var mask: PermissionSet = []
        for name in names {
            for role in roles where role.name == name { mask.formUnion(role.grants) }
        }
        return mask
    }

    /// The set of these permissions; names that the schema does not know are left out.
    package func mask(ofPermissions wanted: [String]) -> PermissionSet {
        var mask: PermissionSet = []
        for (index, name) in names.enumerated() where wanted.contains(name) { mask.insert(PermissionSet(index: index)) }
        return mask
    }

    /// The mask of a caller without a session.
    package var anonymousMask: PermissionSet { mask(ofRoles: [Self.anonymousRole]) }

    /// Names of the permissions in a set, in schema order.
    package func names(in set: PermissionSet) -> [String] {
        names.indices.filter { set.contains(PermissionSet(index: $0)) }.map { names[$0] }
    }

    /// Names of the roles that grant all of a set, in schema order.
    package func roles(granting set: PermissionSet) -> [String] {
        roles.filter { $0.grants.isSuperset(of: set) }.map(\.name)
    }
}
