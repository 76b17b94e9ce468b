/// [3.9](https://spec.graphql.org/September2025/#sec-Enums.Type-Validation): an enum has each value once, those of its
/// extensions counted.
enum UniqueEnumValueNamesRule: SchemaRule {
    static func check(_ context: inout SchemaContext) {
        var first: [String: [String: SourceLocation]] = [:]
        for definition in context.definitions {
            guard let type = definition.type, case .enumeration(let values) = type.kind else { continue }
            for value in values {
                if let other = first[type.name.text]?[value.name.text] {
                    context.report(
                        "The value `\(type.name.text).\(value.name.text)` is defined twice.",
                        .uniqueEnumValueNames,
                        at: [other, value.name.location]
                    )
                } else {
                    first[type.name.text, default: [:]][value.name.text] = value.name.location
                }
            }
        }
    }
}
