"""Numbers with a check, and postcodes: how they are written. Pure: no Django."""

import re

POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
PUPIL_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
PUPIL_NUMBER = re.compile(rf"[{PUPIL_LETTERS}]\d{{11}}[\d{PUPIL_LETTERS}]")


def postcode(text: str) -> str | None:
    """Return a full postcode as it is printed ("DA6 7AT"), or None when it is not one."""
    match = POSTCODE.fullmatch(re.sub(r"\s", "", text).upper())
    return f"{match[1]} {match[2]}" if match else None


def nhs_number(text: str) -> str | None:
    """Return the 10 numbers of an NHS number, or None when the last does not check the others."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"\d{10}", digits):
        return None
    total = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True)
    )
    check = 11 - total % 11
    return digits if {11: 0}.get(check, check) == int(digits[9]) else None


def spaced_nhs_number(digits: str) -> str:
    """Return an NHS number in the groups it is read in: "943 476 5919"."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if len(digits) == 10 else digits


def pupil_number(text: str) -> str | None:
    """Return a unique pupil number, or None when its first letter does not check the rest.

    A temporary number ends in a letter, which counts as its place in the alphabet of 23 letters.
    """
    number = re.sub(r"\s", "", text).upper()
    if not PUPIL_NUMBER.fullmatch(number):
        return None
    values = [
        PUPIL_LETTERS.index(character) if character.isalpha() else int(character)
        for character in number[1:]
    ]
    total = sum(value * weight for weight, value in enumerate(values, start=2))
    return number if PUPIL_LETTERS[total % 23] == number[0] else None
