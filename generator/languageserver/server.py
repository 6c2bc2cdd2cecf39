"""The language server: between the protocol and the functions beside it. Nothing is decided here."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from generator import __version__
from generator.evidence import Span
from generator.languageserver import completion, diagnostics, hovering, navigation, offers, rewriting, schemas
from generator.languageserver.completion import Looks, Suggestion
from generator.languageserver.diagnostics import Diagnostic
from generator.languageserver.positions import Lines, Unit
from generator.languageserver.project import Project
from generator.languageserver.terms import source
from generator.languageserver.things import Spot
from generator.problems import Level
from generator.publish import MARKER
from generator.settings import Settings, settings
from generator.yamledit import Edit

PAUSE = 0.12
"""Seconds without a keystroke after which a file is checked."""
SLICE = 0.02
"""Seconds of checking in the background before whoever waits is served."""
SEEDS = "seeds"

LOOKS = {
    Looks.KEY: lsp.CompletionItemKind.Property,
    Looks.ID: lsp.CompletionItemKind.Reference,
    Looks.CHOICE: lsp.CompletionItemKind.EnumMember,
    Looks.PASSAGE: lsp.CompletionItemKind.Text,
}

log = logging.getLogger("disputed.lsp")


class Server(LanguageServer):
    """One client, one project."""

    def __init__(self, root: Path | None, pause: float = PAUSE) -> None:
        # whole texts: the files are small, and what counts as a line need not be agreed upon to put changes together
        super().__init__("disputed", __version__, lsp.TextDocumentSyncKind.Full)
        self.project = Project(root) if root is not None else None
        self.pause = pause
        self.uris: dict[str, str] = {}
        self.published: dict[str, list[lsp.Diagnostic]] = {}
        self.edited: dict[str, None] = {}
        self.worker: asyncio.Task[None] | None = None
        self.told: object = None

    # --- files --------------------------------------------------------------------------------------------------------

    def file(self, uri: str) -> str | None:
        """The path below the project of a file that the compiler reads; None for any other."""
        name = to_fs_path(uri) if uri.startswith("file:") else None
        if name is None:
            return None
        path = Path(name)
        path = path.parent.resolve() / path.name
        if self.project is None:
            self.adopt(path)
        if self.project is None or not path.is_relative_to(self.project.root.resolve()):
            return None
        file = path.relative_to(self.project.root.resolve()).as_posix()
        return file if source(file) else None

    def adopt(self, path: Path) -> None:
        """Take as the project the nearest folder, the given one or above it, that holds `seeds/`."""
        root = next((each for each in (path, *path.parents) if (each / SEEDS / "publication.yml").is_file()), None)
        if root is not None:
            self.project = Project(root)

    def uri(self, file: str) -> str:
        """The address of a file, as the client wrote it where it has the file open."""
        assert self.project is not None
        return self.uris.get(file) or (self.project.root.resolve() / file).as_uri()

    # --- positions ----------------------------------------------------------------------------------------------------

    def lines(self, file: str) -> Lines:
        """The lines of a file, in the units that the client counts in."""
        assert self.project is not None
        unit = self.server_capabilities.position_encoding or lsp.PositionEncodingKind.Utf16
        return Lines(self.project.text(file) or "", Unit(str(getattr(unit, "value", unit))))

    def offset(self, file: str, position: lsp.Position) -> int:
        """A position of the client in code points."""
        return self.lines(file).offset(position.line, position.character)

    def range(self, lines: Lines, span: Span) -> lsp.Range:
        """A stretch of a text as the client counts."""
        return lsp.Range(lsp.Position(*lines.position(span.start)), lsp.Position(*lines.position(span.end)))

    def location(self, spot: Spot) -> lsp.Location:
        """A place for the client to go to."""
        return lsp.Location(self.uri(spot.file), self.range(self.lines(spot.file), spot.span))

    def workspace_edit(self, edits: Iterable[Edit]) -> lsp.WorkspaceEdit:
        """Changes for the client to make."""
        changes: dict[str, list[lsp.TextEdit]] = {}
        for edit in edits:
            where = self.range(self.lines(edit.file), Span(edit.start, edit.end))
            changes.setdefault(self.uri(edit.file), []).append(lsp.TextEdit(where, edit.new))
        return lsp.WorkspaceEdit(changes=dict(changes))

    # --- checking -----------------------------------------------------------------------------------------------------

    def wake(self, file: str | None = None) -> None:
        """Check soon: after a pause in typing, the edited files first."""
        if file is not None:
            self.edited[file] = None
        if self.worker is not None:
            self.worker.cancel()
        self.worker = asyncio.get_running_loop().create_task(self.work())
        self.worker.add_done_callback(_report)

    async def work(self) -> None:
        """Check and publish, in slices, so that nobody who asks something waits for long."""
        project = self.project
        if project is None:
            return
        await asyncio.sleep(self.pause)
        for file in tuple(self.edited):
            project.look(file)
            self.publish([file])
            del self.edited[file]
            await asyncio.sleep(0)
        await asyncio.sleep(3 * self.pause)  # whoever is still typing is not held up by the rest
        while not project.work(SLICE):
            await asyncio.sleep(0)
        self.publish()
        self.tell_others()

    def tell_others(self) -> None:
        """Write the schemas with the names of this publication anew where a name changed, for YAML language servers."""
        corpus = self.project.corpus if self.project else None
        names = (corpus.publication, corpus.speakers, corpus.places, set(corpus.articles)) if corpus else None
        if self.project is None or names is None or names == self.told:
            return
        self.told = names
        try:
            schemas.write(self.project.root, corpus, MARKER)
        except OSError as error:
            log.warning("The schemas cannot be written: %s", error)

    def publish(self, files: Sequence[str] | None = None) -> None:
        """Tell the client what is wrong, where that is something else than it was told before."""
        project = self.project
        if project is None:
            return
        problems, where = project.problems(), self.settings()
        for file in files if files is not None else dict.fromkeys((*problems, *self.published, *self.uris)):
            found = diagnostics.diagnostics(project, file, problems.get(file, ()), where)
            lines = self.lines(file)
            made = [self.diagnostic(lines, each) for each in found]
            if self.published.get(file, []) == made and file in self.published:
                continue
            if made or file in self.uris or file in self.published:
                self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(self.uri(file), made))
            if made or file in self.uris:
                self.published[file] = made
            else:
                self.published.pop(file, None)

    def settings(self) -> Settings:
        """Where the site is."""
        corpus = self.project.corpus if self.project else None
        return settings(os.environ, corpus.publication if corpus else None)

    def diagnostic(self, lines: Lines, found: Diagnostic) -> lsp.Diagnostic:
        """A problem as the client shows it."""
        rule = found.problem.rule
        error = rule.level is Level.ERROR
        return lsp.Diagnostic(
            range=self.range(lines, found.span),
            message=found.message,
            severity=lsp.DiagnosticSeverity.Error if error else lsp.DiagnosticSeverity.Warning,
            code=rule.id,
            code_description=lsp.CodeDescription(found.page) if found.page else None,
            source="disputed",
            related_information=[
                lsp.DiagnosticRelatedInformation(self.location(spot), words) for spot, words in found.related
            ]
            or None,
        )


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("Checking failed; the server goes on.", exc_info=task.exception())


def serve(root: Path | None) -> None:
    """Serve one client over standard input and output until it leaves.

    Args:
        root: the project's folder; None: the client's.
    """
    # nearly everything that is read lives as long as the server; looking for garbage in it often would take the time
    gc.set_threshold(100_000)
    server = make(root)
    server.start_io()


def make(root: Path | None, pause: float = PAUSE) -> Server:
    """The server with everything it can do."""
    server = Server(root, pause)
    _lifecycle(server)
    _documents(server)
    _reading(server)
    _changing(server)
    return server


def _lifecycle(server: Server) -> None:
    @server.feature(lsp.INITIALIZED)
    def initialized(ls: Server, _: lsp.InitializedParams) -> None:
        folders = [ls.workspace.root_path, *(to_fs_path(uri) for uri in ls.workspace.folders)]
        for folder in folders:
            if ls.project is None and folder:
                ls.adopt(Path(folder).resolve())
        watched = ls.client_capabilities.workspace and ls.client_capabilities.workspace.did_change_watched_files
        if watched and watched.dynamic_registration:
            watch = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(f"**/{SEEDS}/**")])
            known = lsp.Registration("seeds", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, watch)
            ls.client_register_capability(lsp.RegistrationParams([known]))


def _documents(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        file = ls.file(params.text_document.uri)
        if file is not None and ls.project is not None:
            ls.uris[file] = params.text_document.uri
            ls.project.type(file, params.text_document.text)
            ls.wake(file)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        file = ls.file(params.text_document.uri)
        if file is not None and ls.project is not None:
            ls.project.type(file, ls.workspace.get_text_document(params.text_document.uri).source)
            ls.wake(file)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        file = ls.file(params.text_document.uri)
        if file is not None and ls.project is not None:
            ls.uris.pop(file, None)
            ls.project.close(file)
            ls.wake(file)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: lsp.DidSaveTextDocumentParams) -> None:
        if ls.file(params.text_document.uri) is not None:
            ls.wake()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(ls: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            name = to_fs_path(change.uri) if change.uri.startswith("file:") else None
            root = ls.project.root.resolve() if ls.project else None
            if name and root and ls.project and Path(name).is_relative_to(root):
                ls.project.touch(Path(name).relative_to(root).as_posix())
        ls.wake()


def _reading(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(ls: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        file = ls.file(params.text_document.uri)
        if file is None or ls.project is None:
            return None
        ls.project.sync()
        document = ls.client_capabilities.text_document
        formats = document.hover.content_format if document and document.hover else None
        markdown = lsp.MarkupKind.Markdown in (formats or ())
        told = hovering.hover(ls.project, file, ls.offset(file, params.position), markdown=markdown)
        if told is None:
            return None
        kind = lsp.MarkupKind.Markdown if markdown else lsp.MarkupKind.PlainText
        return lsp.Hover(lsp.MarkupContent(kind, told.text), ls.range(ls.lines(file), told.span))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(ls: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
        file = ls.file(params.text_document.uri)
        if file is None or ls.project is None:
            return []
        ls.project.sync()
        return [ls.location(s) for s in navigation.definition(ls.project, file, ls.offset(file, params.position))]

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def references(ls: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
        file = ls.file(params.text_document.uri)
        if file is None or ls.project is None:
            return []
        ls.project.sync()
        described = params.context.include_declaration
        offset = ls.offset(file, params.position)
        return [ls.location(spot) for spot in navigation.references(ls.project, file, offset, described=described)]

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(ls: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        file = ls.file(params.text_document.uri)
        if file is None or ls.project is None:
            return []
        ls.project.sync()
        lines = ls.lines(file)
        return [
            lsp.DocumentSymbol(
                name=each.name,
                detail=each.detail,
                kind=lsp.SymbolKind.Object,
                range=ls.range(lines, each.whole),
                selection_range=ls.range(lines, each.span),
            )
            for each in navigation.symbols(ls.project, file)
        ]


def _changing(server: Server) -> None:
    options = lsp.CompletionOptions(trigger_characters=["@", " ", "[", "/"])

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, options)
    def complete(ls: Server, params: lsp.CompletionParams) -> lsp.CompletionList:
        file = ls.file(params.text_document.uri)
        if file is None or ls.project is None:
            return lsp.CompletionList(is_incomplete=False, items=[])
        ls.project.sync()
        found = completion.complete(ls.project, file, ls.offset(file, params.position))
        lines = ls.lines(file)
        items = [_item(ls, lines, params.position.line, n, each) for n, each in enumerate(found.items)]
        return lsp.CompletionList(is_incomplete=found.partial, items=items)

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def actions(ls: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        file, only = ls.file(params.text_document.uri), params.context.only
        if file is None or ls.project is None or not (only is None or set(only) & {"", lsp.CodeActionKind.QuickFix}):
            return []
        ls.project.look(file)
        problems, lines = ls.project.problems().get(file, ()), ls.lines(file)
        start = lines.offset(params.range.start.line, params.range.start.character)
        end = lines.offset(params.range.end.line, params.range.end.character)
        made: list[lsp.CodeAction] = []
        for found in diagnostics.diagnostics(ls.project, file, problems, ls.settings()):
            if found.span.start > end or start > found.span.end:
                continue
            made.extend(
                lsp.CodeAction(
                    title=offer.fix.title,
                    kind=lsp.CodeActionKind.QuickFix,
                    diagnostics=[ls.diagnostic(lines, found)],
                    is_preferred=offer.certain,
                    edit=ls.workspace_edit(offer.fix.edits),
                )
                for offer in offers.offers(ls.project, found.problem, found.span)
            )
        return made

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(ls: Server, params: lsp.PrepareRenameParams) -> lsp.Range | None:
        file = ls.file(params.text_document.uri)
        if file is None or ls.project is None:
            return None
        ls.project.sync()
        try:
            span = rewriting.renamable(ls.project, file, ls.offset(file, params.position))
        except rewriting.RenameRefusedError as refused:
            raise JsonRpcInvalidParams(str(refused)) from None
        return ls.range(ls.lines(file), span)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename(ls: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        file = ls.file(params.text_document.uri)
        if file is None or ls.project is None:
            return None
        ls.project.sync()
        offset = ls.offset(file, params.position)
        try:
            return ls.workspace_edit(rewriting.rename(ls.project, file, offset, params.new_name))
        except rewriting.RenameRefusedError as refused:
            raise JsonRpcInvalidParams(str(refused)) from None

    @server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def format_all(ls: Server, params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
        file = ls.file(params.text_document.uri)
        if file is None or ls.project is None:
            return []
        ls.project.sync()
        changes = ls.workspace_edit(rewriting.laid_out(ls.project, file)).changes or {}
        return list(changes.get(ls.uri(file), ()))


def _item(ls: Server, lines: Lines, line: int, number: int, found: Suggestion) -> lsp.CompletionItem:
    # what a suggestion replaces must lie on the line of the cursor; the rest of a longer text goes by further edits
    start, end = max(found.span.start, lines.starts[line]), min(found.span.end, lines.end(line))
    if start > found.span.start:
        start += len(lines.text[start:end]) - len(lines.text[start:end].lstrip())
    rest = [Span(found.span.start, start), Span(end, found.span.end)]
    return lsp.CompletionItem(
        label=found.label,
        kind=LOOKS[found.looks],
        detail=found.detail or None,
        documentation=found.description or None,
        filter_text=found.matched or f"{found.label} {found.detail}",
        sort_text=f"{number:05}",
        insert_text_mode=lsp.InsertTextMode.AsIs,
        text_edit=lsp.TextEdit(ls.range(lines, Span(start, max(end, start))), found.new),
        additional_text_edits=[lsp.TextEdit(ls.range(lines, each), "") for each in rest if each.end > each.start]
        or None,
    )
