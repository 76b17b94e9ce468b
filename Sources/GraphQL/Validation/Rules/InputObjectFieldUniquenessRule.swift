/// [5.6.3](https://spec.graphql.org/September2025/#sec-Input-Object-Field-Uniqueness): an input field is given once.
struct InputObjectFieldUniquenessRule: ValidationRule {
    mutating func value(_ value: AST.Value, at position: ValuePosition, _ context: inout ValidationContext) {
        guard case .object(let members) = value.kind else { return }
        for names in repeated(members.map(\.name)) {
            for other in names.dropFirst() {
                context.report(
                    "The input field `\(other.text)` is given twice.",
                    .inputObjectFieldUniqueness,
                    at: [names[0].location, other.location]
                )
            }
        }
    }
}
