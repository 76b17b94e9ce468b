import GraphQL

/// Arguments of the gateway's own directives, taken from a definition.
///
/// The schema was checked when it was built, so names, types and required arguments are right.
struct DirectiveReader {
    let directives: [AST.Directive]

    func find(_ name: String) -> AST.Directive? {
        directives.first { $0.name.text == name }
    }

    func string(_ argument: String, of directive: String) -> String? {
        switch value(argument, of: directive)?.kind {
        case .string(let text, _), .enumeration(let text): text
        default: nil
        }
    }

    /// A list of strings or names; a single one counts as a list of one (section 3.11).
    func strings(_ argument: String, of directive: String) -> [String]? {
        guard let value = value(argument, of: directive) else { return nil }
        let items: [AST.Value] = if case .list(let items) = value.kind { items } else { [value] }
        return items.compactMap {
            switch $0.kind {
            case .string(let text, _), .enumeration(let text): text
            default: nil
            }
        }
    }

    func isNull(_ argument: String, of directive: String) -> Bool {
        if case .null = value(argument, of: directive)?.kind { true } else { false }
    }

    private func value(_ argument: String, of directive: String) -> AST.Value? {
        find(directive)?.arguments.first { $0.name.text == argument }?.value
    }
}

extension String {
    /// `purchasingAccount` → `purchasing_account`: the column that a field has by default.
    package var snakeCased: String {
        var result = ""
        for character in self {
            if character.isUppercase {
                if !result.isEmpty { result.append("_") }
                result += character.lowercased()
            } else {
                result.append(character)
            }
        }
        return result
    }
}
