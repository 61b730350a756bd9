"""What may be done in the library. Each deed is audited in its own transaction."""

from nguongoc.programme.library.actions.documents import (
    announce,
    change_document,
    enter_document,
    load_library,
    relate,
    unrelate,
)
from nguongoc.programme.library.actions.learning import (
    add_paper,
    add_visit,
    begin_award_file,
    change_visit,
    enter_benchmark,
    move_award_file,
)
from nguongoc.programme.library.actions.policy import (
    add_draft,
    begin_dossier,
    change_dossier,
    consult,
    decide_proposal,
    drop,
    finish,
    opine,
    propose_standard,
    reply,
    weigh,
)
from nguongoc.programme.library.actions.reading import circulate, confirm, follow, remind_unread

__all__ = [
    "add_draft",
    "add_paper",
    "add_visit",
    "announce",
    "begin_award_file",
    "begin_dossier",
    "change_document",
    "change_dossier",
    "change_visit",
    "circulate",
    "confirm",
    "consult",
    "decide_proposal",
    "drop",
    "enter_benchmark",
    "enter_document",
    "finish",
    "follow",
    "load_library",
    "move_award_file",
    "opine",
    "propose_standard",
    "relate",
    "remind_unread",
    "reply",
    "unrelate",
    "weigh",
]
