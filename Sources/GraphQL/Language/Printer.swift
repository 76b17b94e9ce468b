extension AST.Value: CustomStringConvertible {
    /// As GraphQL writes it, on one line.
    package var description: String {
        switch kind {
        case .variable(let name): "$\(name)"
        case .int(let text), .float(let text), .enumeration(let text): text
        case .string(let text, _): Printer.quoted(text)
        case .boolean(let flag): "\(flag)"
        case .null: "null"
        case .list(let items): "[\(items.map(\.description).joined(separator: ", "))]"
        case .object(let fields):
            fields.isEmpty ? "{}" : "{ \(fields.map { "\($0.name.text): \($0.value)" }.joined(separator: ", ")) }"
        }
    }
}

/// Writes nodes back as text in one canonical form: parsing it gives the same nodes.
package struct Printer {
    private var text = ""
    private var level = 0
    /// Whether the definition is the document's first.
    private var isFirst = true

    /// Prints a whole document.
    package static func print(_ document: AST.Document) -> String {
        document.definitions.enumerated().map { index, definition in
            var printer = Printer()
            printer.isFirst = index == 0
            printer.definition(definition)
            return printer.text
        }.joined(separator: "\n\n") + "\n"
    }

    /// A string literal with everything escaped that must be.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let other where other.isControl:
                result += "\\u{" + String(other.value, radix: 16, uppercase: true) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A description above its definition: a block string unless its text does not survive in one.
    static func description(_ text: String, indent: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isPlain =
            !text.contains("\"\"\"") && !text.contains("\r") && !text.isEmpty
            && text.unicodeScalars.allSatisfy { !$0.isControl || $0 == "\n" || $0 == "\t" }
            && lines.first?.first?.isWhitespace == false && lines.last?.allSatisfy(\.isWhitespace) != true
        if !isPlain || (lines.count == 1 && !text.hasSuffix("\"") && !text.hasSuffix("\\")) {
            return "\(indent)\(quoted(text))\n"
        }
        let body = lines.map { $0.isEmpty ? "" : indent + $0 }.joined(separator: "\n")
        return "\(indent)\"\"\"\n\(body)\n\(indent)\"\"\"\n"
    }

    private var indent: String { String(repeating: "  ", count: level) }

    private mutating func definition(_ definition: AST.Definition) {
        switch definition {
        case .operation(let operation): self.operation(operation)
        case .fragment(let fragment):
            describe(fragment.description)
            text +=
                "fragment \(fragment.name.text) on \(fragment.typeCondition.text)\(directives(fragment.directives)) "
            selectionSet(fragment.selectionSet)
        case .schema(let schema): self.schema(schema, "schema")
        case .schemaExtension(let schema): self.schema(schema, "extend schema")
        case .type(let type): self.type(type, "")
        case .typeExtension(let type): self.type(type, "extend ")
        case .directive(let directive):
            describe(directive.description)
            text += "directive @\(directive.name.text)\(inputs(directive.arguments))"
            text += directive.isRepeatable ? " repeatable on " : " on "
            text += directive.locations.map(\.rawValue).joined(separator: " | ")
        }
    }

    private mutating func describe(_ description: AST.Description?) {
        if let description { text += Printer.description(description.text, indent: indent) }
    }

    // MARK: Executable

    private mutating func operation(_ operation: AST.OperationDefinition) {
        describe(operation.description)
        // Behind another definition, such as `type A`, the brace would be taken for that one's.
        let isShorthand =
            isFirst && operation.operation == .query && operation.name == nil && operation.variables.isEmpty
            && operation.directives.isEmpty && operation.description == nil
        if !isShorthand {
            text += operation.operation.rawValue
            if let name = operation.name { text += " \(name.text)" }
            if !operation.variables.isEmpty {
                let variables = operation.variables.map { variable in
                    let description = variable.description.map { Printer.quoted($0.text) + " " } ?? ""
                    let value = variable.defaultValue.map { " = \($0)" } ?? ""
                    return
                        "\(description)$\(variable.name.text): \(variable.type)\(value)\(directives(variable.directives))"
                }
                text += "\(operation.name == nil ? " " : "")(\(variables.joined(separator: ", ")))"
            }
            text += directives(operation.directives) + " "
        }
        selectionSet(operation.selectionSet)
    }

    private mutating func selectionSet(_ set: AST.SelectionSet) {
        text += "{\n"
        level += 1
        for selection in set.selections {
            text += indent
            switch selection {
            case .field(let field):
                if let alias = field.alias { text += "\(alias.text): " }
                text += field.name.text + arguments(field.arguments) + directives(field.directives)
                if let inner = field.selectionSet {
                    text += " "
                    selectionSet(inner)
                }
            case .fragmentSpread(let spread): text += "...\(spread.name.text)\(directives(spread.directives))"
            case .inlineFragment(let fragment):
                text +=
                    "..." + (fragment.typeCondition.map { " on \($0.text)" } ?? "") + directives(fragment.directives)
                    + " "
                selectionSet(fragment.selectionSet)
            }
            text += "\n"
        }
        level -= 1
        text += "\(indent)}"
    }

    private func arguments(_ arguments: [AST.Argument]) -> String {
        arguments.isEmpty ? "" : "(\(arguments.map { "\($0.name.text): \($0.value)" }.joined(separator: ", ")))"
    }

    private func directives(_ directives: [AST.Directive]) -> String {
        directives.map { " @\($0.name.text)\(arguments($0.arguments))" }.joined()
    }

    // MARK: Type system

    private mutating func schema(_ schema: AST.SchemaDefinition, _ keyword: String) {
        describe(schema.description)
        text += keyword + directives(schema.directives)
        guard !schema.operationTypes.isEmpty else { return }
        text += " {\n" + schema.operationTypes.map { "  \($0.operation.rawValue): \($0.type.text)\n" }.joined() + "}"
    }

    private mutating func type(_ type: AST.TypeDefinition, _ prefix: String) {
        describe(type.description)
        let name = type.name.text
        switch type.kind {
        case .scalar: text += "\(prefix)scalar \(name)\(directives(type.directives))"
        case .object(let interfaces, let fields): object("\(prefix)type \(name)", interfaces, type.directives, fields)
        case .interface(let interfaces, let fields):
            object("\(prefix)interface \(name)", interfaces, type.directives, fields)
        case .union(let members):
            text += "\(prefix)union \(name)\(directives(type.directives))"
            if !members.isEmpty { text += " = " + members.map(\.text).joined(separator: " | ") }
        case .enumeration(let values):
            text += "\(prefix)enum \(name)\(directives(type.directives))"
            block(values) { printer, value in
                printer.describe(value.description)
                printer.text += printer.indent + value.name.text + printer.directives(value.directives)
            }
        case .inputObject(let fields):
            text += "\(prefix)input \(name)\(directives(type.directives))"
            block(fields) { printer, field in
                printer.describe(field.description)
                printer.text += printer.indent + printer.input(field)
            }
        }
    }

    private mutating func object(
        _ head: String,
        _ interfaces: [AST.Name],
        _ directives: [AST.Directive],
        _ fields: [AST.FieldDefinition]
    ) {
        text += head
        if !interfaces.isEmpty { text += " implements " + interfaces.map(\.text).joined(separator: " & ") }
        text += self.directives(directives)
        block(fields) { printer, field in
            printer.describe(field.description)
            let arguments = printer.inputs(field.arguments)
            printer.text +=
                "\(printer.indent)\(field.name.text)\(arguments): \(field.type)\(printer.directives(field.directives))"
        }
    }

    private mutating func block<Item>(_ items: [Item], _ print: (inout Printer, Item) -> Void) {
        guard !items.isEmpty else { return }
        text += " {\n"
        level += 1
        for item in items {
            print(&self, item)
            text += "\n"
        }
        level -= 1
        text += "}"
    }

    private func inputs(_ inputs: [AST.InputValueDefinition]) -> String {
        if inputs.isEmpty { return "" }
        if inputs.allSatisfy({ $0.description == nil }) { return "(\(inputs.map(input).joined(separator: ", ")))" }
        var printer = Printer()
        printer.level = level + 1
        for input in inputs {
            printer.describe(input.description)
            printer.text += "\(printer.indent)\(printer.input(input))\n"
        }
        return "(\n\(printer.text)\(indent))"
    }

    private func input(_ input: AST.InputValueDefinition) -> String {
        "\(input.name.text): \(input.type)" + (input.defaultValue.map { " = \($0)" } ?? "")
            + directives(input.directives)
    }
}

extension UnicodeScalar {
    /// What string literals are to escape (section 2.10.4).
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
