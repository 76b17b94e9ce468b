import GraphQL

/// What is left of an answer that shows everything, for a caller who may not see some of its fields.
struct ExpectedAnswer {
    /// Whether a forbidden field is left out, rather than null.
    let omits: Bool
    /// Whether the field with this path (response names with dots, without list indices) is forbidden.
    let isForbidden: (String) -> Bool
    /// Path of each forbidden field where it was met first.
    private(set) var errorPaths: [String] = []
    private var met: Set<String> = []

    init(omits: Bool, isForbidden: @escaping (String) -> Bool) {
        self.omits = omits
        self.isForbidden = isForbidden
    }

    mutating func filter(_ value: JSONValue, field: String = "", path: String = "") -> JSONValue {
        switch value {
        case .array(let items):
            return .array(items.enumerated().map { filter($1, field: field, path: joined(path, "\($0)")) })
        case .object(let members):
            var kept: [JSONMember] = []
            for member in members {
                let inner = joined(field, member.name)
                guard isForbidden(inner) else {
                    kept.append(
                        JSONMember(member.name, filter(member.value, field: inner, path: joined(path, member.name)))
                    )
                    continue
                }
                if omits { continue }
                kept.append(JSONMember(member.name, .null))
                if met.insert(inner).inserted { errorPaths.append(joined(path, member.name)) }
            }
            return .object(kept)
        default: return value
        }
    }

    private func joined(_ path: String, _ step: String) -> String { path.isEmpty ? step : "\(path).\(step)" }
}
