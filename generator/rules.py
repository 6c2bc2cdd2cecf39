"""The one table of rules. `disputed explain` prints it, the site documents it, the tests hold a specimen of each.

A rule's id is for ever: people search for it, and scripts filter by it.
"""

from __future__ import annotations

from generator.problems import Level, Rule, Scope

# --- one file ---------------------------------------------------------------------------------------------------------

FILE_UNREADABLE = Rule(
    "file-unreadable",
    Scope.FILE,
    "Every file the publication needs can be read.",
    "A file was moved or deleted, or lost its permissions, and everything that rests on it would vanish.",
    "Restore the file.",
)
FILE_OUTSIDE = Rule(
    "file-outside",
    Scope.FILE,
    "Nothing outside the project is read.",
    "A link or a `..` in a pull request would publish a file of the machine that builds the site.",
    "Store the file itself in the project.",
)
FILE_TOO_LARGE = Rule(
    "file-too-large",
    Scope.FILE,
    "A claim file has at most 1 MB, a stored article at most 10 MB, the list of addresses 30 MB.",
    "Somebody saved a video or a whole archive under the name of an article.",
    "Keep one article or one claim in a file.",
)
FILE_EMPTY = Rule(
    "file-empty",
    Scope.FILE,
    "No file is empty.",
    "A file was created and forgotten, or a disk was full while it was saved.",
    "Fill it in or remove it.",
)
FILE_NOT_TEXT = Rule(
    "file-not-text",
    Scope.FILE,
    "Every file is UTF-8 text without control characters.",
    "A PDF was saved as .txt, or a text in Windows-1252, in which every quotation mark would be wrong.",
    "Save it as UTF-8 text.",
)
FILE_UNEXPECTED = Rule(
    "file-unexpected",
    Scope.FILE,
    "The folders of claims and articles hold nothing but claim files, articles and their metadata, with ids as names.",
    "A claim saved as `.yaml` or `Copy of buses.yml` would be left out without a word.",
    "Rename it to small letters, digits and hyphens with the ending `.yml`, or remove it.",
)
YAML_SYNTAX = Rule(
    "yaml-syntax",
    Scope.FILE,
    "A claim file is one YAML document.",
    "A colon inside an unquoted sentence, a tab, or a quote that never ends.",
    "Quote the value, or write it below a `>-` with an indent.",
)
YAML_DUPLICATE_KEY = Rule(
    "yaml-duplicate-key",
    Scope.FILE,
    "A key stands once in its mapping.",
    "Most readers keep the last of two `quote:` lines silently; the first one would be lost.",
    "Remove one of the two.",
)
YAML_ALIAS = Rule(
    "yaml-alias",
    Scope.FILE,
    "Anchors, aliases and merge keys are not used.",
    "Nine short lines of aliases can unfold to gigabytes, and a reviewer cannot see what they stand for.",
    "Write the value out.",
)
YAML_TAG = Rule(
    "yaml-tag",
    Scope.FILE,
    "Tags (`!something`) are not used.",
    "A tag asks a reader to build something other than text, lists and mappings.",
    "Remove the tag; quote the value if it begins with an exclamation mark.",
)
UNKNOWN_KEY = Rule(
    "unknown-key",
    Scope.FILE,
    "Only documented keys are used.",
    "A misspelt `as_off:` would leave the account without its date.",
    "Correct the spelling or remove the key.",
    mend="A key that is like one known key only is renamed to it.",
)
MISSING_KEY = Rule(
    "missing-key",
    Scope.FILE,
    "Every required key is there.",
    "An account without `said` cannot be put in order.",
    "Add the key.",
)
BAD_VALUE = Rule(
    "bad-value",
    Scope.FILE,
    "Every value has the form its field asks for.",
    "A date written 31.08.2017, a title that asks nothing, a claim longer than search engines read.",
    "Write the value as the message says.",
    mend="A word that can only be a misspelling of one of those that may stand there is replaced by it; a slip in a "
    "checksum is corrected.",
)
TODO_LEFT = Rule(
    "todo-left",
    Scope.FILE,
    "No `todo` is left in a file of the publication.",
    "A draft made by `disputed suggest` was moved to the claims before somebody had filled in who speaks.",
    "Fill in what is marked, or keep the draft outside of `seeds/`.",
)
LAYOUT = Rule(
    "layout",
    Scope.FILE,
    "Every YAML file is laid out in the same way. Only `disputed fmt` looks at this.",
    "A change of one word hides among forty lines that somebody's program folded otherwise.",
    "Run `disputed fmt`.",
)

# --- one claim, with the articles it quotes ---------------------------------------------------------------------------

UNKNOWN_REFERENCE = Rule(
    "unknown-reference",
    Scope.CLAIM,
    "Every id that a file names exists: articles, speakers, places, topics, scopes, answers, categories, accounts.",
    "A typing error in `speaker:` would attribute a sentence to nobody.",
    "Correct the id, or add the entry it should name.",
)
DUPLICATE_ID = Rule(
    "duplicate-id",
    Scope.CLAIM,
    "An account's id stands once in its claim.",
    "Two accounts with one id would share one address, and citations would point to either.",
    "Give one of them another id.",
)
QUOTE_NOT_FOUND = Rule(
    "quote-not-found",
    Scope.CLAIM,
    "Every quote stands word for word in the stored article.",
    "17 buses typed as 11: the smallest slip in a quotation is a false quotation.",
    "Paste the passage from the article; leave words out only with […], add them only in [brackets].",
    mend="Where only white space, quotation marks, apostrophes or dashes differ, and from one passage only, it is set "
    "right.",
)
QUOTE_CUTS_WORD = Rule(
    "quote-cuts-word",
    Scope.CLAIM,
    "A quote begins and ends at the edge of a word or number.",
    "“7 buses” stands word for word inside “17 buses” and says something else.",
    "Extend the quote to whole words.",
)
QUOTE_AMBIGUOUS = Rule(
    "quote-ambiguous",
    Scope.CLAIM,
    "A quote stands in the article exactly once, or `prefix` or `suffix` tells which place is meant.",
    "A short quote that occurs twice may be attributed to the wrong speaker.",
    "Quote more words, or give the words before it as `prefix` or after it as `suffix`.",
)
QUOTE_OUTSIDE_BODY = Rule(
    "quote-outside-body",
    Scope.CLAIM,
    "A quote comes from the body of the article.",
    "A sentence from the comment rules or from a list of related links is not the article's.",
    "Quote the article itself, or correct `body` in its metadata.",
)
SPEAKER_NOT_NAMED = Rule(
    "speaker-not-named",
    Scope.CLAIM,
    "Whoever an account names as speaker, source or carrier is named in that article.",
    "A statement was attributed to a person whom the article does not mention.",
    "Correct the attribution, or add the article's spelling to the speaker's `also`.",
)
VALUE_KIND = Rule(
    "value-kind",
    Scope.CLAIM,
    "The value has the form that the claim's `measure` asks for.",
    "A date given for a claim that counts buses cannot be compared with anything.",
    "Use the keys that belong to the measure.",
)
VALUE_NOT_IN_QUOTE = Rule(
    "value-not-in-quote",
    Scope.CLAIM,
    "The value, or the wording it was read from, stands inside the quote.",
    "The quote says 16 and the table says 17.",
    "Correct the value, or quote the passage that holds it.",
)
VALUE_HEDGED = Rule(
    "value-hedged",
    Scope.CLAIM,
    "A value is as exact as its wording: “about 700” is not 700.",
    "Dropping the word “about” turns an estimate into a count.",
    "Use the form that the message names.",
)
VAGUE_WORD_UNKNOWN = Rule(
    "vague-word-unknown",
    Scope.CLAIM,
    "Vague words are read only by the published house rules.",
    "Two editors would read “dozens” as two different ranges.",
    "Use words from the table of house rules, or add them to it.",
)
SAID_AFTER_PUBLICATION = Rule(
    "said-after-publication",
    Scope.CLAIM,
    "Nothing was said after the article that reports it was published.",
    "A date with the wrong month or year.",
    "Correct `said`, or the article's `published`.",
)
AS_OF_AFTER_SAID = Rule(
    "as-of-after-said",
    Scope.CLAIM,
    "An account is about a time no later than the moment it was given.",
    "`said` and `as_of` were swapped.",
    "Correct the two dates.",
)
REVIEW_TOO_EARLY = Rule(
    "review-too-early",
    Scope.CLAIM,
    "A verdict is reviewed no earlier than the last article it rests on was published; corrections come in order.",
    "A new article was added and the verdict was not looked at again.",
    "Review the verdict and set `reviewed` to that day.",
    mend="Corrections are put in the order of their days.",
)
WEEKDAY_MISMATCH = Rule(
    "weekday-mismatch",
    Scope.CLAIM,
    "A weekday in the quote, or beside it in its sentence, is the weekday of a date given for the account.",
    "“On Wednesday” was counted from the wrong week or the wrong day of publication.",
    "Correct the date; the message names the dates that would fit.",
)
SUM_WRONG = Rule(
    "sum-wrong",
    Scope.CLAIM,
    "Every sum that a claim states adds up.",
    "6 and 11 make 17; if they do not, a bus is missing from the page.",
    "Correct the parts or the total, or remove the sum.",
)
VERDICT_UNFIT = Rule(
    "verdict-unfit",
    Scope.CLAIM,
    "The verdict follows from the comparison, or a `reason` says why it does not.",
    "“Disputed” needs two independent origins that contradict each other.",
    "Use the computed rating, or give the reason for another.",
)
OVERRIDE_NEEDLESS = Rule(
    "override-needless",
    Scope.CLAIM,
    "An override differs from what was computed.",
    "A reason that is no longer needed hides the next real disagreement.",
    "Delete the override.",
    mend="The needless `reason` or override is deleted.",
)
CITATION_SCHEME = Rule(
    "citation-scheme",
    Scope.CLAIM,
    "Links in prose lead to http, https or mailto addresses or into the site.",
    "`javascript:` in a link would run in the reader's browser.",
    "Use an https address, or cite an account as [@id].",
)

QUOTE_SUPERSEDED = Rule(
    "quote-superseded",
    Scope.CLAIM,
    "A quoted passage that a later version of its article lacks was looked at again since.",
    "A newspaper took back a figure in a corrected version, and the verdict still rested on it.",
    "Review the verdict with the new version, and set `reviewed` to that day.",
    Level.WARNING,
)

# --- the corpus -------------------------------------------------------------------------------------------------------

ARTICLE_CHANGED = Rule(
    "article-changed",
    Scope.CORPUS,
    "A stored article has the SHA-256 that its metadata gives.",
    "Somebody mended a typing error in the evidence.",
    "Restore the stored text. A changed article is a new one, stored beside the old.",
    mend="Line ends and a byte order mark are restored, where that gives back the SHA-256; a slip in the SHA-256 is "
    "corrected. A changed text is never accepted.",
)
ARTICLE_INCOMPLETE = Rule(
    "article-incomplete",
    Scope.CORPUS,
    "A stored article has its text and its metadata, side by side.",
    "Only one of the two files was added to the pull request.",
    "Add the missing file.",
)
ARTICLE_BODY = Rule(
    "article-body",
    Scope.CORPUS,
    "The lines named as an article's body exist, and hold text.",
    "The body was marked by lines of another file.",
    "Give the first and last line of the article's own text.",
)
VERSION_ORDER = Rule(
    "version-order",
    Scope.CORPUS,
    "A version of an article is not older than the one it follows, and no other version follows that one.",
    "The two files were stored the wrong way round, and readers were told that the first text was a correction.",
    "Correct the dates, or let `version_of` name the version directly before this one.",
)
VERSION_UNCHANGED = Rule(
    "version-unchanged",
    Scope.CORPUS,
    "A version differs from the one it follows.",
    "The same text was saved twice, and the page would speak of a change that nobody made.",
    "Remove the newer file, and quote the older one.",
)
DUPLICATE_TITLE = Rule(
    "duplicate-title",
    Scope.CORPUS,
    "No two claims ask the same question.",
    "A fact that was already on the site was started again under another name.",
    "Merge the two files, or make the questions differ.",
)
UNUSED_ENTRY = Rule(
    "unused-entry",
    Scope.CORPUS,
    "Every speaker, place and topic is used.",
    "A leftover of a renamed entry keeps an empty page alive.",
    "Remove the entry, or use it.",
)
REFERENCE_LOOP = Rule(
    "reference-loop",
    Scope.CORPUS,
    "Places lie within larger places, speakers speak for others, and versions follow others, without going round in a "
    "circle.",
    "Syria within Deir ez-Zor within Syria.",
    "Remove one of the links.",
)
ADDRESS_LOST = Rule(
    "address-lost",
    Scope.CORPUS,
    "Every address that was ever published still leads somewhere.",
    "A claim file was renamed, and every link and citation to it broke.",
    "Add a redirect to `seeds/addresses.yml`, or restore the file.",
    mend="A redirect is added where the repository, or an equal file, says where the file went. A redirect from an "
    "address in use is removed, and one over several steps leads to the end of them.",
)
ADDRESS_UNRECORDED = Rule(
    "address-unrecorded",
    Scope.CORPUS,
    "Every published address is on record in `seeds/addresses.yml`.",
    "An address that nobody wrote down can be lost unnoticed.",
    "Add the line.",
    mend="The line is added.",
)
SET_ASIDE_NEEDLESS = Rule(
    "set-aside-needless",
    Scope.CORPUS,
    "A sentence is set aside only while no claim quotes it and it holds something to check.",
    "A sentence that is now evidence is still listed as left out.",
    "Remove it from `set_aside`.",
    mend="The entry is removed.",
)

# --- what a change does to what was published -------------------------------------------------------------------------

VERDICT_CHANGED_SILENTLY = Rule(
    "verdict-changed-silently",
    Scope.CHANGE,
    "A published verdict changes only together with a new entry under `corrections`.",
    "“Disputed” became “settled” overnight, and a reader who had cited the page could not learn why.",
    "Add an entry under `corrections` that says what stood there and what stands there now.",
)
ACCOUNT_CHANGED_SILENTLY = Rule(
    "account-changed-silently",
    Scope.CHANGE,
    "An account of a published fact is added, changed or removed only together with a new entry under `corrections`.",
    "A figure was put right without a word, and whoever had quoted the old one looked like the one who erred.",
    "Add an entry under `corrections`: `update` where something was added, `substantial` where something was wrong.",
)
CORRECTION_EMPTY = Rule(
    "correction-empty",
    Scope.CHANGE,
    "A new entry under `corrections` comes with a change of the page.",
    "The correction was announced and the wrong figure was still there.",
    "Make the correction, or remove the entry.",
)
CORRECTION_UNDERSTATED = Rule(
    "correction-understated",
    Scope.CHANGE,
    "A change of the verdict or of an account is not announced as `minor`.",
    "A reversed verdict hid among the spelling mistakes.",
    "Use the grade `update` or `substantial`.",
)
CORRECTION_LOST = Rule(
    "correction-lost",
    Scope.CHANGE,
    "A correction that was published stays on the page.",
    "An embarrassing correction was tidied away.",
    "Restore the entry; its wording may be mended, its day and grade may not.",
)
ARTICLE_REPLACED = Rule(
    "article-replaced",
    Scope.CHANGE,
    "The text of an article that a published fact quotes is never exchanged for another one.",
    "A publisher rewrote its report, somebody stored the new text in place of the old, and the evidence was gone.",
    "Restore the stored text, and store the other one beside it as an article of its own.",
)

# --- the output -------------------------------------------------------------------------------------------------------

OUTPUT_STALE = Rule(
    "output-stale",
    Scope.SITE,
    "The generated files are what the sources give.",
    "A generated page was edited by hand, or the sources changed since.",
    "Run `disputed generate`.",
)
OUTPUT_FOREIGN = Rule(
    "output-foreign",
    Scope.SITE,
    "The folders for generated pages hold nothing that was written by hand.",
    "A page written into a generated folder would be overwritten or lost.",
    "Move the file elsewhere below `docs/`.",
)
SITE_MISSING = Rule(
    "site-missing",
    Scope.SITE,
    "The built site holds a page for every fact, article and speaker.",
    "A builder left out a page without failing.",
    "Build the site again; look at the builder's log.",
)
SITE_QUOTE = Rule(
    "site-quote",
    Scope.SITE,
    "Every quote in the built pages stands in the stored article, and every account of a claim is shown.",
    "A Markdown parser or a template changed the words on their way to the reader.",
    "Look at the template that shows the quote.",
)
SITE_LINK = Rule(
    "site-link",
    Scope.SITE,
    "Every internal link leads to a page of the site, every fragment to a place on it.",
    "An account was renamed and a citation still points to the old place.",
    "Correct the link.",
)
SITE_JSON_LD = Rule(
    "site-json-ld",
    Scope.SITE,
    "Every JSON-LD block parses; a fact page has one ClaimReview, and it says what the page shows.",
    "Markup that differs from the page misleads every machine that reads it.",
    "Look at the template of the page.",
)
SITE_FOREIGN_REQUEST = Rule(
    "site-foreign-request",
    Scope.SITE,
    "Opening a page asks no other host for anything.",
    "A font, a script or a picture from elsewhere tells that host who reads what.",
    "Store the file in `docs/`, or remove it.",
)

RULES: dict[str, Rule] = {rule.id: rule for rule in tuple(globals().values()) if isinstance(rule, Rule)}
"""Every rule by its id, in the order of this table."""
