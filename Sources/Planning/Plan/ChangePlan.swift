/// What a subscription is told of: the rows of a topic in the change log.
package struct ChangePlan: Sendable {
    package let topic: String
    /// The id of the one object that is asked for; `nil` for all.
    package let id: InputSource?
    /// The tag of the object's ids, and the types of their components.
    package let tag: UInt32
    package let keyTypes: [ColumnType]
    /// What has happened and to which id are values of the answer, which is also given when the object is gone.
    package let tellsOperation: Bool

    /// Names of these values.
    package static let operation = "operation"
    package static let identifier = "id"
}
