"""`new article`: storing an article, with whatever the file says of itself and an editor's word for the rest."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands.shared import project
from generator.records import Record, replace

if TYPE_CHECKING:
    from generator.corpus import Article, Corpus
    from generator.intake.draft import Arranged, Draft
    from generator.intake.filling import Blank, Form
    from generator.intake.received import Received
    from generator.problems import Problem


class Given(Record):
    """What the editor gave as options, apart from the metadata."""

    id: str | None
    publisher_name: str | None
    show: str | None
    version_of: str | None
    reprint_of: tuple[str, str] | None
    note: str | None
    ask: bool


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--id", "name", metavar="ID", help="The article's id; by default publisher and day.")
@click.option("--title", help="The headline.")
@click.option("--publisher", metavar="ID|NAME", help="Who published the text as it is stored.")
@click.option("--publisher-name", metavar="NAME", help="The name of a new publisher, where --publisher is its id.")
@click.option("--published", metavar="DAY", help="The day of publication, as 2017-08-31.")
@click.option("--modified", metavar="DAY", help="The day of the last change, where the text gives it.")
@click.option("--retrieved", metavar="DAY", help="The day on which you took the text from its place.")
@click.option("--language", metavar="TAG", help="The language, as en or ar.")
@click.option("--author", "authors", metavar="NAME", multiple=True, help="An author; may be given several times.")
@click.option("--dateline", help="The place the report was filed from.")
@click.option("--url", help="The address of the original.")
@click.option(
    "--reprint-of", type=(str, str), metavar="PUBLISHER DAY", help="Who published the text first, and on which day."
)
@click.option("--rights", metavar="TEXT", help="Whose the text is, and on what ground it is shown.")
@click.option("--show", type=click.Choice(["quotes", "full"]), help="What may be shown; by default quotes.")
@click.option("--note", metavar="TEXT", help="What a reader must know of the state of the stored text.")
@click.option("--body", metavar="FIRST-LAST", help="The lines of the article itself, numbered as they are shown.")
@click.option("--version-of", metavar="ID", help="The stored article of which this is a later version.")
@click.option("--as", "kind", type=click.Choice(["html", "text"]), help="What the file is, where it does not look so.")
@click.option("--encoding", metavar="NAME", help="The encoding of the file, where it does not say so itself.")
@click.option("--yes", is_flag=True, help="Accept what was only read out of the file, and not declared there.")
@click.option("--ask/--no-ask", default=None, help="Whether to ask for what is missing; by default in a terminal.")
@click.option("--dry-run", is_flag=True, help="Show everything and write nothing.")
@project
def article(
    file: Path,
    name: str | None,
    authors: tuple[str, ...],
    publisher_name: str | None,
    show: str | None,
    version_of: str | None,
    reprint_of: tuple[str, str] | None,
    note: str | None,
    kind: str | None,
    encoding: str | None,
    yes: bool,
    ask: bool | None,
    dry_run: bool,
    root: Path,
    **values: str | None,
) -> None:
    """Store an article: FILE is a saved web page or plain text, or - for standard input.

    Nothing is overwritten, nothing is fetched, and nothing is made up: what the file does not give is asked for.
    """
    from generator import corpus as corpora
    from generator.intake.filling import RefusedError, fill
    from generator.intake.received import ReceivedError, read, received

    standard_input = str(file) == "-"
    asking = (sys.stdin.isatty() and not standard_input) if ask is None else ask
    given = Given(name, publisher_name, show, version_of, reprint_of, note, asking)
    try:
        stream = sys.stdin.buffer if standard_input else None
        source = received(read(file, stream), "" if standard_input else file.name, encoding, kind)
        corpus, _ = corpora.load(root)
        if corpus is None or {"speakers/*", "addresses/*"} & corpus.broken:
            raise click.ClickException("The publication cannot be read. What is wrong: disputed check")
        draft = _read(source, corpus)
        older = _older(version_of, corpus)
        stated = {key: value for key, value in values.items() if value is not None}
        form = fill(draft, corpus, older, stated, authors, trust=yes)
    except ReceivedError as error:
        raise click.ClickException(str(error)) from error
    except RefusedError as error:
        raise click.UsageError(str(error)) from error
    if "body" in form.values:
        draft = _with_body(draft, form.values["body"])
    _Intake(root, corpus, given, source, older).run(draft, form, dry_run=dry_run)


def _read(source: Received, corpus: Corpus) -> Draft:
    from generator.intake.page import read_page
    from generator.intake.plaintext import read_text

    return read_page(source.text) if source.html else read_text(source.text, corpus.spellings)


def _older(version_of: str | None, corpus: Corpus) -> Article | None:
    """The version that the new one follows: the newest there is."""
    from generator.authored import suggestion

    if version_of is None:
        return None
    if version_of not in corpus.articles:
        near = suggestion(version_of, corpus.articles) or f"The articles: {', '.join(sorted(corpus.articles))}."
        raise click.UsageError(f"There is no stored article {version_of!r}. {near}")
    older = corpus.articles[corpus.newest(version_of)]
    if older.id != version_of:
        say(f"{version_of} has a later version already; this one follows {older.id}.")
    return older


def _with_body(draft: Draft, lines: str) -> Draft:
    first, _, last = lines.replace("–", "-").partition("-")
    return draft.with_body(int(first), int(last))


def say(text: str) -> None:
    """Say something to a person."""
    click.echo(text, err=True)


class _Intake:
    def __init__(self, root: Path, corpus: Corpus, given: Given, source: Received, older: Article | None) -> None:
        self.root = root
        self.corpus = corpus
        self.given = given
        self.source = source
        self.older = older

    def run(self, draft: Draft, form: Form, *, dry_run: bool) -> None:
        from generator.intake import telling

        say("\n".join(telling.layout(draft)))
        say("\n".join(["", *telling.gathered(form)]))
        draft = self.complete(draft, form)
        name = self.name(form)
        arranged = draft.arranged()
        data = self.source.data if self.unchanged(draft) else arranged.text.encode()
        self.not_stored_yet(data, draft, form)
        changes, left = self.changes(name, form, arranged, data)
        body = f"lines {arranged.first} to {arranged.last}"
        say(f"\nseeds/articles/{name}.txt: {len(data):,} bytes; the article itself is {body}.")
        for line in arranged.moved:
            say(f"Set below the article, which it stood within: {telling.safe(line.text)}")
        if dry_run:
            say("Nothing was written.")
            return
        if self.given.ask and not click.confirm("Store it?", default=True, err=True):
            say("Nothing was written.")
            sys.exit(1)
        self.write(changes)
        for path in sorted(changes):
            click.echo(path)
        self.report(name, sorted(changes), left)

    # --- what is still to be known ------------------------------------------------------------------------------------

    def complete(self, draft: Draft, form: Form) -> Draft:
        """Ask for what is missing, or say all of it at once."""
        from generator.intake import telling
        from generator.intake.filling import new_publisher, settle_publisher

        named = self.given.publisher_name or new_publisher(form, self.corpus)
        stranger = settle_publisher(form, self.corpus, named)
        if not self.given.ask:
            blanks = [*form.blanks.values(), *([stranger] if stranger else [])]
            if blanks:
                raise click.UsageError(telling.missing(blanks))
            return draft
        if "publisher" in form.blanks:
            form.take("publisher", self.asked(form.blanks["publisher"], draft), "given")
        self.settle(draft, form)
        for blank in list(form.blanks.values()):
            if blank.key == "body":
                draft = _with_body(draft, self.asked(blank, draft))
            else:
                form.take(blank.key, self.asked(blank, draft), "given")
        return draft

    def settle(self, draft: Draft, form: Form) -> None:
        """Ask until the publisher is somebody who is known, or somebody new with an id and a name."""
        from generator.intake.filling import Blank, settle_publisher

        stranger = settle_publisher(form, self.corpus, self.given.publisher_name)
        while stranger is not None:
            if stranger.key == "publisher":
                form.take("publisher", self.asked(stranger, draft), "given")
                stranger = settle_publisher(form, self.corpus, self.given.publisher_name)
                continue
            say(f"speakers.yml has no {form.values['publisher']!r}. The name adds it there; - means somebody else.")
            name = self.asked(stranger, draft, needed=False)
            if not name:
                form.take("publisher", self.asked(Blank("publisher", "an id or a name", ()), draft), "given")
            stranger = settle_publisher(form, self.corpus, name or None)

    def asked(self, blank: Blank, draft: Draft, *, needed: bool = True) -> str:
        """An editor's answer, asked for until it can be one."""
        from generator.intake.filling import RefusedError, checked
        from generator.intake.telling import safe

        for offer in blank.offers[:4]:
            say(f"  {blank.key}: perhaps {safe(offer.value)}  ({offer.source})")
        default = blank.offers[0].value if blank.offers else None if needed else ""
        while True:
            answer: str = click.prompt(
                f"{blank.key}: {blank.what}", default=default, show_default=bool(blank.offers), err=True
            )
            if not needed and answer.strip() in ("", "-"):
                return ""
            try:
                return checked("title" if blank.key == "publisher-name" else blank.key, answer, draft)
            except RefusedError as error:
                say(str(error))

    def name(self, form: Form) -> str:
        """The id, which nothing else has or had."""
        from generator.intake.placing import is_id, suggested_id, version_id

        folder = self.root / "seeds" / "articles"
        recorded = {*self.corpus.addresses.published, *self.corpus.addresses.redirects}
        taken = {path.stem for path in folder.glob("*")} | {each.partition("/")[2] for each in recorded
                                                            if each.startswith("articles/")}  # fmt: skip
        if self.older is not None:
            suggested = version_id(self.corpus.publication_of(self.older.id), taken)
        else:
            suggested = suggested_id(form.values["publisher"], form.values["published"], taken)
        while True:
            if self.given.id is not None:
                name = self.given.id
            elif self.given.ask:
                name = click.prompt("id: its name and address, which never change", default=suggested, err=True)
            else:
                name = suggested
            wrong = (
                f"{name!r} is no id: small letters, digits and hyphens, at most 80."
                if not is_id(name)
                else f"There is, or was, an article {name}; nothing is ever overwritten. Free is: {suggested}"
                if name in taken
                else ""
            )
            if not wrong:
                return name
            if self.given.id is not None or not self.given.ask:
                raise click.UsageError(wrong)
            say(wrong)

    # --- what is written ----------------------------------------------------------------------------------------------

    def unchanged(self, draft: Draft) -> bool:
        """Whether the file is stored byte for byte: plain text that is UTF-8 already."""
        return draft.kind == "text" and self.source.encoding == "utf-8"

    def not_stored_yet(self, data: bytes, draft: Draft, form: Form) -> None:
        from generator.evidence import normalise

        digest = hashlib.sha256(data).hexdigest()
        for name, article in sorted(self.corpus.articles.items()):
            if article.meta.sha256 == digest:
                raise click.ClickException(f"This text is stored already, to the last byte, as {name}.")
            if self.older is None and article.meta.url and article.meta.url == form.values.get("url"):
                say(f"{name} has the same address. A later version of it is stored with --version-of {name}.")
        if self.older is not None:
            ours = " ".join(normalise(" ".join(line.text for line in draft.body)).text.split())
            if ours == " ".join(self.older.text.words(self.older.text.body).split()):
                say(f"The article itself is word for word the one of {self.older.id}; only what is around it differs.")

    def note(self, moved: int) -> str:
        """What a reader must know of the state of the stored text."""
        notes = [self.given.note] if self.given.note else []
        if self.source.html:
            notes.append("The text was taken out of a saved web page when it was stored.")
            if moved:
                lines = "One line of the page that stood within the article, and is not of it, was"
                if moved > 1:
                    lines = f"{moved} lines of the page that stood within the article, and are not of it, were"
                notes.append(f"{lines} set below it.")
        if self.source.encoding != "utf-8" and not self.source.html:
            notes.append(
                f"It came in the encoding {self.source.encoding} and was converted to UTF-8 when it was stored."
            )
        return " ".join(notes)

    def fields(self, form: Form, arranged: Arranged, data: bytes) -> dict[str, Any]:
        """The metadata, in the order of the model."""
        from generator.intake.declared import one_line

        values, reprint = form.values, self.given.reprint_of
        show = self.given.show or (self.older.meta.rights.show if self.older else "quotes")
        return {
            "title": values["title"],
            "publisher": values["publisher"],
            "published": values["published"],
            "modified": values.get("modified"),
            "retrieved": values.get("retrieved"),
            "version_of": self.older.id if self.older else None,
            "language": values["language"],
            "authors": form.authors[0] if len(form.authors) == 1 else form.authors,
            "dateline": values.get("dateline"),
            "url": values.get("url"),
            "reprint_of": {"publisher": reprint[0], "published": reprint[1]} if reprint else None,
            "sha256": hashlib.sha256(data).hexdigest(),
            "received_as": one_line(self.source.name.encode("utf-8", "backslashreplace").decode()),
            "body": {"first_line": str(arranged.first), "last_line": str(arranged.last)},
            "rights": {"show": show, "note": values["rights"]},
            "note": self.note(len(arranged.moved)),
        }

    def changes(self, name: str, form: Form, arranged: Arranged, data: bytes) -> tuple[dict[str, Any], list[str]]:
        """Every file that changes, and what could not be done and is left to the editor."""
        from generator import authored, yamlfile
        from generator.changing import Change
        from generator.corpus import stored_article
        from generator.intake import placing
        from generator.model import ArticleMeta

        file = f"seeds/articles/{name}.yml"
        try:
            text = placing.metadata(file, self.fields(form, arranged, data))
        except ValueError as error:
            raise click.ClickException(f"The metadata cannot be written: {error}.") from error
        document, _ = yamlfile.read(file, text)
        assert document is not None  # it was read when it was laid out
        meta, wrong = authored.build(ArticleMeta, document)
        if meta is not None:
            stored = stored_article(name, meta, data.decode("utf-8"), document)
            wrong = [] if stored is None else self.misfits(stored, form)
        if wrong:
            raise click.UsageError("\n".join(f"{each.message} {each.fix}" for each in wrong))
        changes = {
            f"seeds/articles/{name}.txt": Change(None, data),
            file: Change(None, text.encode()),
        }
        left: list[str] = []
        addresses = [f"articles/{name}"]
        if form.publisher_name:
            publisher = form.values["publisher"]
            addresses.append(f"speakers/{publisher}")
            before = self.text_of(placing.SPEAKERS)
            entry = {"name": form.publisher_name, "kind": "media"}
            after = placing.with_speaker(before, publisher, entry)
            if after is None:
                left.append(f"add to {placing.SPEAKERS}: {publisher}: {{name: {form.publisher_name}, kind: media}}")
            else:
                changes[placing.SPEAKERS] = Change(before.encode(), after.encode())
        before = after = self.text_of(placing.ADDRESSES)
        for address in addresses:
            recorded = placing.with_address(after, address)
            if recorded is None:
                left.append(f"add to `published` in {placing.ADDRESSES}: - {address}")
            else:
                after = recorded
        if after != before:
            changes[placing.ADDRESSES] = Change(before.encode(), after.encode())
        return changes, left

    def misfits(self, stored: Article, form: Form) -> list[Problem]:
        """What would be wrong with an article among the others, before it is written."""
        from generator import checks, lineage
        from generator.model import Speaker

        speakers = dict(self.corpus.speakers)
        if form.publisher_name:
            speakers[form.values["publisher"]] = Speaker(name=form.publisher_name, kind="media")
        articles = {**self.corpus.articles, stored.id: stored}
        trial = replace(self.corpus, articles=articles, speakers=speakers)
        found = [*lineage.check_versions(trial), *checks.check_registries(trial)]
        return [problem for problem in found if problem.place.file == stored.document.file]

    def text_of(self, file: str) -> str:
        return (self.root / file).read_bytes().decode("utf-8")

    def write(self, changes: dict[str, Any]) -> None:
        from generator.changing import NotChangedError, carry_out

        try:
            carry_out(self.root, changes)
        except NotChangedError as error:
            raise click.ClickException(f"{error} Nothing was written.") from error

    def report(self, name: str, files: list[str], left: list[str]) -> None:
        """What is left to do, as far as the files that were written are concerned."""
        from generator import reporting, rules
        from generator.commands.shared import compiled_from

        compiled = compiled_from(self.root)
        found: list[Problem] = [problem for problem in compiled.problems if problem.place.file in files]
        for each in left:
            say(f"Left to do: {each}")
        if found:
            say(f"Left to do, as disputed check says:\n\n{reporting.as_text(found)}")
        if found or left:
            sys.exit(1)
        lost = [each for each in compiled.problems if each.rule is rules.QUOTE_SUPERSEDED and name in each.message]
        if lost:
            say(f"Some claims quote what this version no longer has:\n\n{reporting.as_text(lost)}")
        covered = compiled.coverage.get(name)
        count = len(covered.sentences) - covered.covered if covered else 0
        what = "1 sentence waits" if count == 1 else f"{count} sentences wait"
        say(f"Stored as {name}. {what} to be cited or set aside: disputed check seeds/articles/{name}.txt")
