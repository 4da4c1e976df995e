import Testing

@testable import Pipeline

@Suite("Stages that a profile does not name") struct StageTests {
  @Test(
    "a stage is called as if it closed deals, or not",
    arguments: [
      ("Won – Enterprise", true), ("closed/LOST", true), ("Verloren (Preis)", true),
      ("Сделка успешно закрыта", true),
      ("Проиграна", true), ("已赢单", true), ("Wonderland tour", false), ("Closing call", false),
      ("Sample sent", false), ("Переговоры", false), ("", false),
    ])
  func called(stage: String, isClosed: Bool) {
    #expect(UnnamedStages.isCalledClosed(stage) == isClosed)
  }
}
