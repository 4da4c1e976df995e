#!/usr/bin/env python3
"""Prove that every check of lint.py can fail: a clean tree passes, each planted offence is found, alone."""
import os
import sys
import tempfile

import lint

CLEAN = {
    "Sources/Declarations/YAML/Reader.swift": "internal import CLibYAML\n",
    "Sources/Extract/Unsafe/Block.swift": "let p: UnsafePointer<UInt8> = bytes.baseAddress!\n",
    "Sources/Extract/XML/Parser.swift": "func f(_ p: OpaquePointer) {}\n",
    "Sources/Render/Page.swift": "// import Foundation; UnsafePointer, try! in prose\nlet a = \"try! it!\"\nif a != b || !c {}\n",
    "Sources/Render/Long.swift": "// Long because it is one table.\n" + "let x = 1\n" * 400,
    "Tests/RenderTests/PageTests.swift": "import Foundation\nlet a = try! f()\n",
    "Catalog/kpis/roas.yaml": "kpi: roas\ntests:\n  - {given: {revenue: 1}, expect: n/a}\n",
    "Catalog/kpis/click_rate.yaml": "kpi: click_rate\ntests: [{given: {}, expect: n/a}]\n",
    "Catalog/profiles/tool/export.yaml": "profile: tool/export\ntests:\n- name: one\n",
    "pipelines/good.yaml": "aggregate:\n  kpis:\n    - roas   # a comment\n    - name: mine\n      formula: 1\n"
                           "  targets: [{kpi: mine}]\nrender:\n  tables: {t: {columns: [roas, click_rate]}}\n",
    "README.md": "# A title, here\nThe KPI `roas`; `click_rate`; [title](#a-title-here); [the rate](Catalog/kpis/roas.yaml)\n"
                 "`[no](link.md)`, https://host/work, `Benchmarks/work W1`\n```\n[not a link](nowhere.md) `no_such_name`\n```\n",
}
# check → offences, each a file to add or replace
OFFENCES = {
    "imports": [
        ("Sources/Render/Bad.swift", "package import struct FoundationEssentials.Date\n"),
        ("Sources/Declarations/KPI.swift", "import Foundation\n"), ("Sources/Pipeline/Plan.swift", "import CLibYAML\n")],
    "unsafe": [
        ("Sources/Render/Bad.swift", "func f(_ p: UnsafeMutableRawBufferPointer) {}\n"),
        ("Sources/Extract/Unsafely.swift", "bytes.withUnsafeBytes { _ in }\n"),
        ("Sources/Extract/Unsafe/Box.swift", "struct Box: @unchecked Sendable {}\n")],
    "traps": [
        ("Sources/Render/Bad.swift", "let a = try! f()\n"), ("Sources/Render/Bad.swift", "let a = b[0]!.c\n"),
        ("Sources/Render/Bad.swift", "let p = bytes.baseAddress!\n"), ("Sources/Render/Bad.swift", "fatalError()\n")],
    "length": [("Sources/Render/Bad.swift", "let x = 1\n" * 401), ("scripts/bad.py", "x = 1\n" * 401)],
    "leftovers": [
        ("Sources/Render/Bad.swift", "let a = \"/tm" "p/x\"\n"), ("README.md", "see /wo" "rk/main\n"),
        ("Sources/Render/Bad.swift", "// TO" "DO: later\n"), ("Makefile", "all:\n\tcp a /tm" "p\n")],
    "catalog_tests": [
        ("Catalog/kpis/roas.yaml", "kpi: roas\n"), ("Catalog/kpis/roas.yaml", "kpi: roas\ntests: []\n"),
        ("Catalog/profiles/tool/export.yaml", "profile: tool/export\ntests:\nnulls: [x]\n")],
    "pipeline_kpis": [
        ("pipelines/bad.yaml", "aggregate:\n  kpis: [roas, raos]\n"), ("pipelines/bad.yaml", "  kpis:\n  - raos\n"),
        ("pipelines/bad.yaml", "  sections: [{channels: {sort_by: raos}}]\n"),
        ("Benchmarks/pipelines/bad.yaml", "  columns: [clicky_rate]\n")],
    "documented_names": [("docs/a.md", "`click_rat`\n"), ("docs/a.md", "The KPI `raos` is good\n")],
    "links": [
        ("docs/a.md", "[a](nowhere.md)\n"), ("docs/a.md", "[a](README.md)\n"), ("docs/a.md", "![a](../x.png)\n"),
        ("docs/a.md", "[a](../README.md#no-such-heading)\n")],
}


def checks_that_fail(files):
    with tempfile.TemporaryDirectory() as root:
        for path, content in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as f:
                f.write(content)
        return sorted({check for _, _, check, _ in lint.findings(root)})


def main():
    wrong = [f"a clean tree fails: {checks_that_fail(CLEAN)}"] if checks_that_fail(CLEAN) else []
    wrong += [f"no offence is planted for '{check.__name__}'" for check in lint.CHECKS if check.__name__ not in OFFENCES]
    for check, offences in OFFENCES.items():
        for path, content in offences:
            found = checks_that_fail({**CLEAN, path: content})
            if found != [check]:
                wrong.append(f"{path} {content[:60]!r}: expected [{check}], found {found}")
    for line in wrong:
        print(f"lint_selftest: {line}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
