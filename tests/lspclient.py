"""A client of a language server over standard input and output, just large enough to ask what an editor asks."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PATIENCE = 60.0
"""Seconds after which a server that says nothing has failed."""

CAPABILITIES: dict[str, Any] = {
    "textDocument": {
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}},
        "publishDiagnostics": {"relatedInformation": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
    },
    "workspace": {"configuration": True, "workspaceFolders": True},
}


class Client:
    """Starts a server as a process and talks to it.

    Args:
        command: the server.
        root: the folder that the editor has open.
        settings: answers to the server's questions for configuration, by section.
    """

    def __init__(self, command: Sequence[str | Path], root: Path, settings: dict[str, Any] | None = None) -> None:
        self.root = root
        self.settings = settings or {}
        self.process = subprocess.Popen(
            [str(part) for part in command],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.number = 0
        self.versions: dict[str, int] = {}
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.heard: list[dict[str, Any]] = []
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Client:
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self) -> None:
        answer = self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": self.root.as_uri(),
                "workspaceFolders": [{"uri": self.root.as_uri(), "name": self.root.name}],
                "capabilities": CAPABILITIES,
            },
        )
        self.capabilities = answer["capabilities"]
        self.notify("initialized", {})
        if self.settings:
            self.notify("workspace/didChangeConfiguration", {"settings": self.settings})

    def __exit__(self, *_: object) -> None:
        try:
            if self.process.poll() is None:
                self.request("shutdown", None)
                self.notify("exit", None)
                self.process.wait(10)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            assert self.process.stdin
            assert self.process.stdout
            self.process.stdin.close()
            self._reader.join(10)
            self.process.stdout.close()

    # --- what is said -------------------------------------------------------------------------------------------------

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> Any:
        """The result of a request.

        Raises:
            RuntimeError: the server answers with an error; its message.
        """
        self.number += 1
        own = self.number
        self.send({"id": own, "method": method, "params": params})
        answer = self._until(lambda message: message.get("id") == own and "method" not in message)
        if "error" in answer:
            raise RuntimeError(answer["error"]["message"])
        return answer.get("result")

    def uri(self, file: str) -> str:
        return (self.root / file).as_uri()

    def open(self, file: str, text: str | None = None, language: str = "yaml") -> None:
        text = (self.root / file).read_bytes().decode() if text is None else text
        self.versions[file] = 1
        document = {"uri": self.uri(file), "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def type(self, file: str, text: str) -> None:
        self.versions[file] += 1
        document = {"uri": self.uri(file), "version": self.versions[file]}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def at(self, file: str, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": self.uri(file)}, "position": {"line": line, "character": character}}

    def problems(self, file: str, wanted: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """What the server says is wrong with a file, as soon as that is what is waited for."""
        uri = self.uri(file)
        if uri not in self.diagnostics or not wanted(self.diagnostics[uri]):
            self._until(lambda _: uri in self.diagnostics and wanted(self.diagnostics[uri]))
        return self.diagnostics[uri]

    # --- what is heard ------------------------------------------------------------------------------------------------

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                message = self._inbox.get(timeout=max(end - time.monotonic(), 0.01))
            except queue.Empty:
                raise TimeoutError(f"the server said nothing of that: {self.diagnostics}") from None
            if message is None:
                raise RuntimeError("the server is gone")
            self.heard.append(message)
            if message.get("method") == "textDocument/publishDiagnostics":
                self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
            elif "method" in message and "id" in message:
                self.send({"id": message["id"], "result": self._answer(message)})
            if wanted(message):
                return message

    def _answer(self, message: dict[str, Any]) -> Any:
        if message["method"] == "workspace/configuration":
            return [self.settings.get(item.get("section"), {}) for item in message["params"]["items"]]
        return None

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream
        try:
            while True:
                length = 0
                while line := stream.readline().strip():
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                if not length:
                    break
                self._inbox.put(json.loads(stream.read(length)))
        finally:
            self._inbox.put(None)


def changed(text: str, edits: list[dict[str, Any]]) -> str:
    """A text after the edits of an editor; positions in UTF-16 code units."""
    data = text.encode("utf-16-le")
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode("utf-16-le")))

    def offset(position: dict[str, int]) -> int:
        return starts[position["line"]] + 2 * position["character"]

    for edit in sorted(edits, key=lambda each: offset(each["range"]["start"]), reverse=True):
        start, end = (offset(edit["range"][edge]) for edge in ("start", "end"))
        data = data[:start] + edit["newText"].encode("utf-16-le") + data[end:]
    return data.decode("utf-16-le")
