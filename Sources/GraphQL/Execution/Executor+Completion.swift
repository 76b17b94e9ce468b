import Bytes

/// `CompleteValue()` (specification, section 6.4.3).
extension Executor {
    /// What came of a value, its type's outermost `!` left aside.
    private enum Completion {
        case written
        case null
        /// An error was recorded; nothing is written.
        case failed
    }

    /// Writes a value as its type demands.
    ///
    /// An error in a nullable position ends there, as null; in a non-null position it goes on to
    /// the position around it (section 6.4.4).
    ///
    /// - Returns: false if null propagates beyond this position; nothing is written then.
    mutating func complete(
        _ value: ResolvedValue<Source.Object>,
        as type: AST.TypeReference,
        _ field: CollectedField,
        at locations: [SourceLocation]
    ) -> Bool {
        let completion = completeNullable(value, as: type.nullable, field, at: locations)
        if case .written = completion { return true }
        guard type.isNonNull || isEnded else {
            data.append("null")
            return true
        }
        if case .null = completion {
            report(
                "There is no value here, but the type is \(type), which is never null.",
                code: .internalServerError,
                at: locations
            )
        }
        return false
    }

    private mutating func completeNullable(
        _ value: ResolvedValue<Source.Object>,
        as type: AST.TypeReference,
        _ field: CollectedField,
        at locations: [SourceLocation]
    ) -> Completion {
        switch (value, type) {
        case (.null, _): return .null
        case (.failure(var error), _):
            if error.locations.isEmpty { error.locations = locations }
            error.path = path
            errors.append(error)
            return .failed
        case (.list(let items), .list(let itemType, _)):
            return completeList(items, of: itemType, field, at: locations)
        case (.leaf(let leaf), .named(let name)):
            return completeLeaf(leaf, as: name.text, at: locations)
        case (.object(let object), .named(let name)):
            return completeObject(object, as: name.text, field, at: locations)
        case (.leaf, _), (.object, _):
            report("There is a single value where the type is \(type).", code: .internalServerError, at: locations)
            return .failed
        case (.list, _):
            report("There is a list where the type is \(type).", code: .internalServerError, at: locations)
            return .failed
        }
    }

    private mutating func completeList(
        _ items: [ResolvedValue<Source.Object>],
        of itemType: AST.TypeReference,
        _ field: CollectedField,
        at locations: [SourceLocation]
    ) -> Completion {
        let start = data.count
        data.append("[")
        for (index, item) in items.enumerated() {
            if index > 0 { data.append(",") }
            path.append(.index(index))
            let isComplete = complete(item, as: itemType, field, at: locations)
            path.removeLast()
            guard isComplete else {
                data.truncate(to: start)
                return .failed
            }
        }
        data.append("]")
        return .written
    }

    private mutating func completeLeaf(
        _ leaf: JSONValue,
        as name: String,
        at locations: [SourceLocation]
    ) -> Completion {
        guard let type = schema.type(named: name), type.isLeaf else {
            report("There is a leaf value where the type is \(name).", code: .internalServerError, at: locations)
            return .failed
        }
        if leaf == .null { return .null }
        guard let coerced = ResultCoercion.coerce(leaf, to: type) else {
            report("The value does not fit the type \(name).", code: .internalServerError, at: locations)
            return .failed
        }
        data.appendJSON(coerced)
        return .written
    }

    private mutating func completeObject(
        _ object: Source.Object,
        as name: String,
        _ field: CollectedField,
        at locations: [SourceLocation]
    ) -> Completion {
        guard let declared = schema.type(named: name), declared.isComposite else {
            report("There is an object where the type is \(name).", code: .internalServerError, at: locations)
            return .failed
        }
        guard let type = objectType(of: object, as: declared, at: locations) else { return .failed }
        return execute(field.selectionSets, of: object, type: type, at: locations) ? .written : .failed
    }

    /// `ResolveAbstractType()`: what the resolver names must be an object type that the declared type admits.
    private mutating func objectType(
        of object: Source.Object,
        as declared: TypeDefinition,
        at locations: [SourceLocation]
    ) -> TypeDefinition? {
        if case .object = declared.kind { return declared }
        let name: String
        do throws(GraphQLError) {
            name = try source.typeName(of: object, as: declared)
        } catch {
            var error = error
            if error.locations.isEmpty { error.locations = locations }
            error.path = path
            errors.append(error)
            return nil
        }
        guard schema.possibleTypes(of: declared.name).contains(name), let type = schema.type(named: name) else {
            report(
                "The object is of the type \(name), which is not one of the types of \(declared.name).",
                code: .internalServerError,
                at: locations
            )
            return nil
        }
        return type
    }
}
