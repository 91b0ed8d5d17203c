"""What people wrote, made harmless for mail: no control characters, no lines of their own."""

import re

NOT_IN_LINES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def one_line(value: str) -> str:
    """The value on a single line, control characters and runs of blanks folded into one blank."""
    return " ".join(NOT_IN_LINES.sub(" ", value).split())


def clean_text(value: str) -> str:
    """The text with its lines, without control characters and halves of characters."""
    return NOT_IN_TEXT.sub("", value)
