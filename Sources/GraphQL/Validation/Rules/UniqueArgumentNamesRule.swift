/// [5.4.2](https://spec.graphql.org/September2025/#sec-Argument-Uniqueness): an argument is given once.
struct UniqueArgumentNamesRule: ValidationRule {
    mutating func arguments(_ arguments: [AST.Argument], of owner: ArgumentOwner, _ context: inout ValidationContext) {
        for names in repeated(arguments.map(\.name)) {
            context.report(
                "\(owner) is given the argument `\(names[0].text)` \(names.count == 2 ? "twice" : "\(names.count) times").",
                .uniqueArgumentNames,
                at: names.map(\.location)
            )
        }
    }
}

/// Names that come more than once, each with all its places, in the order of first appearance.
func repeated(_ names: [AST.Name]) -> [[AST.Name]] {
    if names.count < 2 { return [] }
    var groups: [[AST.Name]] = []
    var positions: [String: Int] = [:]
    for name in names {
        if let position = positions[name.text] {
            groups[position].append(name)
        } else {
            positions[name.text] = groups.count
            groups.append([name])
        }
    }
    return groups.filter { $0.count > 1 }
}
