"""Where files went: renames that the repository knows of, and files equal to one that is gone."""

from __future__ import annotations

import subprocess
from functools import cached_property
from pathlib import Path

from generator import files, yamlfile
from generator.problems import Problem
from generator.yamlfile import Document

SECONDS = 60
"""How long the repository may take to answer."""

FOLDERS = {"claims": "seeds/claims", "articles": "seeds/articles"}
SPEAKERS = "seeds/speakers.yml"


class Repository:
    """The past of a project, as its repository and its files tell it. Nothing is known where there is no git."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def successor(self, address: str) -> str | None:
        """The address at which what was published at another one stands now, or None where that is not certain."""
        folder, _, name = address.partition("/")
        if folder == "speakers":
            return self._speaker(name)
        if folder not in FOLDERS:
            return None
        seen = {name}
        here = name
        while not (self.root / FOLDERS[folder] / f"{here}.yml").is_file():
            following = self._renamed.get(f"{FOLDERS[folder]}/{here}.yml")
            if following is None or following in seen:
                return self._equal(folder, here)
            seen.add(following)
            here = following
        return f"{folder}/{here}" if here != name else None

    def _git(self, *words: str) -> str | None:
        command = ["git", "-c", "core.quotePath=false", "-c", "log.showSignature=false", *words]
        try:
            done = subprocess.run(command, cwd=self.root, capture_output=True, check=False, timeout=SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None

    @cached_property
    def _renamed(self) -> dict[str, str]:
        """The next name of each file that was ever renamed inside its folder, by the path of its metadata."""
        how = ("-z", "--relative", "--no-color", "--no-ext-diff", "--find-renames", "--diff-filter=R", "--name-status")
        said = (self._git("diff", *how, "HEAD", "--", *FOLDERS.values()) or "") + "\0"
        said += self._git("log", *how, "--no-merges", "--format=", "--", *FOLDERS.values()) or ""
        found: dict[str, str] = {}
        fields = iter(said.split("\0"))
        for field in fields:
            if field.strip().startswith("R"):
                old, new = next(fields, ""), next(fields, "")
                if Path(old).parent == Path(new).parent and new.endswith(".yml"):
                    found.setdefault(old, Path(new).stem)  # the newest first
        return found

    def _committed(self, file: str) -> Document | None:
        """A file as it was committed last."""
        text = self._git("show", f"HEAD:./{file}")
        return yamlfile.read(file, text)[0] if text is not None else None

    def _stored(self, file: str) -> Document | None:
        text = files.read_text(self.root, self.root / file)
        return None if isinstance(text, Problem) else yamlfile.read(file, text)[0]

    def _equal(self, folder: str, name: str) -> str | None:
        """The only file that says what a committed one said that is gone."""
        gone = self._committed(f"{FOLDERS[folder]}/{name}.yml")
        if gone is None:
            return None
        found = []
        for path in sorted((self.root / FOLDERS[folder]).glob("*.yml")):
            there = self._stored(f"{FOLDERS[folder]}/{path.name}")
            if there is not None and there.data == gone.data:
                found.append(f"{folder}/{path.stem}")
        return found[0] if len(found) == 1 else None

    def _speaker(self, name: str) -> str | None:
        """The only speaker that says what a committed one said whose id is gone."""
        before, now = self._committed(SPEAKERS), self._stored(SPEAKERS)
        if before is None or now is None or name not in before.data:
            return None
        found = [key for key, entry in now.data.items() if entry == before.data[name] and key not in before.data]
        return f"speakers/{found[0]}" if len(found) == 1 else None
