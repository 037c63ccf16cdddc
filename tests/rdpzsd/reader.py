"""An independent reader of the two TXT formats of the state register of students (РДПЗСД), from their specification alone.

    python3 reader.py persons|semesters FILE [--nomenclatures FOLDER] [--date YYYY-MM-DD]

Ends with 0 where the file is accepted, with 1 where it is not; each fault stands on a line of its own.
"""

import csv
import re
import sys
from datetime import date
from pathlib import Path

LIMIT = 15_728_640
CYRILLIC = re.compile(r"[А-Яа-я\-\s]+")
LATIN = re.compile(r"[A-Za-z\-\s]+")
EVENTS = {
    "initial": {100, 104, 105, 106, 107},
    "active": {101, 103, 108, 110, 111, 112, 113},
    "interrupted": set(range(201, 209)),
    "completed": {303, 304, 305, 307, 308, 309, 310},
    "graduation": {401, 403, 404, 405, 406},
}
DOCTOR_EVENTS = {100, 104, 105, 106, 102, 103, 108, 109, 114, 402, 403, 404, 405, 406} | EVENTS["interrupted"] | EVENTS["completed"]


def rows(data):
    """The rows of a file with their numbers; blank lines count and say nothing."""
    if len(data) > LIMIT:
        raise ValueError("the file is longer than the register takes")
    text = data.decode("utf-8-sig", errors="strict")
    for number, line in enumerate(re.split("\r\n|\r|\n", text), 1):
        if line.strip():
            yield number, [value.strip("'").strip() for value in line.split("|")]


def day(text):
    match = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})", text)
    if not match:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def checked(text, weights, modulus):
    if not re.fullmatch(r"\d{10}", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, weights))
    return total % modulus % 10 == int(text[9])


def is_egn(text):
    return checked(text, (2, 4, 8, 5, 10, 9, 7, 3, 6), 11)


def is_lnch(text):
    return checked(text, (21, 19, 17, 13, 11, 9, 7, 3, 1), 10)


class Lists:
    def __init__(self, folder):
        self.folder = folder

    def codes(self, name, column):
        if self.folder is None:
            return None
        with open(self.folder / name, encoding="utf-8-sig", newline="") as file:
            return {row[column] for row in csv.DictReader(file, delimiter=";")}


def in_list(text, codes):
    return codes is None or text in codes


def persons(data, lists, today):
    faults, seen = [], {}
    countries, towns = lists.codes("countries.csv", "code"), lists.codes("settlements.csv", "code")
    provinces, municipalities = lists.codes("provinces.csv", "code"), lists.codes("municipalities.csv", "code")
    count = 0
    for number, row in rows(data):
        count += 1

        def fault(words, number=number):
            faults.append(f"row {number}: {words}")

        if len(row) != 30:
            fault(f"{len(row)} fields instead of 30")
            continue
        ean, egn, lnch, idn = row[:4]
        if ean and not re.fullmatch(r"[A-Za-z]{2}\d{5}", ean):
            fault("ЕАН")
        if not (egn or lnch or idn):
            fault("no identifier")
        if egn and not is_egn(egn):
            fault("ЕГН")
        if lnch and not is_lnch(lnch):
            fault("ЛНЧ")
        if idn and not re.fullmatch(r"[A-Z0-9\-\s]{6,25}", idn):
            fault("ИДН")
        for what, value in (("ЕАН", ean), ("ЕГН", egn), ("ЛНЧ", lnch), ("e-mail", row[14].lower())):
            if value and seen.setdefault((what, value), number) != number:
                fault(f"{what} stands twice")
        born = day(row[4])
        if born is None or not today.year - 80 <= born.year <= today.year - 14:
            fault("birth date")
        elif egn and is_egn(egn):
            month = born.month + (40 if born.year >= 2000 else 0)
            if egn[:6] != f"{born.year % 100:02}{month:02}{born.day:02}":
                fault("birth date is not that of the ЕГН")
        for place, name in enumerate(row[5:13], 5):
            pattern = CYRILLIC if place < 9 else LATIN
            if not name:
                if place in (5, 7, 9, 11):
                    fault(f"field {place} is empty")
            elif not 2 <= len(name) <= 50 or not pattern.fullmatch(name):
                fault(f"field {place}")
        for cyrillic, latin in ((6, 10), (8, 12)):
            if bool(row[cyrillic]) != bool(row[latin]):
                fault(f"fields {cyrillic} and {latin}: one script only")
        if row[13] not in ("1", "2"):
            fault("sex")
        elif egn and is_egn(egn) and int(egn[8]) % 2 + 1 != int(row[13]):
            fault("sex is not that of the ЕГН")
        if not 8 <= len(row[14]) <= 50 or not re.fullmatch(r"[^@]+@[^@]+", row[14]):
            fault("e-mail")
        if not re.fullmatch(r"[\d\-+ ]{9,18}", row[15]) and not re.fullmatch(r"\+\d{1,12}", row[15]):
            fault("telephone")
        for start, required in ((16, True), (21, False)):
            country, town, province, municipality = row[start : start + 4]
            if len(country) != 2 or not in_list(country, countries):
                fault(f"field {start}")
            if country == "BG":
                if len(town) != 5 or not in_list(town, towns):
                    fault(f"field {start + 1}")
                for value, size, codes, at in ((province, 3, provinces, 2), (municipality, 5, municipalities, 3)):
                    if (value or required) and (len(value) != size or not in_list(value, codes)):
                        fault(f"field {start + at}")
            elif town or province or municipality:
                fault(f"a place in Bulgaria, and the country is {country}")
        if row[16] == "BG":
            if row[20]:
                fault("a foreign birth place in Bulgaria")
        elif not 3 <= len(row[20]) <= 50 or not re.fullmatch(r"[А-Яа-я\s]+", row[20]):
            fault("foreign birth place")
        home, abroad = row[26], row[27]
        if row[21] == "BG":
            if not re.fullmatch(r"\d{4}", row[25]):
                fault("postal code")
            if abroad:
                fault("an address abroad in Bulgaria")
            if home and not re.fullmatch(r'[А-Яа-я0-9\-№.",\s]{8,255}', home):
                fault("address")
        else:
            if row[25] or home:
                fault("an address in Bulgaria abroad")
            if not re.fullmatch(r'[A-Za-z0-9\-#№.",\s]{8,255}', abroad):
                fault("address abroad")
        first, second = row[28], row[29]
        if first != "NOCS" and (len(first) != 2 or not in_list(first, countries)):
            fault("citizenship")
        if second and (second == first or (second != "NOCS" and (len(second) != 2 or not in_list(second, countries)))):
            fault("second citizenship")
    return count, faults


def semesters(data, lists, today):
    faults, seen, count = [], set(), 0
    specialities = {}
    if lists.folder is not None:
        with open(lists.folder / "specialities.csv", encoding="utf-8-sig", newline="") as file:
            specialities = {row["id"]: row for row in csv.DictReader(file, delimiter=";")}
    fees, reasons = lists.codes("fees.csv", "id"), lists.codes("reasons.csv", "id")
    fields = lists.codes("fields.csv", "code")
    for number, row in rows(data):
        count += 1

        def fault(words, number=number):
            faults.append(f"row {number}: {words}")

        if len(row) != 23:
            fault(f"{len(row)} fields instead of 23")
            continue
        if not re.fullmatch(r"[A-Za-z]{2}\d{5}", row[0]):
            fault("ЕАН")
        if day(row[1]) is None:
            fault("birth date")
        if not row[2].isdecimal() or (specialities and row[2] not in specialities):
            fault("speciality")
            continue
        if (row[0], row[2]) in seen:
            fault("the person stands twice in the speciality")
        seen.add((row[0], row[2]))
        speciality = specialities.get(row[2], {})
        is_doctor = speciality.get("qualification") == "doctor"
        years = float(speciality.get("years", "7").replace(",", ".") or 7)
        event = int(row[5]) if row[5].isdecimal() else 0
        if is_doctor:
            if not 1 <= len(row[3]) <= 15:
                fault("protocol")
            if day(row[4]) is None or not 1970 <= day(row[4]).year <= today.year:
                fault("date of the protocol")
            if event not in DOCTOR_EVENTS:
                fault("event")
            if row[6] not in "12345" or not row[6] or int(row[6]) > years:
                fault("year")
            if row[7] not in ("", "1", "2"):
                fault("attestation")
        else:
            if not re.fullmatch(r"\d{4}", row[3]) or row[4] not in ("1", "2"):
                fault("period")
            if not any(event in events for events in EVENTS.values()):
                fault("event")
            if not re.fullmatch("[1-7]", row[6]) or row[7] not in ("1", "2"):
                fault("course or semester")
            elif (int(row[6]) - 1) * 2 + int(row[7]) > years * 2:
                fault("the course is beyond the duration")
        is_first = event in EVENTS["initial"]
        is_active = is_first or (event in EVENTS["active"] and not is_doctor)
        if is_active and (not row[8].isdecimal() or not in_list(row[8], fees)):
            fault("fee")
        if not is_doctor and not is_active and row[8]:
            fault("a fee of somebody who does not study")
        if is_first:
            if not row[9].isdecimal() or not in_list(row[9], reasons):
                fault("reason")
            level = "2" if is_doctor else row[11]
            if level not in ("1", "2"):
                fault("previous education")
            if level == "2" and (row[12] not in ("1", "2") or len(row[13]) != 4 or not in_list(row[13], fields)):
                fault("previous higher education")
            if level == "1" and row[13]:
                fault("a professional field of a secondary education")
            if event == 100 and (row[6] != "1" or (not is_doctor and row[7] != "1")):
                fault("a first enrolment begins with the first semester")
        elif any(row[9:14]) or any(row[15:18]):
            fault("what only a first row may have")
        if len(row[10]) > 50 or len(row[14]) > 500:
            fault("too long")
        if any(value not in ("0", "1") for value in row[18:22]):
            fault("scholarship, dormitory, holiday base, programme")
        if event in EVENTS["completed"] and "1" in row[18:22]:
            fault("benefits of somebody who has left")
        if row[22] not in ("1", "3"):
            fault("action")
    return count, faults


def main(words):
    options = dict(zip(words[2::2], words[3::2]))
    folder = options.get("--nomenclatures")
    today = date.fromisoformat(options["--date"]) if "--date" in options else date.today()
    read = {"persons": persons, "semesters": semesters}[words[0]]
    try:
        count, faults = read(Path(words[1]).read_bytes(), Lists(Path(folder) if folder else None), today)
    except (ValueError, OSError) as error:
        print(f"refused: {error}")
        return 1
    for fault in faults:
        print(fault)
    print(f"{count} rows, {len(faults)} faults")
    return 1 if faults or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
