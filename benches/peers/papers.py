"""The same appendices by other means: what a paper costs with typst for Python, WeasyPrint, LibreOffice and xelatex.

`python3 benches/peers/papers.py PEER PLAN COUNT` sets the first COUNT papers of a folder that `laurea plan` made, each a document
of its own, and prints a JSON object: documents, seconds, processor seconds (with all child processes), the most memory that one
process took, and the sum of bytes. PEER is one of

    typst        typst for Python, laurea's own template and fonts, `typst.compile` a document
    typst-pool   the same in a pool of as many processes as there are cores
    weasyprint   a page of HTML with the same words and tables, tagged PDF/UA
    libreoffice  a .docx filled by docxtpl, all converted by one process
    xelatex      a LaTeX file with a long table, run twice, as long tables want

`laurea` itself is measured in the same way: `papers.py laurea PLAN COUNT`, with LAUREA naming the program.
Only typst makes the same paper; the others have the same data, simpler pages, and what of PDF/A they can.
"""

import concurrent.futures
import html
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def tasks(plan, count):
    with open(plan / "papers.jsonl", encoding="utf-8") as lines:
        return [json.loads(line) for _, line in zip(range(count), lines)]


def drawing(plan):
    """The code of the sample paper: laurea draws each paper's own; to set it costs the same."""
    sample = json.loads((Path(__file__).parents[2] / "templates/appendix/data.json").read_text(encoding="utf-8"))
    return {key: sample["document"][key] for key in ("qr", "page_codes")}


def data_of(task, codes):
    data = json.loads(task["data"])
    data["document"].update(codes)
    return data


# ── typst for Python ──

def typst_one(job):
    import typst

    task, root, out, codes = job
    # A folder of its own, because the template reads its data from the file beside it.
    name = task["key"].replace("/", "-") + ".json"
    (root / task["kind"] / name).write_text(json.dumps(data_of(task, codes), ensure_ascii=False), encoding="utf-8")
    pdf = typst.compile(
        str(root / task["kind"] / "main.typ"), root=str(root), font_paths=[str(root / "fonts")], ignore_system_fonts=True,
        sys_inputs={"data": name}, pdf_standards=["a-2a", "ua-1"], timestamp=1759233600,
    )
    (out / f"{name}.pdf").write_bytes(pdf)


def typst_jobs(plan, papers, out):
    root = out / "templates"
    shutil.copytree(plan / "templates", root)
    codes = drawing(plan)
    return [(task, root, out, codes) for task in papers]


def run_typst(plan, papers, out):
    for job in typst_jobs(plan, papers, out):
        typst_one(job)


def run_typst_pool(plan, papers, out):
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(typst_one, typst_jobs(plan, papers, out), chunksize=4))


# ── one look at the data for the others ──

HEAD = ["№", "Учебна дисциплина", "Лек.", "Упр.", "Сам. раб.", "Общо", "Кредити", "Оценка", "ECTS"]
KEYS = ["number", "name", "hours_lectures", "hours_exercises", "hours_self_study", "hours_total", "credits"]


def rows(data):
    text = lambda value: "–" if value is None else str(value)
    for course in data["courses"]:
        grade = f"{text(course['word'])} {text(course['result'])}"
        yield [text(course[key]) for key in KEYS] + [grade, text(course["ects"])]


def facts(data):
    """Label and value of everything that stands over the table, as the paper has it."""
    texts, fields, document = data["texts"], data["fields"], data["document"]
    pairs = [
        ("label_register_number", document["register_number"]), ("label_register_date", document["register_date"]),
        ("label_egn", fields["egn"]), ("label_faculty_number", fields["faculty_number"]),
        ("label_birth", fields["birth_date"]), ("label_birth_place", texts["birth_place"]),
        ("label_citizenship", fields["citizenship"]), ("label_speciality", fields["speciality"]),
        ("label_qualification", fields["qualification"]), ("label_field", texts["field"]),
        ("label_form", fields["study_form"]), ("label_duration", texts["duration"]),
        ("label_enrolment", fields["enrolment_date"]), ("label_credits", fields["credits_total"]),
        ("label_prior", texts["prior"]), ("label_overall", f"{fields['overall_word']} ({fields['overall']})"),
    ]
    return [(texts[label], "–" if value is None else str(value)) for label, value in pairs]


def signers(data):
    return [(one["title"], one["name"]) for one in (data["signatories"]["head"], data["signatories"]["rector"])]


# ── WeasyPrint ──

STYLE = """@page { size: A4; margin: 18mm; @bottom-center { content: counter(page) " / " counter(pages) } }
body { font: 9.5pt serif } h1 { text-align: center } table { border-collapse: collapse; width: 100% }
td, th { border-bottom: .3pt solid #888; padding: 1mm; text-align: left } thead { display: table-header-group }"""


def run_weasyprint(_, papers, out):
    from weasyprint import HTML

    for task in papers:
        data = data_of(task, {})
        esc = html.escape
        table = "".join("<tr>" + "".join(f"<td>{esc(cell)}</td>" for cell in row) + "</tr>" for row in rows(data))
        over = "".join(f"<p>{esc(label)}: <b>{esc(value)}</b></p>" for label, value in facts(data))
        under = "".join(f"<p>{esc(title)}: {esc(name)}</p>" for title, name in signers(data))
        page = (
            f'<html lang="bg"><head><title>{esc(data["texts"]["title"])}</title><style>{STYLE}</style></head><body>'
            f'<p>{esc(data["institution"]["name"])}</p><h1>{esc(data["texts"]["heading"])}</h1>'
            f'<h2>{esc(data["fields"]["full_name"])}</h2>{over}<table><thead><tr>'
            + "".join(f"<th>{esc(head)}</th>" for head in HEAD)
            + f"</tr></thead><tbody>{table}</tbody></table>{under}</body></html>"
        )
        HTML(string=page).write_pdf(out / (task["key"].replace("/", "-") + ".pdf"), pdf_variant="pdf/ua-1")


# ── LibreOffice ──

def template_of_word(path):
    import docx

    document = docx.Document()
    document.add_heading("{{ heading }}", 1)
    document.add_paragraph("{{ university }}")
    document.add_heading("{{ name }}", 2)
    for text in ("{%p for label, value in facts %}", "{{ label }}: {{ value }}", "{%p endfor %}"):
        document.add_paragraph(text)
    table = document.add_table(rows=4, cols=len(HEAD))
    for cell, head in zip(table.rows[0].cells, HEAD):
        cell.text = head
    table.rows[1].cells[0].text = "{%tr for row in rows %}"
    for at, cell in enumerate(table.rows[2].cells):
        cell.text = "{{ row[%d] }}" % at
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for text in ("{%p for title, name in signers %}", "{{ title }}: {{ name }}", "{%p endfor %}"):
        document.add_paragraph(text)
    document.save(path)


def run_libreoffice(_, papers, out):
    from docxtpl import DocxTemplate

    template_of_word(out / "template.docx")
    files = []
    for task in papers:
        data = data_of(task, {})
        document = DocxTemplate(out / "template.docx")
        document.render({
            "heading": data["texts"]["heading"], "university": data["institution"]["name"], "name": data["fields"]["full_name"],
            "facts": facts(data), "rows": list(rows(data)), "signers": signers(data),
        }, autoescape=True)
        files.append(str(out / (task["key"].replace("/", "-") + ".docx")))
        document.save(files[-1])
    (out / "template.docx").unlink()
    convert = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},"PDFUACompliance":{"type":"boolean","value":"true"}}'
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", convert, "--outdir", str(out), *files],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


# ── xelatex ──

def tex(text):
    marks = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
             "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}
    return "".join(marks.get(letter, letter) for letter in text)


def run_xelatex(_, papers, out):
    for task in papers:
        data = data_of(task, {})
        table = "".join(" & ".join(map(tex, row)) + r" \\" + "\n" for row in rows(data))
        over = "".join(rf"{tex(label)}: \textbf{{{tex(value)}}}\par" + "\n" for label, value in facts(data))
        under = "".join(rf"{tex(title)}: {tex(name)}\par" + "\n" for title, name in signers(data))
        widths = "rp{62mm}rrrrrp{26mm}c"
        page = "\n".join([
            r"\documentclass[9pt]{extarticle}", r"\usepackage[a4paper,margin=15mm]{geometry}", r"\usepackage{fontspec,longtable}",
            r"\setmainfont{DejaVu Serif}[Scale=0.8]", r"\begin{document}", tex(data["institution"]["name"]),
            rf"\section*{{{tex(data['texts']['heading'])}}}", rf"\subsection*{{{tex(data['fields']['full_name'])}}}", over,
            rf"\begin{{longtable}}{{{widths}}}", " & ".join(map(tex, HEAD)) + r" \\ \hline \endhead", table, r"\end{longtable}",
            under, r"\end{document}",
        ])
        source = out / (task["key"].replace("/", "-") + ".tex")
        source.write_text(page, encoding="utf-8")
        for _ in range(2):
            subprocess.run(["xelatex", "-interaction=batchmode", source.name], cwd=out, check=True, stdout=subprocess.DEVNULL)


# ── laurea ──

def run_laurea(plan, papers, out):
    if len(papers) != sum(1 for _ in open(plan / "papers.jsonl", encoding="utf-8")):
        sys.exit("laurea sets a whole plan: COUNT must be its number of papers")
    subprocess.run(
        [os.environ["LAUREA"], "render", "--plan", str(plan), "--shard", "1/1", "--out", str(out)],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


PEERS = {
    "laurea": run_laurea, "typst": run_typst, "typst-pool": run_typst_pool, "weasyprint": run_weasyprint,
    "libreoffice": run_libreoffice, "xelatex": run_xelatex,
}


def main():
    peer, plan, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    papers = tasks(plan, count)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        start = time.monotonic()
        PEERS[peer](plan, papers, out)
        wall = time.monotonic() - start
        pdfs = list(out.rglob("*.pdf"))
        if len(pdfs) != len(papers):
            sys.exit(f"{peer}: {len(pdfs)} PDFs of {len(papers)} papers")
        size = sum(pdf.stat().st_size for pdf in pdfs)
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({
        "peer": peer, "documents": len(papers), "seconds": round(wall, 3),
        "processor": round(sum(use.ru_utime + use.ru_stime for use in uses), 3),
        "peak_mib": max(use.ru_maxrss for use in uses) // 1024, "bytes": size,
    }))


if __name__ == "__main__":
    main()
