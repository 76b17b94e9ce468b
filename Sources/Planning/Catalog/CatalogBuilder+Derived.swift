import GraphQL

/// The fields of derived output types: each needs the permission of the field that it is made from.
extension CatalogBuilder {
    mutating func bindDerivedFields() {
        for type in schema.types {
            guard let role = roles[type.name] else { continue }
            for field in type.fields {
                bindings[type.name, default: [:]][field.name] = derivedBinding(field, role: role)
            }
        }
    }

    private func derivedBinding(_ field: FieldDefinition, role: DerivedRole) -> FieldBinding? {
        switch role {
        case .aggregate, .group:
            return AggregatePart(rawValue: field.name).map {
                FieldBinding(definition: field, source: .aggregate($0), requires: [])
            }
        case .measures(let type): return reading(field, of: type, source: .measure(of: type))
        case .groupKey(let type): return reading(field, of: type, source: .groupKey(of: type))
        }
    }

    private func reading(_ field: FieldDefinition, of type: String, source: FieldSource) -> FieldBinding? {
        // A field that could not be bound has been reported.
        guard let read = bindings[type]?[field.name] else { return nil }
        return FieldBinding(definition: field, source: source, requires: read.requires, readsFieldOf: type)
    }
}
