import Declarations
import EventSchema
import Testing

@Suite("Field names") struct FieldNamesTests {
  @Test("a name and its field lead to each other, in every kind", arguments: EventKind.allCases)
  func roundTrip(kind: EventKind) throws {
    let names = Field.names(of: kind)
    #expect(Set(names).count == names.count)
    for name in names { #expect(try #require(Field.named(name, kind: kind)).name(kind: kind) == name) }
  }

  @Test("a stated channel is a field, the input is not", arguments: EventKind.allCases)
  func channel(kind: EventKind) {
    #expect(Field.named("channel", kind: kind) == .dimension(.channel))
    #expect(Field.named("input", kind: kind) == nil)
    #expect(Field.named("currency", kind: kind) == .currency)
    #expect(Field.named("person", kind: kind) == .person)
  }

  @Test("what a kind requires are names of that kind", arguments: EventKind.allCases)
  func required(kind: EventKind) {
    for choice in Field.required(of: kind) {
      #expect(!choice.isEmpty)
      for name in choice { #expect(Field.named(name, kind: kind) != nil, "\(name)") }
    }
  }

  @Test("the same word means what its kind says")
  func words() {
    #expect(Field.named("amount", kind: .deal) == .amount)
    #expect(Field.named("amount", kind: .refund) == .measure(.refunds))
    #expect(Field.named("refund", kind: .order) == .measure(.refunds))
    #expect(Field.named("order", kind: .order) == .key)
    #expect(Field.named("deal", kind: .deal) == .key)
    #expect(Field.named("lead", kind: .stage) == .key)
    #expect(Field.named("spend", kind: .order) == nil)
    #expect(Field.required(of: .order) == [["order"], ["at", "day"], ["revenue"]])
  }
}
