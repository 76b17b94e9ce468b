/// The directives with which a schema says where its data is stored and who may see it.
///
/// Added to every schema before it is built, and left out of what callers see.
package enum EngineDirectives {
    package static let names: Set<String> = [
        "grants", "requires", "table", "column", "join", "order", "session", "command", "changes",
    ]

    /// Types that only these directives use.
    package static let types: Set<String> = ["SessionValue"]

    package static let sdl = """
        "What a role may do: on the values of the enum `Role`."
        directive @grants(permissions: [Permission!]!) on ENUM_VALUE

        "The permission that a field needs, or every field that returns a type."
        directive @requires(permission: Permission!) on OBJECT | FIELD_DEFINITION

        "The table or view that holds a type's rows. `tenant: null` declares a reference table that all tenants share."
        directive @table(name: String!, key: [String!]! = ["id"], tenant: String = "organization_id") on OBJECT

        "The column of a field. Without it: the field's name in snake case."
        directive @column(name: String!) on FIELD_DEFINITION

        \"""
        How two tables meet. On a field of one object: `columns` of this table hold the other's key
        (or its `references`). On a connection: `columns` of the other table hold this one's key (or its
        `references`). The tenant's column is implied. Many-to-many: `columns` of the table `through` hold this
        table's key (or its `references`), and its `throughColumns` the other's key (or its `throughReferences`).
        \"""
        directive @join(
          columns: [String!]!
          references: [String!]
          through: String
          throughColumns: [String!]
          throughReferences: [String!]
        ) on FIELD_DEFINITION

        "The default order of lists: column names, each with an optional ` desc`. The key is always added."
        directive @order(by: [String!]!) on OBJECT | FIELD_DEFINITION

        "Takes a field's value from the caller's session."
        directive @session(value: SessionValue!) on FIELD_DEFINITION

        enum SessionValue { ROLES PERMISSIONS USER ORGANIZATION }

        "The command that a field runs. A mutation without it runs the one of its own name; a query reads from the tables."
        directive @command(name: String!) on FIELD_DEFINITION

        "Which changes a field of the subscription root tells: the topic that triggers write into `change_log`, with the key of the object."
        directive @changes(of: String!) on FIELD_DEFINITION

        """

    /// For a schema that declares no permissions of its own.
    package static let emptyPermissions = """
        enum Permission { NONE }

        """
}
