"""Where a page stands: the file that it becomes, and its place among all others."""

from __future__ import annotations


def page_file(path: str) -> str:
    """The file that a page becomes."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    inner = "index.html" if stem in ("index", "README") else f"{stem}/index.html"
    return f"{folder}/{inner}" if folder else inner


def place(path: str) -> tuple[tuple[int, bool, str], ...]:
    """Where a page stands among all others: as builders walk the folders, a folder's files before its folders."""
    *folders, name = path.split("/")
    first = name.rpartition(".")[0] in ("index", "README")
    return (*((1, True, folder) for folder in folders), (0, not first, name))
