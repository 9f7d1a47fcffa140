"""Writes src/Features/Text/compatibility-form.txt, the tables of Unicode normalisation form KC, from Python's unicodedata.

usage: python3 eng/unicode/compatibility_form.py > src/Features/Text/compatibility-form.txt

One entry a line, code points in hexadecimal:
  D x y...   x decomposes (compatibly and fully) to y...
  K n x      the canonical combining class of x is n
  P x y z    x followed by y composes to z
Hangul syllables are left out: they are their own normal form.
"""
import sys
import unicodedata

HANGUL = range(0xAC00, 0xD7A4)
SURROGATES = range(0xD800, 0xE000)

print(f"# Unicode {unicodedata.unidata_version}, by eng/unicode/compatibility_form.py; data under the Unicode License v3")
for code in range(sys.maxunicode + 1):
    if code in HANGUL or code in SURROGATES:
        continue
    char = chr(code)
    decomposed = unicodedata.normalize("NFKD", char)
    if decomposed != char:
        print(f"D {code:X}", *(f"{ord(part):X}" for part in decomposed))
    if unicodedata.combining(char):
        print(f"K {unicodedata.combining(char)} {code:X}")
    canonical = unicodedata.decomposition(char).split()
    if len(canonical) == 2 and not canonical[0].startswith("<") and unicodedata.normalize("NFC", char) == char:
        print(f"P {canonical[0]} {canonical[1]} {code:X}")
