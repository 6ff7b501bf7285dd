"""Everything that can go wrong with a library, as a tree; the text of each error is the sentence a person reads.

LibraryError
  UnreadableFile    a file given to `add` holds no essay that can be read
  StoppedReading    whoever gave the file to `add` wanted it no more
  UnknownEssay      no essay of that name in the library
  UnknownPlace      an excerpt or paragraph that is no longer in the library
    ChangedSince      a citation of words that stood in an essay before its text was replaced
  UnknownDraft      a draft that was published or discarded, or never was
  UnfitDetail       a title, author, year, source, licence or note that cannot be kept
  SameText          a text that is in the library already, where another one is needed
  UnknownTerm       a term that the glossary lacks
  UnknownCitation   a text that is not a citation
  EmptyQuestion     nothing to search for
  EmptyQuotation    nothing to check
  UnreadableQuestions  a question file that is not in the format of `evaluate`
  BrokenLibrary     the file is not a library, or is damaged
    AlteredText       a text in the file is not the one that was put in
  NewerLibrary      the file was written by a newer Footnote
  LockedLibrary     the file cannot be opened or written
  UnknownModel      the encoder's model cannot be loaded
"""

from datetime import datetime

SHOWN = 150
"""Characters of cited words in a sentence that a person reads."""


class LibraryError(Exception):
    """Base of all: `str(error)` is one sentence that says what to do next."""


class UnreadableFile(LibraryError):
    """A file given to `add` holds no essay that can be read."""


class StoppedReading(LibraryError):
    """The reading of a file was stopped by whoever asked for it."""


class UnknownEssay(LibraryError):
    """No essay of that name in the library."""


class UnknownPlace(LibraryError):
    """An excerpt or a paragraph that is not, or no longer, in the library."""


class ChangedSince(UnknownPlace):
    """A permanent citation whose essay has had another text since; the words are never looked for in the new one.

    `text` is what it cited, whole, and `replaced` the moment from which on it does not stand.
    """

    def __init__(self, essay: str, title: str, text: str, replaced: datetime) -> None:
        self.essay, self.text, self.replaced = essay, text, replaced
        words = text if len(text) <= SHOWN else text[:SHOWN].rpartition(" ")[0] + " …"
        super().__init__(
            f"Changed since: “{title}” got another text on {replaced.day} {replaced:%B %Y}; "
            f"what this citation names was “{' '.join(words.split())}”."
        )


class UnknownDraft(LibraryError):
    """A draft that was published or discarded in the meantime, dropped with age, or never was."""


class UnfitDetail(LibraryError):
    """Something to be known of an essay that is too long, or not of its kind."""


class SameText(LibraryError):
    """A text that is in the library already, where it may not stand twice."""


class UnknownTerm(LibraryError):
    """A term that is not in the glossary."""


class UnknownCitation(LibraryError):
    """A text that does not have the form of a permanent citation."""


class EmptyQuestion(LibraryError):
    """A question without a single word to search for."""


class EmptyQuotation(LibraryError):
    """A quotation without a single word to look up."""


class UnreadableQuestions(LibraryError):
    """A question file whose lines are not in the format that `evaluate` reads."""


class BrokenLibrary(LibraryError):
    """The file is not a library, or SQLite finds it damaged."""


class AlteredText(BrokenLibrary):
    """A text is not the one that was put in, although the file can be read."""


class NewerLibrary(LibraryError):
    """The file was written by a newer Footnote than this one."""


class LockedLibrary(LibraryError):
    """The file cannot be opened or written: permission, a missing folder, a lock."""


class UnknownModel(LibraryError):
    """The encoder's model cannot be loaded on this machine."""
