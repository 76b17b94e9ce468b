import Planning

/// A plan's shape in memory of its own: writing a row reads it without bounds checks and without counting references.
///
/// Every index in a shape is the planner's own, so there is nothing to check once it is made.
final class CompiledShape {
    let objects: UnsafePointer<ObjectShape>
    let fields: UnsafePointer<FieldShape>
    let nodes: [NodeShape]
    let payloadNames: [String]
    private let bytes: UnsafePointer<UInt8>

    init(_ shape: ResponseShape) {
        objects = CompiledShape.copy(shape.objects)
        fields = CompiledShape.copy(shape.fields)
        bytes = CompiledShape.copy(shape.bytes)
        nodes = shape.nodes
        payloadNames = shape.payloadNames
    }

    deinit {
        objects.deallocate()
        fields.deallocate()
        bytes.deallocate()
    }

    /// The bytes of a key or of a constant value.
    func literal(_ range: ByteRange) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes + Int(range.offset), count: Int(range.count))
    }

    /// The response name of a field: its key without comma, quotes and colon.
    func name(of field: UnsafePointer<FieldShape>) -> String {
        String(decoding: literal(field.pointee.key).dropFirst(2).dropLast(2), as: UTF8.self)
    }

    /// The elements must need no clean-up.
    private static func copy<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafePointer<Element> {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
        memory.initialize(from: elements, count: elements.count)
        return UnsafePointer(memory)
    }
}
