import Pipeline
import Testing

@Suite("Texts that spreadsheets would compute") struct FormulaGuardTests {
  @Test(
    "what a spreadsheet would compute gets an apostrophe",
    arguments: [
      "=1", "=HYPERLINK(\"x\")", "+1+1", "-1+1", "-cmd", "@SUM(A1)", "\tx", "\rx", "\nx", " =1", "  \t=1",
      "\u{A0}=1", "\u{3000}=1", "\u{3000}\u{3000}＝1", "\u{FEFF}=1", "\u{2003}@x", "\u{200B}=1", "＝1", "＋x",
      "－x",
      "＠x", " -x", "-1 EUR+1", "-(1)", "--1", "-EUR", "+49 (30) 12", "-1,2|x", "\u{1}=1",
    ])
  func disarmed(text: String) {
    #expect(harmless(text) == "'" + text)
  }

  @Test(
    "numbers and other texts stay as they are",
    arguments: [
      "", "-", "--", " --", "+", "-1", "+1", "-12.50", "-1,234.56", "-1.234,5", "-1 204,5", "-3%", "-.5",
      "-12.5 EUR", "-12.50EUR", " -5", "a=1", "1-2", "Brand", "Brand = x", "品牌", "\u{3000}品牌", "«x»", "1@x",
      "ann@example.com", "'=1", "Ölkanne", "Реклама", "#N/A", "(x)",
    ])
  func kept(text: String) {
    #expect(harmless(text) == text)
  }

  @Test("rows of CSV are disarmed cell by cell, and quoted as ever")
  func rows() {
    #expect(csvRow(["=1", "-2.5", "-a,b", "x"]) == "'=1,-2.5,\"'-a,b\",x\n")
  }
}
