"""Where a page stands: the file that it becomes, and its place among all others."""

from __future__ import annotations

FIRST, OTHER = "\0", "\1"
"""What the page of a folder begins with among its files, and any other."""


def page_file(path: str) -> str:
    """The file that a page becomes."""
    if path.endswith("/index.md"):  # nearly all
        return f"{path[:-2]}html"
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    inner = "index.html" if stem in ("index", "README") else f"{stem}/index.html"
    return f"{folder}/{inner}" if folder else inner


def place(path: str) -> str:
    """Where a page stands among all others: as builders walk the folders, a folder's files before its folders.

    Returns:
        A text to sort by. Each step into a folder begins with a character that is greater than those of files, and ends
        with one that is less than any in a name.
    """
    folder, _, name = path.rpartition("/")
    within = "\2" + folder.replace("/", "\0\2") + "\0" if folder else ""
    return f"{within}{FIRST if name.rpartition('.')[0] in ('index', 'README') else OTHER}{name}"
