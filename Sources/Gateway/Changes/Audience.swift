import GraphQL
import Planning

/// What a subscriber wants to be told of: a topic's changes, all of them or those of one object.
struct ChangeInterest: Hashable {
    let topic: String
    /// The object's key as the change log has it, in UTF-8, since Swift's texts are also equal that are written otherwise;
    /// `nil` for all objects.
    private let key: [[UInt8]]?

    init(topic: String, key: [String]?) {
        self.topic = topic
        self.key = key?.map { Array($0.utf8) }
    }

    init(_ plan: ChangePlan, _ inputs: Inputs) {
        guard let source = plan.id else {
            self.init(topic: plan.topic, key: nil)
            return
        }
        var key: [String]?
        if case .string(let id)? = inputs.value(source) { key = ChangeKey.key(ofID: id, plan) }
        // An id that is not one of this type is the id of nothing: no change has a key without parts.
        self.init(topic: plan.topic, key: key ?? [])
    }
}

/// An organization's subscribers by what they want to be told of, so that a change finds those whom it concerns without a
/// look at the others.
struct Audience {
    private var streams: [ChangeInterest: [ChangeStream]] = [:]

    init(_ streams: [ChangeStream] = []) {
        for stream in streams { add(stream) }
    }

    var isEmpty: Bool { streams.isEmpty }

    var all: [ChangeStream] { streams.values.flatMap { $0 } }

    mutating func add(_ stream: ChangeStream) {
        streams[stream.interest, default: []].append(stream)
    }

    mutating func remove(_ stream: ChangeStream) {
        streams[stream.interest]?.removeAll { $0 === stream }
        if streams[stream.interest]?.isEmpty == true { streams[stream.interest] = nil }
    }

    /// The interests that a change concerns and somebody has.
    func interests(in change: Change) -> [ChangeInterest] {
        [nil, change.key].compactMap { key in
            let interest = ChangeInterest(topic: change.topic, key: key)
            return streams[interest] == nil ? nil : interest
        }
    }

    func streams(of interest: ChangeInterest) -> [ChangeStream] { streams[interest] ?? [] }
}
