import Columns
import Extract
import Normalize

extension KernelFile {
  /// Decides how the file writes its dates and numbers, where there are several ways: by its first records, read
  /// here for that alone. What is wrong with the file is told when it is read as a whole.
  mutating func chooseTypes(_ mapping: InputMapping) {
    let medium: TypeChoice.Medium = source.file.isSheet ? .sheet : .text
    guard TypeChoice.isNeeded(mapping, medium) else { return }
    var facts = facts
    withoutActuallyEscaping({ TypeChoice.choose(mapping, medium, $0, &facts) }) {
      readStart(mapping, records: $0)
    }
    self.facts = facts
  }

  /// Reads the first batch of records, and further ones as long as they are asked for.
  func readStart(
    _ mapping: InputMapping, while goesOn: @escaping () -> Bool = { false },
    records note: @escaping (RecordBatch) -> Void
  ) {
    var file = self
    file.input = 0
    let plan = KernelPlan(inputs: [mapping], shapes: [], customerDimensions: nil, customer: nil)
    let worker = KernelWorker(plan: plan, extent: .records(while: goesOn), records: note)
    worker.begin(file)
    do { try worker.readStart() } catch KernelWorker.Failure.reread {
      _ = worker.finish()
      file.source = file.source.fromTheFront
      worker.begin(file)
      try? worker.readStart()
    } catch {
      // What is wrong is told when the file is read as a whole.
    }
  }
}

extension KernelWorker {
  /// Reads a file up to its first batch of records.
  fileprivate func readStart() throws {
    guard let file, case .plainCSV(let layout) = file.source.container else { return try readStream() }
    let input = try InputFile(path: file.source.absolute)
    try readChunk(0, of: input, layout: layout, chain: QuoteChain())
  }
}
