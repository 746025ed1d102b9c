"""In which characters a page is written: by its own mark, by what was said of it, by what it says itself."""

import codecs
import re

_AT_THE_START = 1024
"""Bytes in which a page says it (HTML, 4.2.5.4)."""
_SAID = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([^\s"'/>;]+)""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(-->|$)", re.DOTALL)
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

# Names mean on the web what browsers take them for (WHATWG, Encoding); of those that are used, these differ.
_BROWSERS = {"cp1252": {"ascii", "iso8859-1"}, "cp1254": {"iso8859-9"}, "cp874": {"iso8859-11", "tis-620"},
             "gb18030": {"gb2312", "gbk"}, "cp932": {"shift_jis"}, "cp949": {"euc_kr"}}  # fmt: skip
_CODECS = {name: codec for codec, names in _BROWSERS.items() for name in names}
# Codecs of Python that no page is written in.
_NO_CHARSETS = {"utf-7", "idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"}


def codec_of(raw: bytes, said: str | None = None) -> str:
    """Of the mark at its start, else what was said (HTTP), else what stands in its first `meta`, else UTF-8.

    Raises `LookupError` for a name that is none.
    """
    for mark, codec in _MARKS.items():
        if raw.startswith(mark):
            return codec
    if said:
        return _codec(said)
    found = _SAID.search(_COMMENT.sub(b"", raw[:_AT_THE_START]))
    codec = _codec(found[1].decode("ascii", "replace")) if found else "utf-8"
    # What can be read so far is not written in twos.
    return "utf-8" if codec.startswith("utf-16") else codec


def _codec(name: str) -> str:
    """Raises `LookupError`."""
    found = codecs.lookup(name.strip().strip("\"'"))
    if found.name in _NO_CHARSETS or not found._is_text_encoding:
        raise LookupError(name)
    return _CODECS.get(found.name, found.name)
