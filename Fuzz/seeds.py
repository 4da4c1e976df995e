"""Writes the seeds of every fuzzer, made from fixtures/, the catalog and the pipelines, into a folder."""
import gzip
import io
import pathlib
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEAD = 6000  # bytes of a fixture: enough rows, still quick to mutate

NUMBERS = """0|-12.50|1,234.56|1.234,56|1 234,56|1'234.56|1’234.5|1\u202f234,5|$1,234.56 USD|-$5.00|EUR 12|12,00 zł|Rs. 5
(5.00)|5.00-|\u22125|12%|< 10%|--|1e3|٣|５|9223372036854775807|9223372036854.775808|0,500|12000000|US$5|A$1|15PCS|NaN"""
DATES = """2026-02-28|2024-02-29|2026-02-30|01.07.2025|7/1/2025|31/12/2025|20250701|Jul 1, 2025|1. März 2026|3. Dez. 2026
5 сент. 2025|Май 2025|2025-07-01 23:59:59|2025-07-01 9:00|Jul 01, 2025 12:30 PM|7/1/2025 1:05:09 am
2025-07-01T08:05:09.123Z|2025-07-01 08:05:09 +03:00|2025-07-01 09:00 UTC+3|2025-07-01 09:00 CST|45839|0000-00-00"""
FORMULAS = """spend|a - b - c|(a + b) * c|-a * b|a - -1.50|1000*spend/if_zero( impressions ,1 )|расход / 2|a + ) b|2 * 1.2.3|spend / total(spend)|rolling(previous(a + b), 3)"""

# How the harness chooses its loader; profiles stand in folders of their own.
LOADERS = {"pipelines": 0, "kpis": 2, "sections": 3, "languages": 4, "channels": 5}


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_2003 = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="d"><NumberFormat '
    'ss:Format="yyyy-mm-dd"/></Style></Styles><Worksheet ss:Name="A"><Table><Row ss:Index="2"><Cell ss:Index="2" '
    'ss:MergeAcross="1" ss:StyleID="d"><Data ss:Type="DateTime">2026-01-31T00:00:00.000</Data></Cell><Cell>'
    '<Data ss:Type="Number">0.10000000000000001</Data></Cell></Row></Table></Worksheet></Workbook>'
)
WORKBOOK = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": '<workbook><workbookPr date1904="0"/><sheets><sheet name="A" id="r1"/><sheet name="B" '
    'state="hidden" id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": "<Relationships>"
    + "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for name, kind, target in [("r1", "worksheet", "worksheets/s.xml"), ("r2", "sharedStrings", "ss.xml"),
                                   ("r3", "styles", "/xl/styles.xml")]
    )
    + "</Relationships>",
    "xl/worksheets/s.xml": '<worksheet><sheetData><row r="2"><c r="B2" s="1"><v>46053.5</v></c><c t="s"><v>0</v></c>'
    '<c t="b"><v>1</v></c><c t="inlineStr"><is><t>x_x001F_"</t></is></c></row><row><c><v>1.0000000000000002E-3</v></c>'
    "</row></sheetData></worksheet>",
    "xl/ss.xml": "<sst><si><r><t>a</t></r><rPh><t>b</t></rPh></si></sst>",
    "xl/styles.xml": '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts><cellXfs><xf '
    'numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}


def archive(members, method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, text in members.items():
            file.writestr(zipfile.ZipInfo(name), text, method)
    return buffer.getvalue()


def containers():
    """Files of every kind of container; stored ones let the fuzzer reach the text inside."""
    csv = {"Table data.csv": "day,clicks\n2026-01-01,7\n", "Totals.csv": "day\n", "b/отчёт.xml": SHEET_2003}
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield archive(csv, method)
        yield archive(WORKBOOK, method)
    yield SHEET_2003.encode()
    yield gzip.compress(SHEET_2003.encode(), mtime=0)
    yield b"day,clicks\n1,2\n"


def lists(text):
    return [part for part in text.replace("\n", "|").split("|") if part]


def seeds():
    """Target → byte strings."""
    found = {name: [] for name in ["CSV", "XML", "YAML", "Numbers", "Dates", "Formulas", "Containers", "Gzip"]}
    for path in sorted((ROOT / "fixtures").rglob("*")):
        if path.suffix in (".csv", ".tsv", ".txt"):
            text = path.read_bytes()[:HEAD]
            columns = text.split(b"\n", 1)[0].count(b",")
            for size in (0, 7, 60):
                found["CSV"].append(bytes([0, columns % 5, 0, size, size * 3, 1, size, 255]) + text)
        elif path.suffix == ".xml":
            found["XML"].append(bytes([1, 7, 200]) + path.read_bytes()[:HEAD])
    found["CSV"] += [
        bytes([0, 2, 0, 0, 16, 1, 2, 3]) + b'a,"b\r\n""c""",d\r\nTotal,1,2\n#x\n"",,\n1,2\n"a"b,c,d\n\n7,8,9',
        bytes([0x81, 1, 3, 9, 9, 3, 2, 1]) + b'x;y\r"1\r2";3\r\rSum;4\r',
    ]
    found["XML"] += [
        bytes([1, 2, 3]) + text.encode()
        for text in (
            '<report currency="EUR"><rows><row id="1"><name>a&amp;b</name><a><b>1</b></a><props><prop><key>status</key>'
            "<text>x</text></prop></props><items><item><qty>2</qty><price>1.50</price></item></items></row></rows></report>",
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><report><rows><row>&x;</row></rows></report>',
            '<?xml version="1.0" encoding="utf-8"?><report><rows><row><![CDATA[<b>]]></row><!-- c --></rows></report>',
        )
    ]
    for folder in ("pipelines", "Catalog"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            if path.stat().st_size <= HEAD:
                found["YAML"].append(bytes([LOADERS.get(path.parent.name, 1)]) + path.read_bytes())
    for notation in range(7):
        for scale in range(3):
            found["Numbers"] += [bytes([notation, scale]) + text.encode() for text in lists(NUMBERS)]
    for pattern in range(17):
        found["Dates"] += [bytes([pattern]) + text.encode() for text in lists(DATES)]
    found["Containers"] = [bytes([0, 9]) + file for file in containers()]
    parts = [WORKBOOK[name].encode() for name in ("xl/worksheets/s.xml", "xl/ss.xml", "xl/styles.xml", "xl/workbook.xml")]
    found["Containers"] += [bytes([0x80, 9]) + b"\0".join(parts[:count]) for count in range(1, 5)]
    packed = gzip.compress(b"day,clicks\n2026-01-01,7\n" * 40, mtime=0)
    found["Gzip"] = [bytes([0, 9]) + file[2:] for file in (packed, packed + packed, gzip.compress(b"", mtime=0))]
    found["Formulas"] = [text.encode() for text in lists(FORMULAS)]
    return found


def write(folder):
    for target, texts in seeds().items():
        place = pathlib.Path(folder) / target
        place.mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(texts):
            (place / f"{number:04}").write_bytes(text)


if __name__ == "__main__":
    write(sys.argv[1])
