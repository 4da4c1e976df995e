import Aggregate
import Kernel
import Render

/// What is said of people and their keys, where `normalize: people:` asks for it.
extension RunResult {
  /// How many people there are, and how many records name nobody.
  var peopleRemark: Note? {
    rollups.identity.map { identity in
      Note(
        .notePeople,
        [
          "n": .count(identity.personCount), "records": .count(identity.records),
          "without": .count(identity.withoutPerson),
        ])
    }
  }

  /// Records that would make customers, and name nobody.
  var namelessCustomers: Note? {
    guard let firsts = rollups.firsts, 0 < firsts.nameless, firsts.nameless < firsts.events else {
      return nil
    }
    return Note(.noteNamelessCustomers, ["n": .count(firsts.nameless), "all": .count(firsts.events)])
  }

  /// Keys that contradict each other.
  var peopleWarnings: [Note] {
    guard let identity = rollups.identity else { return [] }
    return [
      (Word.noteOrdersOfSeveral, identity.ambiguousOrders, identity.orderCount),
      (.noteEmailsOfSeveral, identity.ambiguousEmails, identity.emailCount),
      (.noteCustomersOfSeveral, identity.ambiguousCustomers, identity.customerCount),
    ].filter { $0.1 > 0 }.map { Note($0.0, ["n": .count($0.1), "all": .count($0.2)]) }
  }

  /// The same for `report.json`.
  var peopleJSON: [(String, JSONValue)] {
    guard let identity = rollups.identity else { return [] }
    return [
      (
        "identity",
        .object([
          ("persons", .integer(identity.personCount)), ("records", .integer(identity.records)),
          ("records_without_person", .integer(identity.withoutPerson)),
          ("orders", .integer(identity.orderCount)),
          ("orders_of_several_persons", .integer(identity.ambiguousOrders)),
          ("emails_with_customer_id", .integer(identity.emailCount)),
          ("emails_of_several_customer_ids", .integer(identity.ambiguousEmails)),
          ("customer_ids_with_email", .integer(identity.customerCount)),
          ("customer_ids_of_several_emails", .integer(identity.ambiguousCustomers)),
        ])
      )
    ]
  }
}
