/// The content of a node and all nodes in it as text, without locations: equal outlines are equal nodes.
func outline(_ node: Any) -> String {
    if let text = node as? String { return "\"\(text)\"" }
    let mirror = Mirror(reflecting: node)
    if mirror.displayStyle == .optional { return mirror.children.first.map { outline($0.value) } ?? "nil" }
    if mirror.children.isEmpty { return "\(node)" }
    let children = mirror.children
        .filter { String(describing: type(of: $0.value)) != "SourceLocation" }
        .map { "\($0.label ?? ""):\(outline($0.value))" }
    return "(\(children.joined(separator: " ")))"
}
