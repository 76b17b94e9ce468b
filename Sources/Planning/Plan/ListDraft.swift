import GraphQL

/// A connection while it is being planned: its page and its aggregates are statements over the same rows.
struct ListDraft {
    let field: CollectedField
    let source: ListSource
    let above: Planner.Scope
    let arguments: ListArguments
    /// The page's statement, if any part of the page is selected.
    var statement: Int?

    /// Whether rows of the relation above may agree in what the list is found by.
    func repeatsKeys(_ above: Relation) -> Bool { !Set(above.key).isSubset(of: source.references) }
}
