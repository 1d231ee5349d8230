"""Raw news pages to clean, explained text.

Attributes of results carry the column names of the dataset; offsets are code points, so ``page_text[start:end]`` works
as it stands. Every function lets go of the interpreter's lock and may be called from many threads. A wrong type raises
``TypeError``, bytes that hold no text ``ValueError`` with the reason. ``copydesk.spark`` runs the same on a cluster.
"""

from ._native import (
    Artifact,
    Cleaned,
    Decoded,
    Edit,
    Extracted,
    Language,
    Mention,
    Repaired,
    ResolvedName,
    SameName,
    Span,
    Translation,
    clean,
    clean_batch,
    clean_tables,
    decode,
    extract,
    language,
    repair,
    resolve_names,
    same_name,
    translation,
)

__all__ = [
    "Artifact",
    "Cleaned",
    "Decoded",
    "Edit",
    "Extracted",
    "Language",
    "Mention",
    "Repaired",
    "ResolvedName",
    "SameName",
    "Span",
    "Translation",
    "clean",
    "clean_batch",
    "clean_tables",
    "decode",
    "extract",
    "language",
    "repair",
    "resolve_names",
    "same_name",
    "translation",
]
__version__ = "0.1.0"
