import GraphQL

/// Which types `node` may show: those that a caller reaches through fields that they may read.
extension Catalog {
    /// Stored types that implement `Node`, in the order of the schema, as far as a caller with these permissions
    /// reaches them other than through their own session.
    func nodeTypes(for mask: PermissionSet) -> [String] {
        var reached: Set<String> = []
        var pending = [schema.queryType]
        while let type = pending.popLast() {
            guard reached.insert(type).inserted else { continue }
            for field in schema.type(named: type)?.fields ?? [] {
                guard let binding = binding(of: field.name, on: type), mask.isSuperset(of: binding.requires) else {
                    continue
                }
                switch binding.source {
                case .toOne(let target, _, _), .lookup(let target, _), .namespace(let target): pending.append(target)
                case .list(let list): pending.append(list.target)
                default: break
                }
            }
        }
        return schema.possibleTypes(of: "Node").filter { reached.contains($0) && relations[$0] != nil }
    }
}
