"""Names, phones and addresses of mail as they are typed, searched and sorted.

The paper always carries the exact letters; folding serves search only, and no name is ever
transliterated.
"""

from __future__ import annotations

import re
import unicodedata

from desk_app.errors import InputError

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LONGEST_NAME = 100
_LONGEST_EMAIL = 254
_PHONE_DIGITS = 11
_COUNTRY_CODE = "7"
_TRUNK_PREFIX = "8"
_NORMAL_PHONE = re.compile(r"\+7[0-9]{10}")

_LATIN_LOOK_ALIKES = str.maketrans("aceopxyihACEOPXYIH", "асеорхуіһАСЕОРХУІН")
_TYPED_MARKS = str.maketrans("‐‑‒–—−`´‘’ʼ", "------'''''")
_NAME_MARKS = frozenset(" -'.")
_FOLDED = str.maketrans("ёәғқңөұүһіы", "еагкноуухии")
# The alphabet's letters take consecutive places; every other letter keeps its own, behind them.
_PLACES = {ord(letter): 0x0400 + place for place, letter in enumerate(ALPHABET)}
_PAIRS = dict(zip("аәгғкқнңоөхһиы", "әағгқкңнөоһхіі", strict=True)) | {"у": "ұ", "ұ": "ү", "ү": "у"}
_SHARED_PAIR = "і"
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def normalise_name(text: str, *, field: str) -> str:
    """Return a typed name in Cyrillic: first letters capital, hyphens kept, look-alikes put right.

    Raises:
        InputError: `name.empty`, `name.too_long` (`n`), `name.latin` for a Latin letter that looks
            like no Cyrillic one, `name.characters` for anything else that stands in no name.
    """
    name = _tidy(text, field).translate(_LATIN_LOOK_ALIKES)
    if any(_is_of_script(character, "LATIN") for character in name):
        raise InputError("name.latin", field=field)
    _require_name_of_script(name, "CYRILLIC", field)
    return _capitalised(name)


def normalise_latin_name(text: str, *, field: str) -> str:
    """Return a typed Latin name in capitals, as documents print it.

    Raises:
        InputError: `name.empty`, `name.too_long` (`n`) or `name.characters`.
    """
    name = _tidy(text, field)
    _require_name_of_script(name, "LATIN", field)
    return name.upper()


def search_key(text: str) -> str:
    """Return a text folded for search: case, ё=е and the Kazakh letters with their plain ones."""
    return " ".join(_caseless(text).split()).translate(_FOLDED)


def collation_key(text: str) -> str:
    """Return a key whose order by code points is the order of the Kazakh alphabet."""
    return _caseless(text).translate(_PLACES)


def kazakh_pair(letter: str, *, turned_from: str = "и") -> str:
    """Return the next letter of a letter's Kazakh pair; a letter without one stays as it is.

    Args:
        letter: The letter before the cursor.
        turned_from: The letter that the key turned into і just before, so that і goes back to it.
    """
    small = letter.lower()
    pair = turned_from.lower() if small == _SHARED_PAIR else _PAIRS.get(small, small)
    return pair.upper() if letter.isupper() else pair


def surname_and_initials(surname: str, given_name: str, patronymic: str = "") -> str:
    """Return a name for places where the full one would show too much."""
    initials = [f"{name[0]}." for name in (given_name, patronymic) if name]
    return " ".join([surname, *initials]) if surname else given_name


def normalise_phone(text: str, *, field: str) -> str:
    """Return a phone number as +7 and ten digits.

    Raises:
        InputError: `phone.characters`, `phone.length` (`n` digits given) or `phone.country`.
    """
    digits = re.sub(r"[\s()+-]", "", text.translate(_TYPED_MARKS))
    if digits and not (digits.isascii() and digits.isdigit()):
        raise InputError("phone.characters", field=field)
    if len(digits) != _PHONE_DIGITS:
        raise InputError("phone.length", field=field, n=len(digits))
    if digits[0] not in (_COUNTRY_CODE, _TRUNK_PREFIX):
        raise InputError("phone.country", field=field)
    return f"+{_COUNTRY_CODE}{digits[1:]}"


def display_phone(phone: str) -> str:
    """Return a phone number in groups, for example +7 701 234 56 78; any other text as it is."""
    if not _NORMAL_PHONE.fullmatch(phone):
        return phone
    return " ".join((phone[:2], phone[2:5], phone[5:8], phone[8:10], phone[10:]))


def normalise_email(text: str, *, field: str) -> str:
    """Return an e-mail address, its domain in lower case.

    Raises:
        InputError: `email.form`.
    """
    address = text.strip()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise InputError("email.form", field=field)
    local_part, _, domain = address.rpartition("@")
    return f"{local_part}@{domain.lower()}"


def _composed(text: str) -> str:
    # A decomposed й is и with a breve and would be neither found nor sorted.
    return unicodedata.normalize("NFC", text)


def _caseless(text: str) -> str:
    # Folding may take letters apart again.
    return _composed(_composed(text).casefold())


def _tidy(text: str, field: str) -> str:
    words = " ".join(_composed(text).translate(_TYPED_MARKS).split())
    name = re.sub(r" ?- ?", "-", words)
    if not name:
        raise InputError("name.empty", field=field)
    if len(name) > LONGEST_NAME:
        raise InputError("name.too_long", field=field, n=len(name))
    return name


def _require_name_of_script(name: str, script: str, field: str) -> None:
    letters = [character for character in name if character not in _NAME_MARKS]
    if not letters or not all(_is_of_script(letter, script) for letter in letters):
        raise InputError("name.characters", field=field)


def _is_of_script(character: str, script: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith(script)


def _capitalised(name: str) -> str:
    return re.sub(r"[^ -]+", lambda part: _capital_first(part.group()), name)


def _capital_first(part: str) -> str:
    rest = part[1:]
    # Mixed letters inside a part were typed on purpose; all capitals were Caps Lock.
    kept = rest if rest != rest.upper() and rest != rest.lower() else rest.lower()
    return part[:1].upper() + kept
