#!/usr/bin/env python3
"""Check what a reviewer would catch and a compiler doesn't. `make lint` runs it; nothing here compiles.

    python3 scripts/lint.py [--root FOLDER]

Prints one line per finding, FILE:LINE: [check] message, and exits 1 if there is any. A check is a function that
takes the tree and yields findings; to add one, write it, put it into CHECKS, and plant its offence in
lint_selftest.py, which proves that every check can fail.
"""
import argparse
import os
import re
import sys

SKIPPED = {".git", ".build", ".build-address", ".build-fuzz", ".build-thread", ".swiftpm", "__pycache__", "Benchmarks/data", "Benchmarks/venv"}
CODE = (".swift", ".c", ".h", ".py", ".sh")
TEXT = CODE + (".md", ".yaml", ".yml", ".json", ".css", ".modulemap", "Makefile", "run", "work", ".gitignore")
LONGEST_FILE = 400


class Tree:
    """The repository's text files: path relative to the root → lines."""

    def __init__(self, root):
        self.root, self.files = root, {}
        for folder, folders, names in os.walk(root):
            here = os.path.relpath(folder, root)
            folders[:] = sorted(f for f in folders if not SKIPPED & {f, os.path.normpath(os.path.join(here, f))})
            for name in sorted(names):
                path = os.path.relpath(os.path.join(folder, name), root)
                if name.endswith(TEXT):
                    with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as f:
                        self.files[path] = f.read().split("\n")

    def matching(self, suffix, *prefixes):
        for path, lines in self.files.items():
            if path.endswith(suffix) and (not prefixes or path.startswith(prefixes)):
                yield path, lines

    def exists(self, path):
        return os.path.exists(os.path.join(self.root, path))


def swift_code(lines):
    """(number, line) with comments and string contents blanked, so that prose can't be mistaken for code."""
    block, text = 0, False  # depth of /* */, inside a """ literal
    for number, line in enumerate(lines, 1):
        kept, i = [], 0
        while i < len(line):
            if block:
                block += line.startswith("/*", i) - line.startswith("*/", i)
                i += 2 if line.startswith(("/*", "*/"), i) else 1
            elif line.startswith('"""', i):
                text, i = not text, i + 3
            elif text:
                i += 1
            elif line.startswith("//", i):
                break
            elif line.startswith("/*", i):
                block, i = 1, i + 2
            elif line[i] == '"':
                end = re.compile(r'"(?:[^"\\]|\\.)*"').match(line, i)
                i = end.end() if end else len(line)
                kept.append('""')
            else:
                kept.append(line[i])
                i += 1
        yield number, "".join(kept)


# ---- Swift ----

RESTRICTED_IMPORTS = {  # module → where it may be imported
    "Foundation": ("Sources/sluice/", "Sources/CatalogEmbedder/", "Plugins/", "Tests/"),
    "BigInt": ("Tests/",),
    "CLibYAML": ("Sources/Declarations/YAML/",),
}
IMPORT = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
                    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)")


def imports(tree):
    """Foundation parses loosely and costs 39 MB: it stays where it is unavoidable."""
    for path, lines in tree.matching(".swift", "Sources/", "Plugins/", "Tests/"):
        for number, line in swift_code(lines):
            found = IMPORT.match(line)
            module = found and ("Foundation" if found[1].startswith("Foundation") else found[1])
            if module in RESTRICTED_IMPORTS and not path.startswith(RESTRICTED_IMPORTS[module]):
                yield path, number, f"imports {found[1]}; allowed only in {', '.join(RESTRICTED_IMPORTS[module])}"


UNSAFE = re.compile(r"\b(Unsafe(?:Mutable)?(?:Raw)?(?:Buffer)?Pointer|OpaquePointer|Unmanaged|unsafeBitCast"
                    r"|withUnsafe\w+|assumingMemoryBound)\b")
UNCHECKED = re.compile(r"@unchecked\b|nonisolated\(unsafe\)")


def unsafe(tree):
    for path, lines in tree.matching(".swift", "Sources/", "Plugins/"):
        is_allowed = "Unsafe" in path.split("/")[:-1] or path.startswith("Sources/Extract/XML/")
        for number, line in swift_code(lines):
            found = UNSAFE.search(line)
            if found and not is_allowed:
                yield path, number, f"{found[1]} outside a folder named Unsafe: use Span, or move the code"
            if UNCHECKED.search(line):
                yield path, number, f"{UNCHECKED.search(line)[0]}: make it Sendable by construction"


TRAP = re.compile(r"\btry!|\bas!|\bfatalError\b|[\w)\]}]!(?![=\w])")
BASE_ADDRESS = re.compile(r"\bbaseAddress!")


def traps(tree):
    """Input must never end the process; only a base address that is known to exist may be unwrapped."""
    for path, lines in tree.matching(".swift", "Sources/", "Plugins/"):
        is_unsafe = "Unsafe" in path.split("/")[:-1] or path.startswith("Sources/Extract/XML/")
        for number, line in swift_code(lines):
            found = TRAP.search(BASE_ADDRESS.sub("baseAddress", line) if is_unsafe else line)
            if found:
                yield path, number, f"'{found[0]}' ends the process: throw, or return an optional"


# ---- every file ----

def length(tree):
    for path, lines in tree.files.items():
        count = len(lines) - (lines[-1] == "")
        reason = any(re.match(r"\s*(//|#|\*)\s*Long because", line) for line in lines)
        if path.endswith(CODE) and count > LONGEST_FILE and not reason:
            yield path, count, f"{count} lines, at most {LONGEST_FILE}: split it, or say '// Long because …'"


# Not after a word, dot or closing sign: `Benchmarks/work` and `https://host/work` are no absolute paths.
PRIVATE_PATH = re.compile(r"(?<![\w.*})>$\"'-])/(?:work|tmp)\b(?!\w)|[\"']/(?:work|tmp)\b")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")


def leftovers(tree):
    for path, lines in tree.files.items():
        for number, line in enumerate(lines, 1):
            if PRIVATE_PATH.search(line):
                yield path, number, f"a path of somebody's own machine: '{PRIVATE_PATH.search(line)[0].lstrip()}'"
            if path.endswith(CODE) and UNFINISHED.search(line):
                yield path, number, f"'{UNFINISHED.search(line)[0]}': finish it, or open an issue"


# ---- catalog and pipelines ----

def catalog_tests(tree):
    for path, lines in tree.matching(".yaml", "Catalog/profiles/", "Catalog/kpis/"):
        at = next((i for i, line in enumerate(lines) if line.startswith("tests:")), None)
        following = [] if at is None else [line for line in lines[at + 1:] if line.strip()]
        block = following and following[0].lstrip().startswith("-")
        if at is None or not (block or re.match(r"tests:\s*\[\s*[^\]\s]", lines[at])):
            yield path, 1, "has no tests: give input and expected output under 'tests:'"


def kpi_names(tree):
    return {os.path.basename(path)[:-5] for path, _ in tree.matching(".yaml", "Catalog/kpis/")}


def named_kpis(lines):
    """(number, name, is_own) of the KPIs a pipeline file names. Reads the layouts people write, not all of YAML:
    `kpis:` as a list in one line or one per line, `kpi:`, `sort_by:`, and the `columns:` list of a table."""
    inside = None  # indentation of a `kpis:` whose items follow
    for number, line in enumerate(lines, 1):
        line = re.sub(r"(^|\s)#.*", "", line)
        indent = len(line) - len(line.lstrip())
        own = re.match(r"\s*-\s*\{?\s*name:\s*(\w+)", line)
        item = re.match(r"\s*-\s*(\w+)\s*$", line)
        if inside is not None and line.strip():
            if indent < inside or (indent == inside and not line.lstrip().startswith("-")):
                inside = None
            elif own or item:
                yield number, (own or item)[1], bool(own)
        for found in re.finditer(r"\b(?:kpis|columns):\s*\[([^\]]*)\]", line):
            for name in re.findall(r"[A-Za-z_]\w*", re.sub(r"\{(\w+):\s*\w+\}", r"\1", found[1])):  # {kpi: variant}
                yield number, name, False
        for found in re.finditer(r"\b(?:kpi|sort_by):\s*(\w+)", line):
            yield number, found[1], False
        if re.match(r"\s*kpis:\s*$", line):
            inside = indent


def pipeline_kpis(tree):
    known = kpi_names(tree)
    for path, lines in tree.matching(".yaml", "pipelines/", "Benchmarks/pipelines/"):
        named = list(named_kpis(lines))
        own = {name for _, name, is_own in named if is_own}
        for number, name, _ in named:
            if name not in known and name not in own:
                yield path, number, f"KPI '{name}' is not in Catalog/kpis"


# ---- prose ----

def prose(lines):
    """(number, line) outside fenced code blocks."""
    fence = None
    for number, line in enumerate(lines, 1):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark and (fence is None or mark[1].startswith(fence)):
            fence = mark[1] if fence is None else None
        elif fence is None:
            yield number, line


def documented_names(tree):
    """A `snake_case` name in prose, and any `name` on a line about KPIs, must exist: as a KPI, or in the sources."""
    known = kpi_names(tree)
    for path, lines in tree.files.items():
        if not path.endswith(".md"):
            for line in lines:
                known.update(re.findall(r"[A-Za-z_]\w*", line))
    for path, lines in tree.matching(".md"):
        if path.startswith("reports/"):
            continue  # written by the program, compared by the tests
        for number, line in prose(lines):
            pattern = r"`([a-z]\w*)`" if "KPI" in line else r"`([a-z]\w*_\w+)`"
            for name in re.findall(pattern, line):
                if name not in known:
                    yield path, number, f"`{name}` is neither a KPI nor any other name in the tree"


def slug(heading):
    """GitHub's anchor of a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def links(tree):
    for path, lines in tree.matching(".md"):
        for number, line in prose(lines):
            for target in re.findall(r"\]\(\s*<?([^)\s>]+)", re.sub(r"`[^`]*`", "", line)):
                file, _, anchor = target.partition("#")
                if re.match(r"[a-z][a-z0-9+.-]*:", target):
                    continue
                aim = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
                if not tree.exists(aim):
                    yield path, number, f"the link's target '{target}' does not exist"
                elif anchor and aim in tree.files:
                    headings = [re.match(r"#+\s+(.*)", text) for _, text in prose(tree.files[aim])]
                    if anchor not in {slug(heading[1]) for heading in headings if heading}:
                        yield path, number, f"'{aim}' has no heading for '#{anchor}'"


CHECKS = [imports, unsafe, traps, length, leftovers, catalog_tests, pipeline_kpis, documented_names, links]


def findings(root):
    """All findings: (path, line, check, message), in order."""
    tree = Tree(root)
    return sorted((path, number, check.__name__, message) for check in CHECKS for path, number, message in check(tree))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--root", default=os.path.dirname(here), help="the repository (default: this script's)")
    found = findings(parser.parse_args().root)
    for path, number, check, message in found:
        print(f"{path}:{number}: [{check}] {message}")
    print(f"lint: {len(found)} finding{'' if len(found) == 1 else 's'}" if found else "lint: nothing to complain about")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
