import Foundation
import Testing

/// Exports that come in a workbook, an archive or an encoding that nothing in them names.
@Suite("Containers and encodings") struct ContainerFilesTests {
  /// As the tool writes its CSV: German numbers and dates.
  static let profile = """
    profile: werbung
    tool: Werbung
    evidence: unverified
    gives: ad
    recognise: {fields: [campaign, spend]}
    format: {csv: {encodings: [utf-8, gb18030]}}
    numbers: {de: "1.234,56", zh-Hans: "1,234.56"}
    columns:
      day: {headings: {de: [Tag], zh-Hans: [日期]}, as: [date dd.MM.yyyy, date yyyy-MM-dd], required: yes}
      campaign: {headings: {de: [Kampagne], zh-Hans: [推广计划]}, required: yes}
      spend: {headings: {de: [Kosten], zh-Hans: [消费]}, as: money, required: yes}

    """

  /// A sheet with a title, a gap, true dates, numbers and one number as text.
  static let workbook = """
    UEsDBBQAAAAIAAAAIQDHHBc8CgAAAAgAAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbLMJqSxILda3AwBQSwMEFAAAAAgAAAAhACOv\
    fSB3AAAAqAAAAAsAAABfcmVscy8ucmVsc13OQQ7CIBCF4as0HKDTuHBhoCs3bo0XGHEopMAQmMZ6e1lWl3/y8uXpO0WUwLn5UNqs\
    jzncXkahGh6fQkZ5kXIBaNZTwjZyobyn6LgmlJ51AXYuWLqy3RJlgdM0naEe+b9Fl7EuJEbtEd5c1yfzOnZUwazh99gXUEsDBBQA\
    AAAIAAAAIQCNgxMRMgAAAEMAAAAPAAAAeGwvd29ya2Jvb2sueG1ssynPL8pOys/PtrMpzkhNLSmG0gp5ibmptkouiSWpeUoKmSm2\
    SkWGSvp2NvowVfpwjQBQSwMEFAAAAAgAAAAhAJLHWyODAAAAFwEAABoAAAB4bC9fcmVscy93b3JrYm9vay54bWwucmVsc62QSwrC\
    MBBAr1JygE5VcCGNKzduixcIcdIE82NmRHt7iyBEcOnybd6DN04YjYSS2YfKx7HF7nzVijaquywVtfIi9QDA1mMy3JeK+ZmiK5SM\
    rEgzFOeCxVOx94RZYDsMe6DWD49CN/aIskoNzShacb9aFPxK7/6ZZlkictN98ycO3x9eUEsDBBQAAAAIAAAAIQBX0KEhrQAAAOMB\
    AAAIAAAAeGwvcy54bWyzKc8vyi7OSE0tsbMBUy6JJYl2NkX55QpFtkqGSnY2yQoltkrFJUVAZpldeGpRUmp2fl5JvoK5jX6ZnY1+\
    MhADVcO1GKNrCUlMh6tEkfBOzC1ITM9LxSGbX1ySmofdDhOwHcUQ95XZmZgZmJpgN8Wt6PCejJzMPCQngIQN9YyMTbCbbYpptinR\
    ZiNLg+3QMTXAbo05pjVmaG40QuUb6BkaoAJDNKP1kSJQHxGvAFBLAwQUAAAACAAAACEAHfPV9jQAAABRAAAADQAAAHhsL3N0eWxl\
    cy54bWyzKS6pzEkNzkhNLbGzSU7NyYlIK7azqUhTyCvNdcst8UyxVTJQ0kcTMTQBCenDlesjGQIAUEsBAhQDFAAAAAgAAAAhAMcc\
    FzwKAAAACAAAABMAAAAAAAAAAAAAAIABAAAAAFtDb250ZW50X1R5cGVzXS54bWxQSwECFAMUAAAACAAAACEAI699IHcAAACoAAAA\
    CwAAAAAAAAAAAAAAgAE7AAAAX3JlbHMvLnJlbHNQSwECFAMUAAAACAAAACEAjYMTETIAAABDAAAADwAAAAAAAAAAAAAAgAHbAAAA\
    eGwvd29ya2Jvb2sueG1sUEsBAhQDFAAAAAgAAAAhAJLHWyODAAAAFwEAABoAAAAAAAAAAAAAAIABOgEAAHhsL19yZWxzL3dvcmti\
    b29rLnhtbC5yZWxzUEsBAhQDFAAAAAgAAAAhAFfQoSGtAAAA4wEAAAgAAAAAAAAAAAAAAIAB9QEAAHhsL3MueG1sUEsBAhQDFAAA\
    AAgAAAAhAB3z1fY0AAAAUQAAAA0AAAAAAAAAAAAAAIAByAIAAHhsL3N0eWxlcy54bWxQSwUGAAAAAAYABgBwAQAAJwMAAAAA
    """
  /// `kosten.csv` and a table that no profile knows, `summe.csv`.
  static let archive = """
    UEsDBBQAAAAIAAAAIQD0H2XKLAAAACoAAAAKAAAAa29zdGVuLmNzdgtJTLf2TswtSEzPS7X2zi8uSc3jMjDUMzDSMzIwMrN2tDbU\
    MzI20TE14AIAUEsDBBQAAAAIAAAAIQCzF/DTEgAAABAAAAAJAAAAc3VtbWUuY3N2887PK8m3Dk7MScnnMrc25AIAUEsBAhQDFAAA\
    AAgAAAAhAPQfZcosAAAAKgAAAAoAAAAAAAAAAAAAAIABAAAAAGtvc3Rlbi5jc3ZQSwECFAMUAAAACAAAACEAsxfw0xIAAAAQAAAA\
    CQAAAAAAAAAAAAAAgAFUAAAAc3VtbWUuY3N2UEsFBgAAAAACAAIAbwAAAI0AAAAAAA==
    """
  /// A line of prose and a table in GB18030.
  static let chinese = """
    My4gzca548nosbijutLGtq/J6LG4CsjVxtoszca547zGu64sz/u30QoyMDI2LTAyLTAxLMa3xcYsMTIuNQo=
    """

  private func events(_ name: String, _ base64: String) throws -> String {
    let place = try Workspace()
    try place.write("werbung.yaml", Self.profile)
    let bytes = try #require(Data(base64Encoded: base64))
    try bytes.write(to: URL(fileURLWithPath: "\(place.path)/\(name)"))
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      root: .
      period: {every: month, only: 2026-02}
      currency: {report_in: EUR}
      extract:
        werbung: {profile: werbung.yaml, files: "\(name)", currency: EUR}
      aggregate: {kpis: [spend]}
      render:
        report: {formats: [markdown], output: out/<period>, sections: [headline]}

      """)
    let run = try Sluice.run(["events", "p.yaml", "--all-fields", "--format", "csv"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    return run.out
  }

  private func column(_ name: String, _ table: String) throws -> [String] {
    let rows = table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let index = try #require(rows.first?.firstIndex { $0 == name })
    return rows.dropFirst().map { String($0[index]) }
  }

  @Test("a sheet's numbers and dates are read whatever the tool's CSV looks like; rows keep their numbers")
  func workbook() throws {
    let table = try events("werbung.xlsx", Self.workbook)
    #expect(try column("day", table) == ["2026-02-01", "2026-02-02", "2026-02-03"])
    // 1.234 is a number of the sheet, 1.234,50 a German text in it.
    #expect(try column("spend", table) == ["1.234 EUR", "1234.5 EUR", "0.1 EUR"])
    #expect(try column("campaign", table) == ["Frühling", "Frühling", "12"])
    #expect(try column("line", table) == ["4", "5", "7"])
  }

  @Test("of an archive the tables that fit are read, under the names of its members")
  func archive() throws {
    let table = try events("export.zip", Self.archive)
    #expect(try column("spend", table) == ["1234.5 EUR"])
    #expect(try column("file", table) == ["export.zip/kosten.csv"])
  }

  @Test("an encoding that the profile lists is tried where the text is not UTF-8")
  func encodings() throws {
    let table = try events("baidu.csv", Self.chinese)
    #expect(try column("campaign", table) == ["品牌"])
    #expect(try column("spend", table) == ["12.5 EUR"])
  }

  @Test("records shows any table of a file, in any encoding")
  func records() throws {
    let place = try Workspace()
    for (name, base64) in [("a.xlsx", Self.workbook), ("b.zip", Self.archive), ("c.csv", Self.chinese)] {
      let bytes = try #require(Data(base64Encoded: base64))
      try bytes.write(to: URL(fileURLWithPath: "\(place.path)/\(name)"))
    }
    let several = try Sluice.run(["records", "b.zip"], folder: place.path)
    #expect(several.status == 64)
    #expect(several.err.contains("hint: name one with --table: 'kosten.csv', 'summe.csv'"))
    let one = try Sluice.run(
      ["records", "b.zip", "--table", "summe.csv", "--format", "csv"], folder: place.path)
    #expect(one.out == "record,line,Konto,Saldo\n1,2,7,1\n")
    let chinese = try Sluice.run(
      ["records", "c.csv", "--encoding", "gbk", "--format", "csv"], folder: place.path)
    #expect(chinese.out.contains("推广计划"))
    let unknown = try Sluice.run(["records", "c.csv", "--encoding", "klingon"], folder: place.path)
    #expect(unknown.status == 64 && unknown.err.contains("the encoding 'klingon' can't be read"))
  }
}
