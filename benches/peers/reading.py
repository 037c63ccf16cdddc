"""The same reading with python-calamine and polars: workbooks, types, joins, means, and the checks a script would have.

`python3 benches/peers/reading.py FOLDER` prints what it found as a JSON object. It reads every sheet of every workbook, joins
grades to students and to the courses of their curriculum, makes dates and grades of text where text stands, and looks for
what is missing, out of range or there twice. It does not keep cells, repair names, zeros or alphabets, check the digits of
ЕГН, or say where anything stands, as laurea does.
"""

import datetime
import json
import sys
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook


def sheets(path):
    """Every sheet of a workbook as a frame; columns of several types become text, dates in them ISO text."""
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        header, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        columns = zip(*rows) if rows else [()] * len(header)
        yield name, pl.DataFrame([series(str(head), list(values)) for head, values in zip(header, columns)])


def series(name, values):
    kinds = {type(value) for value in values}
    if kinds == {str}:
        written = pl.Series(name, values, dtype=pl.String)
        return written.str.replace_all(r"\s+", " ").str.strip_chars().replace("", None)
    if kinds - {str} in ({float}, {datetime.date}) and (str not in kinds or not any(isinstance(v, str) and v for v in values)):
        values = [None if value == "" else value for value in values] if str in kinds else values
        return pl.Series(name, values, dtype=pl.Float64 if float in kinds else pl.Date)
    return pl.Series(name, [text(value) for value in values], dtype=pl.String)


def text(value):
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def identifier(name):
    """ЕГН and faculty numbers as text; the zeros that a number has lost."""
    return pl.col(name).cast(pl.String).str.strip_suffix(".0").str.zfill(10)


def date(frame, name):
    """Dates as they are, or from „30.09.2025“ or ISO text."""
    if frame.schema[name] == pl.Date:
        return pl.col(name)
    dotted = pl.col(name).str.extract(r"(\d{1,2}\.\d{1,2}\.\d{4})").str.to_date("%d.%m.%Y", strict=False)
    return pl.coalesce(dotted, pl.col(name).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)).alias(name)


def grade(frame):
    """Grades as numbers, or the number in „Мн. добър 5,00“."""
    if frame.schema["Оценка"] == pl.Float64:
        return pl.col("Оценка")
    number = pl.col("Оценка").str.extract(r"(\d+(?:[.,]\d+)?)").str.replace(",", ".")
    return number.cast(pl.Float64, strict=False).alias("Оценка")


def main(folder):
    books = {path.stem: dict(sheets(path)) for path in sorted(folder.glob("*.xlsx"))}
    programmes = books["curricula"].pop("Специалности")
    courses = pl.concat(
        sheet.select("Код", pl.col("Дисциплина").alias("Курс"), "Кредити").with_columns(pl.lit(name).alias("Лист"))
        for name, sheet in books["curricula"].items()
    ).join(programmes.select("Лист", "Специалност"), on="Лист", how="left")
    students = books["students"]["Студенти"].with_columns(identifier("ЕГН"))
    students = students.with_columns(date(students, "Дата на раждане"), date(students, "Дата на записване"))
    grades = books["grades"]["Оценки"].with_row_index("ред", offset=2)
    grades = grades.with_columns(grade(grades), date(grades, "Дата"), pl.col("Оценка").cast(pl.String).alias("Написано"))
    exams = books["state_exams"]["Държавни изпити"]
    exams = exams.with_columns(grade(exams), date(exams, "Дата"))
    number = "Факултетен номер"
    joined = (
        grades.lazy()
        .join(students.lazy().select(number, "Специалност", "Дата на раждане"), on=number, how="left")
        .join(courses.lazy(), on=["Специалност", "Код"], how="left")
        .collect()
    )
    last = joined.sort(number, "Код", "Дата", "ред").group_by(number, "Код", maintain_order=True).last()
    means = last.group_by(number).agg(pl.col("Оценка").mean(), pl.col("Кредити").sum())
    means = means.join(exams.group_by(number).agg(pl.col("Оценка").mean().alias("Изпит")), on=number, how="left")
    granted = ["зачита се", "освободен"]
    out_of_range = (pl.col("Оценка") < 2) | (pl.col("Оценка") > 6)
    found = {
        "student-unknown": joined.filter(pl.col("Специалност").is_null()),
        "course-unknown": joined.filter(pl.col("Курс").is_null()),
        "course-name-differs": joined.filter(pl.col("Курс") != pl.col("Дисциплина")),
        "grade-unreadable": joined.filter(pl.col("Оценка").is_null() & ~pl.col("Написано").is_in(granted)),
        "grade-out-of-range": joined.filter(out_of_range),
        "exam-grade-out-of-range": exams.filter(out_of_range | pl.col("Оценка").is_null()),
        "date-missing": joined.filter(pl.col("Дата").is_null()),
        "date-before-birth": joined.filter(pl.col("Дата") <= pl.col("Дата на раждане")),
        "result-twice": joined.filter(pl.struct(number, "Код", "Дата").is_duplicated()),
        "number-twice": students.filter(pl.col(number).is_duplicated()),
        "person-twice": students.filter(pl.col("ЕГН").is_not_null() & pl.struct("ЕГН", "Специалност").is_duplicated()),
        "value-missing": students.filter(pl.any_horizontal(pl.col(number, "Име", "Статус", "Специалност").is_null())),
        "exam-student-unknown": exams.join(students, on=number, how="anti"),
        "request-student-unknown": books["requests"]["Заявления"].join(students, on=number, how="anti"),
    }
    figures = {"students": students.height, "grades": grades.height, "mean": round(means["Оценка"].mean(), 4)}
    print(json.dumps(figures | {code: rows.height for code, rows in found.items()}, ensure_ascii=False))


main(Path(sys.argv[1]))
