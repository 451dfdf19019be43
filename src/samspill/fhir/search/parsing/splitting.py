"""Lists and parts of a parameter's value, with ``\\`` as escape (https://hl7.org/fhir/R4/search.html#escaping)."""


def split(text: str, separator: str) -> list[str]:
    """Split at every separator that is not escaped; the escapes stay in the parts."""
    if "\\" not in text:
        return text.split(separator)
    parts, start, place = [], 0, 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text[place] == separator:
            parts.append(text[start:place])
            start = place + 1
        place += 1
    return [*parts, text[start:]]


def unescape(text: str) -> str:
    """Take the escapes away: ``\\,`` is a comma, ``\\|`` a bar, ``\\$`` a dollar and ``\\\\`` a backslash."""
    if "\\" not in text:
        return text
    letters, escaped = [], False
    for letter in text:
        if escaped and letter not in ",|$\\":
            letters.append("\\")
        escaped = letter == "\\" and not escaped
        if not escaped:
            letters.append(letter)
    return "".join(letters) + ("\\" if escaped else "")
