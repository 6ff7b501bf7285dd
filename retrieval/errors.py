"""Everything that can go wrong with a library, as a tree; the text of each error is the sentence a person reads.

LibraryError
  UnreadableFile    a file given to `add` holds no essay that can be read
  UnknownEssay      no essay of that name in the library
  UnknownPlace      an excerpt or paragraph that is no longer in the library
  UnknownCitation   a text that is not a citation
  EmptyQuestion     nothing to search for
  EmptyQuotation    nothing to check
  UnreadableQuestions  a question file that is not in the format of `evaluate`
  BrokenLibrary     the file is not a library, or is damaged
  NewerLibrary      the file was written by a newer Footnote
  LockedLibrary     the file cannot be opened or written
  UnknownModel      the encoder's model cannot be loaded
"""


class LibraryError(Exception):
    """Base of all: `str(error)` is one sentence that says what to do next."""


class UnreadableFile(LibraryError):
    """A file given to `add` holds no essay that can be read."""


class UnknownEssay(LibraryError):
    """No essay of that name in the library."""


class UnknownPlace(LibraryError):
    """An excerpt or a paragraph that is not, or no longer, in the library."""


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


class NewerLibrary(LibraryError):
    """The file was written by a newer Footnote than this one."""


class LockedLibrary(LibraryError):
    """The file cannot be opened or written: permission, a missing folder, a lock."""


class UnknownModel(LibraryError):
    """The encoder's model cannot be loaded on this machine."""
