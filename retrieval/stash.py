"""Essays out of sight: for some weeks they can be brought back, then they are gone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from retrieval.answers import EssayInfo
from retrieval.errors import UnknownEssay
from retrieval.parts import SLUG_CHARACTERS
from retrieval.passages import Layout, words
from retrieval.rows import EssayRow, StashedEssay

STASH_DAYS = timedelta(days=30)
"""From removing an essay to the end of its bytes."""


@dataclass(frozen=True, slots=True)
class Removed:
    """An essay in the stash, which comes back with `restore(essay.slug)` before `gone_at`."""

    essay: EssayInfo
    removed_at: datetime
    gone_at: datetime


def removed_of(stashed: StashedEssay) -> Removed:
    """What there is to see of a stashed essay."""
    removed_at = datetime.fromisoformat(stashed.removed_at)
    return Removed(info_of(stashed.essay.row, stashed.essay.layout), removed_at, removed_at + STASH_DAYS)


def the_stashed(found: list[StashedEssay], slug: str) -> StashedEssay:
    """The one that was sought. Raises UnknownEssay."""
    for one in found:
        if one.essay.row.slug == slug:
            return one
    held = f"it holds {', '.join(one.essay.row.slug for one in found[:10])}" if found else "it is empty"
    raise UnknownEssay(f"No essay in the stash is called “{slug[:SLUG_CHARACTERS]}”: {held}.")


def info_of(row: EssayRow, layout: Layout) -> EssayInfo:
    """What is known of an essay that is not in the library's tables."""
    return EssayInfo(
        slug=row.slug,
        file=row.file,
        title=row.title,
        author=row.author,
        year=row.year,
        source=row.source,
        licence=row.licence,
        note=row.note,
        language=row.language,
        sections=len(layout.sections),
        paragraphs=sum(paragraph.number > 0 for paragraph in layout.paragraphs),
        passages=sum(len(paragraph.passages) for paragraph in layout.paragraphs),
        words=words(row.text),
        revision=row.revision,
    )


def moment(now: datetime) -> str:
    """A moment as the file keeps it: ISO 8601 in UTC, so that earlier ones sort first."""
    return now.astimezone(UTC).isoformat(timespec="seconds")
