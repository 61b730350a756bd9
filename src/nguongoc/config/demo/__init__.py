"""The demonstration province (`nguongoc run --demo`): fiction that says so, told through the same doors as the real.

Three real communes, and nothing real in them. Everything comes from a fixed seed relative to the day of loading, so
two installations that load on the same day hold the same goods and events. What is made by name stands in
`reports.start.demonstration`; the page `/trinh-dien/` shows it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from nguongoc.config.demo import (
    buyers,
    knowledge,
    others,
    papers,
    pictures,
    productivity,
    refusals,
    stories,
    support,
    tea,
    voices,
)
from nguongoc.config.demo.province import Province, found
from nguongoc.config.demo.stamps import load as load_stamps
from nguongoc.config.demo.telling import ZONE, Book, Scene, documents
from nguongoc.domain.problem import Problem, Refused, Text
from nguongoc.registry.identifiers.actions import open_lot
from nguongoc.registry.parties.models import Party
from nguongoc.reports.start.demonstration import showcase
from nguongoc.trace.chains.actions import draw_all as draw_chains
from nguongoc.trace.events.actions import Sender, capture

__all__ = ["load", "showcase"]

SEED = 12_850
SEASONS = (555, 190)
"""How many days before today each of the two seasons begins."""


@transaction.atomic
def load(*, at: datetime, in_public: bool = False) -> None:
    """Load the demonstration province as of `at`: all of it or nothing. Where it is loaded, nothing happens.

    Raises Refused where the store holds real parties, and at an https address unless the caller says that a
    public demonstration is meant (`in_public`): its accounts have a password that everybody can read.
    """
    if Party.objects.filter(is_demonstration=True).exists():
        return
    _refuse_where_it_would_harm(in_public=in_public)
    province = found(at=at)
    book = everything(province, at.astimezone(ZONE).date())
    _open_lots(province, book, at=at)
    _send(province, book, at=at)
    load_stamps(province, at=at)
    papers.load(province, at=at)
    pictures.load(province, at=at)
    refusals.load(province, at=at)
    voices.load(province, at=at)
    buyers.load(province, at=at)
    draw_chains(at=at)
    productivity.load(province.users, at=at)
    support.load(province, at=at)
    knowledge.load(province, at=at)


def everything(province: Province, today: date) -> Book:
    """All that will be told of this province, up to the day before today."""
    scene = Scene(province, Book(), Random(SEED), today)  # noqa: S311 (fiction needs no secret)
    for days in SEASONS:
        tea.season(scene, scene.day(days))
    stories.tell(scene)
    others.tell(scene)
    return scene.book


def _open_lots(province: Province, book: Book, *, at: datetime) -> None:
    for one in book.lots:
        product = province.products[one.gtin]
        open_lot(
            product,
            one.number,
            actor=None,
            at=at,
            produced_on=one.produced_on,
            expires_on=one.produced_on + timedelta(days=product.shelf_life_days or 0),
            quantity=one.quantity,
            uom=one.uom,
            origin=province.units[one.origin],
        )


def _send(province: Province, book: Book, *, at: datetime) -> None:
    """Every document through the door, dated as it would have come in. Captures are the log's own record; the
    audit of the registry says the true time of loading."""
    for sender, moment, body in documents(book.told):
        capture(
            body,
            media_type="application/ld+json",
            sender=_sender(province, sender),
            at=min(moment + timedelta(hours=1), at),
        )


def _sender(province: Province, key: str) -> Sender:
    return Sender(province.parties[key], province.sender(key))


def _refuse_where_it_would_harm(*, in_public: bool) -> None:
    real = Party.objects.filter(is_demonstration=False).exclude(kind=Party.Kind.OPERATOR)
    if real.exists():
        raise Refused(
            Problem(
                "",
                Text(
                    "Kho này đã có hồ sơ thật nên không nạp dữ liệu trình diễn. Hãy dùng một thư mục dữ liệu khác "
                    "(--data).",
                    "This store holds real records, so the demonstration is not loaded into it. Use another data "
                    "folder (--data).",
                ),
                "real-records",
            )
        )
    if settings.HTTPS and not in_public:
        raise Refused(
            Problem(
                "NGUONGOC_BASE_URL",
                Text(
                    "Địa chỉ này công khai (https) mà tài khoản trình diễn có mật khẩu ai cũng biết. Chỉ nạp khi cố "
                    "ý: nguongoc run --demo.",
                    "This address is public (https) and the demonstration's accounts have a published password. "
                    "Load it on purpose only: nguongoc run --demo.",
                ),
                "demonstration-in-public",
            )
        )
