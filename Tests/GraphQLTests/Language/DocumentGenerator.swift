@testable import GraphQL

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Makes documents of every production of the grammar, the same for the same seed.
struct DocumentGenerator {
    private var random: SeededGenerator
    private let place = SourceLocation(line: 1, column: 1)

    init(seed: UInt64) { random = SeededGenerator(state: seed) }

    mutating func document() -> AST.Document {
        AST.Document(definitions: some(1...4) { $0.definition() })
    }

    private mutating func definition() -> AST.Definition {
        switch int(0...6) {
        case 0, 1: .operation(operation())
        case 2:
            .fragment(
                AST.FragmentDefinition(
                    description: description(),
                    name: name(),
                    typeCondition: name(),
                    directives: directives(),
                    selectionSet: selectionSet(3),
                    at: place
                )
            )
        case 3: .type(type(isExtension: false))
        case 4: .typeExtension(type(isExtension: true))
        case 5: chance(2) ? .schema(schema()) : .schemaExtension(extendedSchema())
        default:
            .directive(
                AST.DirectiveDefinition(
                    description: description(),
                    name: name(),
                    arguments: some(0...2) { $0.inputValue() },
                    isRepeatable: chance(2),
                    locations: some(1...3) { $0.pick(AST.DirectiveLocation.allCases) },
                    at: place
                )
            )
        }
    }

    private mutating func operation() -> AST.OperationDefinition {
        AST.OperationDefinition(
            description: description(),
            operation: pick(AST.OperationType.allCases),
            name: chance(3) ? nil : name(),
            variables: some(0...2) { generator in
                AST.VariableDefinition(
                    description: generator.description(),
                    name: generator.name(),
                    type: generator.typeReference(3),
                    defaultValue: generator.chance(2) ? nil : generator.value(2, isConst: true),
                    directives: generator.directives(isConst: true)
                )
            },
            directives: directives(),
            selectionSet: selectionSet(4),
            at: place
        )
    }

    private mutating func selectionSet(_ depth: Int) -> AST.SelectionSet {
        AST.SelectionSet(some(1...3) { $0.selection(depth) }, at: place)
    }

    private mutating func selection(_ depth: Int) -> AST.Selection {
        switch int(0...5) {
        case 0: .fragmentSpread(AST.FragmentSpread(name: name(), directives: directives(), at: place))
        case 1 where depth > 0:
            .inlineFragment(
                AST.InlineFragment(
                    typeCondition: chance(2) ? nil : name(),
                    directives: directives(),
                    selectionSet: selectionSet(depth - 1),
                    at: place
                )
            )
        default:
            .field(
                AST.Field(
                    alias: chance(3) ? name() : nil,
                    name: name(),
                    arguments: arguments(isConst: false),
                    directives: directives(),
                    selectionSet: depth > 0 && chance(2) ? selectionSet(depth - 1) : nil
                )
            )
        }
    }

    private mutating func schema() -> AST.SchemaDefinition {
        AST.SchemaDefinition(
            description: description(),
            directives: directives(isConst: true),
            operationTypes: some(1...3) { generator in
                let operation = generator.pick(AST.OperationType.allCases)
                return AST.OperationTypeDefinition(operation: operation, type: generator.name(), at: generator.place)
            },
            at: place
        )
    }

    private mutating func extendedSchema() -> AST.SchemaDefinition {
        var schema = schema()
        schema.description = nil
        return schema
    }

    private mutating func type(isExtension: Bool) -> AST.TypeDefinition {
        let kind: AST.TypeDefinition.Kind =
            switch int(0...5) {
            case 0: .scalar
            case 1: .object(interfaces: some(0...2) { $0.name() }, fields: some(0...3) { $0.field() })
            case 2: .interface(interfaces: some(0...2) { $0.name() }, fields: some(0...3) { $0.field() })
            case 3: .union(members: some(0...3) { $0.name() })
            case 4:
                .enumeration(
                    values: some(0...3) { generator in
                        AST.EnumValueDefinition(
                            description: generator.description(),
                            name: generator.name(),
                            directives: generator.directives(isConst: true)
                        )
                    }
                )
            default: .inputObject(fields: some(0...3) { $0.inputValue() })
            }
        let always = AST.Directive(name: AST.Name("d", at: place), arguments: [], at: place)
        return AST.TypeDefinition(
            description: isExtension ? nil : description(),
            name: name(),
            directives: directives(isConst: true) + (isExtension ? [always] : []),
            kind: kind,
            at: place
        )
    }

    private mutating func field() -> AST.FieldDefinition {
        AST.FieldDefinition(
            description: description(),
            name: name(),
            arguments: some(0...2) { $0.inputValue() },
            type: typeReference(3),
            directives: directives(isConst: true)
        )
    }

    private mutating func inputValue() -> AST.InputValueDefinition {
        AST.InputValueDefinition(
            description: description(),
            name: name(),
            type: typeReference(2),
            defaultValue: chance(2) ? nil : value(2, isConst: true),
            directives: directives(isConst: true)
        )
    }

    private mutating func directives(isConst: Bool = false) -> [AST.Directive] {
        chance(3)
            ? some(1...2) { generator in
                AST.Directive(
                    name: generator.name(),
                    arguments: generator.arguments(isConst: isConst),
                    at: generator.place
                )
            } : []
    }

    private mutating func arguments(isConst: Bool) -> [AST.Argument] {
        chance(2)
            ? some(1...3) { generator in
                AST.Argument(name: generator.name(), value: generator.value(3, isConst: isConst))
            } : []
    }

    mutating func value(_ depth: Int, isConst: Bool) -> AST.Value {
        let kind: AST.Value.Kind =
            switch int(0...10) {
            case 0 where !isConst: .variable(name().text)
            case 1: .int(pick(["0", "-1", "42", "123456789012345678901234567890"]))
            case 2: .float(pick(["0.0", "-1.5e10", "1E-3"]))
            case 3: .string(text(), isBlock: false)
            case 4: .string(pick(["", "a", "  a", "a\n  b\n\nc", "\"\"\"\\", "  a\nb"]), isBlock: true)
            case 5: .boolean(chance(2))
            case 6: .null
            case 7 where depth > 0: .list(some(0...3) { $0.value(depth - 1, isConst: isConst) })
            case 8 where depth > 0:
                .object(
                    some(0...3) { generator in
                        AST.ObjectField(name: generator.name(), value: generator.value(depth - 1, isConst: isConst))
                    }
                )
            default: .enumeration(pick(["A", "on", "query", "_1"]))
            }
        return AST.Value(kind, at: place)
    }

    private mutating func typeReference(_ depth: Int) -> AST.TypeReference {
        let inner: AST.TypeReference =
            depth > 0 && chance(3) ? .list(typeReference(depth - 1), place) : .named(name())
        return chance(2) ? .nonNull(inner) : inner
    }

    private mutating func description() -> AST.Description? {
        guard chance(4) else { return nil }
        return AST.Description(
            pick(["Says a.", "Two\nlines", "\"quoted\"", "  indented", "a\\"]),
            isBlock: true,
            at: place
        )
    }

    /// A string of scalars that are hard on escapes.
    private mutating func text() -> String {
        var text = ""
        for scalar in some(0...6, { $0.pick(Array("a\"\\\n\r\t\u{0}\u{7F}é😀\u{FEFF}{}#".unicodeScalars)) }) {
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// Any name; `on`, `true`, `false` and `null` are not names everywhere.
    private mutating func name() -> AST.Name {
        AST.Name(pick(["a", "B", "_", "c1", "query", "type", "fragment", "input", "extend", "__typename"]), at: place)
    }

    // MARK: Chance

    private mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func chance(_ oneIn: Int) -> Bool { int(1...oneIn) == 1 }

    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[int(0...elements.count - 1)] }

    private mutating func some<Element>(
        _ range: ClosedRange<Int>,
        _ element: (inout DocumentGenerator) -> Element
    ) -> [Element] {
        (0..<int(range)).map { _ in element(&self) }
    }
}
