"""How a document and the log may differ, said to the person who has to look into it."""

from __future__ import annotations

from uuid import UUID

from nguongoc.domain.problem import Problem, Text
from nguongoc.trace.events.models import Capture, Event
from nguongoc.trace.events.rows import Prepared


def damaged(job: Capture) -> Problem:
    """The kept bytes are not those that were received."""
    why = Text(
        "Tài liệu gốc không còn đúng như lúc nhận (mã băm hoặc độ dài khác). Hãy lấy lại từ bản sao lưu.",
        "The kept document is not what was received (its hash or length differs). Take it from a backup.",
    )
    return Problem(f"capture {job.pk}", why, "document-damaged")


def unreadable(job: Capture, problem: Problem) -> Problem:
    """A document that was taken in is refused now."""
    why = Text(
        f"Tài liệu này đã được nhận nhưng nay không đọc được: {problem.why.vi}",
        f"This document was taken in and cannot be read any more: {problem.why.en}",
    )
    return Problem(f"capture {job.pk} {problem.where}".rstrip(), why, "document-unreadable")


def missing(job: Capture, event: Prepared) -> Problem:
    """The document tells an event that the log does not hold."""
    why = Text(
        f"Sự kiện {event.event_id} có trong tài liệu gốc nhưng không có trong kho. Hãy tìm lại trong bản sao lưu.",
        f"The event {event.event_id} stands in the document and not in the log. Look for it in a backup.",
    )
    return Problem(_place(job, event.position), why, "event-missing")


def altered(job: Capture, event: Prepared) -> Problem:
    """The event, one of its items or its visibility is not what the document tells."""
    why = Text(
        f"Sự kiện {event.event_id} trong kho khác với tài liệu gốc. Hãy đối chiếu với bản sao lưu.",
        f"The event {event.event_id} in the log differs from its document. Compare it with a backup.",
    )
    return Problem(_place(job, event.position), why, "event-altered")


def stranger(job: Capture, event: Event) -> Problem:
    """The log ascribes an event to a document that does not tell it."""
    why = Text(
        f"Sự kiện {event.event_id} ghi là lấy từ tài liệu này nhưng tài liệu gốc không có: nó đã được chèn vào sau.",
        f"The event {event.event_id} is said to come from this document, which does not tell it: it was slipped in.",
    )
    return Problem(_place(job, event.position), why, "event-not-in-document")


def no_document(capture: UUID, count: int) -> Problem:
    """Events of a capture that is not there."""
    why = Text(
        f"Kho có {count} sự kiện của lần ghi này, nhưng không có lần ghi đó.",
        f"The log holds {count} events of this capture, and no such capture.",
    )
    return Problem(f"capture {capture}", why, "capture-missing")


def counted_otherwise(job: Capture, stored: int) -> Problem:
    """The job's own count is not the log's."""
    why = Text(
        f"Lần ghi này báo đã thêm {job.events} sự kiện, nhưng kho có {stored}.",
        f"This capture says that it added {job.events} events; the log holds {stored}.",
    )
    return Problem(f"capture {job.pk}", why, "count-differs")


def items_differ(stored: int, told: int) -> Problem:
    """More or fewer items than the documents tell."""
    why = Text(
        f"Kho có {stored} dòng đối tượng của sự kiện; các tài liệu gốc cho {told}.",
        f"The log holds {stored} items of events; the documents tell {told}.",
    )
    return Problem("items", why, "count-differs")


def _place(job: Capture, position: int) -> str:
    return f"capture {job.pk} eventList[{position}]"
