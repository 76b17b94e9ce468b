package import GraphQL

/// A field of the schema with where its value comes from and who may see it.
package struct FieldBinding: Sendable {
    package let definition: FieldDefinition
    package let source: FieldSource
    /// All of these are needed: the field's own permission and that of the type it returns.
    package let requires: PermissionSet
    /// The type whose field of this name is read, where that is another one: `Order` for `OrderSum.total`.
    package let readsFieldOf: String?

    package init(
        definition: FieldDefinition,
        source: FieldSource,
        requires: PermissionSet,
        readsFieldOf: String? = nil
    ) {
        self.definition = definition
        self.source = source
        self.requires = requires
        self.readsFieldOf = readsFieldOf
    }
}

/// Where a field's value comes from.
package enum FieldSource: Sendable {
    /// A column of the row.
    case column(String)
    /// The opaque id, made of the type's tag and the key columns.
    case identifier
    /// One row of another type: `columns` here hold `references` there.
    case toOne(target: String, columns: [String], references: [String])
    /// A connection. At the root all rows of the tenant; below a row, those whose `columns` hold its `references`.
    case list(ListSource)
    /// At most one row, found by the one argument that is given.
    case lookup(target: String, by: [LookupArgument])
    /// An object without a table, whose fields are resolved like root fields.
    case namespace(String)
    /// What the session says of the caller.
    case session(SessionValue)
    /// A mutation, or a query with `@command`: the name of its command.
    case command(String, payload: String)
    /// A value of that name in a command's result.
    case payload
    /// Part of a derived connection type.
    case connection(ConnectionPart)
    /// Part of a derived type of aggregates.
    case aggregate(AggregatePart)
    /// A function of the values of the field of this name of a stored type.
    case measure(of: String)
    /// What the rows of a group have in the field of this name of a stored type.
    case groupKey(of: String)
    /// What the rows of a topic in the change log tell.
    case change(ChangeSource)
    /// Part of a type that says what has happened to an object.
    case changePart(ChangePart)
    /// The objects with the ids that the argument of this name gives: one, or a list of them.
    case node(argument: String, isList: Bool)
}

/// The rows of a connection.
package struct ListSource: Sendable {
    package let target: String
    /// Columns of the target, or of the link table, that hold `references` of the row above; empty at the root.
    package let columns: [String]
    package let references: [String]
    /// The table between the two, for many-to-many relations.
    package let link: LinkTable?
}

/// A table whose rows say which rows of two others belong together.
package struct LinkTable: Sendable {
    package let table: String
    package let tenant: String?
    /// Columns that hold the target's `references`.
    package let columns: [String]
    package let references: [String]
}

/// The fields of the types that are derived for aggregates.
package enum AggregatePart: String, Sendable {
    case key
    case count
    case sum
    case average
    case min
    case max
}

/// An argument of a lookup: the type's id, or a column with a unique index.
package struct LookupArgument: Sendable {
    package enum Target: Sendable {
        case identifier
        case column(String)
    }

    package let name: String
    package let target: Target

    package init(name: String, target: Target) {
        self.name = name
        self.target = target
    }
}

/// The rows of a topic in the change log, each of which names an object of the type `target`.
package struct ChangeSource: Sendable {
    package let target: String
    package let topic: String
    /// The argument that names the one object that is asked for, if there is one.
    package let arguments: [LookupArgument]
}

/// The fields of a type that says what has happened to an object.
package enum ChangePart: Sendable {
    /// What was done to it.
    case operation
    /// The id that it has, or had.
    case identifier
    /// The object as it is now; null once it is gone.
    case object
}

/// What `@session` can take from the caller's session.
package enum SessionValue: String, Sendable {
    /// Names of the caller's roles.
    case roles = "ROLES"
    /// Names of the permissions that the roles grant.
    case permissions = "PERMISSIONS"
    /// The caller's own row.
    case user = "USER"
    /// The row of the caller's organization.
    case organization = "ORGANIZATION"
}

/// The fields of the types that are derived for a connection (Relay, Cursor Connections).
package enum ConnectionPart: String, Sendable {
    case nodes
    case edges
    case pageInfo
    case totalCount
    case aggregate
    case groups
    case node
    case cursor
    case hasNextPage
    case hasPreviousPage
    case startCursor
    case endCursor
}
