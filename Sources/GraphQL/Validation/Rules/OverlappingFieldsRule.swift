/// [5.3.2](https://spec.graphql.org/September2025/#sec-Field-Selection-Merging): fields with the same response name can be
/// merged.
///
/// `FieldMerging` says whether they can, in time that grows with the document and within a budget. Only when they
/// cannot, or the document has other faults, `FieldConflicts` compares pair by pair to report them all.
struct OverlappingFieldsRule: ValidationRule {
    private var document = AST.Document(definitions: [])

    mutating func document(_ document: AST.Document, _ context: inout ValidationContext) {
        self.document = document
    }

    mutating func finish(_ context: inout ValidationContext) {
        var found: FieldMerging.Conflict?
        if context.errors.isEmpty {
            var merging = FieldMerging(schema: context.schema, fragments: context.fragments)
            switch merging.check(document) {
            case .mergeable: return
            case .conflict(let conflict): found = conflict
            case .tooMuchWork(let location):
                context.report(
                    "The document selects the same fields too often to check that they can be merged. Simplify it.",
                    .fieldSelectionMerging,
                    at: [location],
                    code: .limitExceeded
                )
                return
            }
        }
        var pairs = FieldConflicts(schema: context.schema, fragments: context.fragments)
        let conflicts = pairs.find(in: document)
        for conflict in conflicts { report(conflict.responseName, conflict.reason, conflict.locations, &context) }
        if conflicts.isEmpty, let found { report(found.responseName, found.reason, found.locations, &context) }
    }

    private func report(
        _ name: String,
        _ reason: String,
        _ locations: [SourceLocation],
        _ context: inout ValidationContext
    ) {
        context.report(
            "Two fields are called `\(name)` in the response, but \(reason). Give one an alias.",
            .fieldSelectionMerging,
            at: locations
        )
    }
}
