#!/usr/bin/env python3
"""Prints a workbook's sheets as JSON: `{"name": [[["n", 12], ["s", "text"], null], …]}`.

    Scripts/readers/workbook.py FILE.xlsx

Cells come with their type as openpyxl reads it: `n` number, `s` text, `b` boolean, `d` day or time (ISO 8601), `f` formula.
"""
import datetime
import json
import sys

import openpyxl
from openpyxl.utils.escape import unescape


def cell(found):
    if found.value is None:
        return None
    # What openpyxl leaves to its caller: `_xHHHH_` in a text is a character.
    value = unescape(found.value) if found.data_type == "s" else found.value
    return [found.data_type, value.isoformat() if isinstance(value, (datetime.date, datetime.datetime)) else value]


book = openpyxl.load_workbook(sys.argv[1])
json.dump({sheet.title: [[cell(found) for found in row] for row in sheet.iter_rows()] for sheet in book}, sys.stdout)
