/// One difference between two schemas, seen from clients that were written for the older one.
package struct SchemaChange: Sendable, Equatable {
    /// What it may do to clients.
    package enum Severity: String, Sendable, CaseIterable {
        /// Documents that were valid are no longer, or answers no longer have the form that was promised.
        case breaking
        /// Documents stay valid, but clients may meet what they do not expect.
        case dangerous
        /// Nothing that a client could notice without asking for it.
        case safe
    }

    package let severity: Severity
    /// A stable name, the ones of graphql-js where it has one: `FIELD_REMOVED`.
    package let kind: String
    /// A schema coordinate (specification, section 2.14): `Order.lines(first:)`.
    package let coordinate: String
    package let message: String
}
