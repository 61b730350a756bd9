"""No chain, no label: what printing labels for a product, and for a lot of it, still lacks.

The score is out of 100: half for what the product's record tells of what it must, half for the stages that the lot's
chain tells of those expected. Labels that name no lot yet are judged by the record alone; the chain is asked when they
are activated. How much is enough is a dated row (`PrintRule`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse

from nguongoc.domain.problem import Problem, Text
from nguongoc.domain.sectors.load import sector
from nguongoc.domain.stamps import content
from nguongoc.foundation.shared.brief import Brief
from nguongoc.foundation.shared.templatetags.vn import quantity
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.products.completeness import completeness
from nguongoc.registry.products.models import Product
from nguongoc.trace.chains.queries import expected_of, read
from nguongoc.trace.labels.models import LabelBatch, PrintRule

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing, and where it is mended ("" where no page does it). One that `closes` the gate stops
    the labels by itself; the others only lower the score."""

    words: Text
    link: str = ""
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Balance:
    """A lot's quantity against the labels that stand for it, all in the lot's unit."""

    quantity: Decimal
    labelled: Decimal
    asked: Decimal
    uom: str

    @property
    def is_covered(self) -> bool:
        """Whether the lot covers what is asked."""
        return self.labelled + self.asked <= self.quantity

    @property
    def left(self) -> Decimal:
        """What may still be labelled."""
        return max(Decimal(0), self.quantity - self.labelled)


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether labels may be printed, and everything that is missing."""

    score: int
    least: int
    lacks: tuple[Lack, ...]
    balance: Balance | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing stops the labels."""
        return self.score >= self.least and not any(one.closes for one in self.lacks)

    @property
    def problems(self) -> list[Problem]:
        """What stops them, for a refusal: everything that is missing when the score is too low."""
        score = Text(
            f"Mức đầy đủ {self.score}/100, cần ít nhất {self.least}. Bổ sung những mục còn thiếu rồi yêu cầu lại.",
            f"Completeness {self.score}/100, at least {self.least} are needed. Add what is missing, then ask again.",
        )
        is_low = self.score < self.least
        named = [Problem("gate", one.words, "lacking") for one in self.lacks if is_low or one.closes]
        return [Problem("score", score, "score-too-low"), *named] if is_low else named


_remembered: Brief[list[PrintRule]] = Brief(30)


def rule(sector_code: str, on: date) -> PrintRule | None:
    """The rule for a sector on that day: its own before the one for all. What an officer changes holds within half a
    minute everywhere, and at once where it was changed."""
    rules = _remembered.get("all", lambda: list(PrintRule.objects.order_by("-sector", "-valid_from")))
    valid = (one for one in rules if one.valid_from <= on and (one.valid_to is None or one.valid_to >= on))
    return next((one for one in valid if one.sector in (sector_code, "")), None)


def forget() -> None:
    """Read the rules again: one of them was changed."""
    _remembered.forget()


def gate(
    product: Product,
    lot: Lot | None,
    *,
    labels: int,
    each: tuple[Decimal, str],
    on: date,
    besides: LabelBatch | None = None,
) -> Gate:
    """How so many labels of this product stand, each for so much goods (`each`: figure and unit).

    `besides`: a batch that is itself asked about, and so not counted as printed. Reads the chain from the log as it
    stands at this moment. Without a rule in force nothing is asked but that the lot covers the labels.
    """
    found = rule(product.sector, on)
    told, stages, chain_lacks = _chain(lot) if lot else ((0, 0), 0, [])
    record = completeness(product, on, known=_known(lot, told[0] > 0))
    lacks = [Lack(item.name, item.link) for item in record.missing] + chain_lacks
    score = _score(record.told, record.total, *(told if lot else (0, 0)))
    if lot and found and stages < found.least_stages:
        lacks.append(_too_few_stages(stages, found.least_stages, lot))
    balance, wrong = _balance(lot, labels, each, besides) if lot else (None, [])
    return Gate(score, found.least_score if found else 0, (*lacks, *wrong), balance)


def _score(told: int, of: int, stages: int, expected: int) -> int:
    parts = [Decimal(done) / total for done, total in ((told, of), (stages, expected)) if total]
    return int(WHOLE * sum(parts) / len(parts)) if parts else WHOLE


def _chain(lot: Lot) -> tuple[tuple[int, int], int, list[Lack]]:
    """Stages told of those expected, how many are told at all, and those that are missing."""
    journey = read([lot.identifier], sector_code=lot.product.sector, expected=expected_of(lot)).journey
    expected = [one.code for one in sector(lot.product.sector).stages if one.expected]
    told = {step.stage.code for step in journey.told}
    link = reverse("lot", args=[lot.pk])
    missing = [
        Lack(Text(f"công đoạn {step.stage.name.vi}", f"stage: {step.stage.name.en}"), link)
        for step in journey.missing
    ]
    return (sum(code in told for code in expected), len(expected)), len(told), missing


def _known(lot: Lot | None, is_told: bool) -> dict[str, bool]:
    if lot is None:
        return {}
    return {"stages": is_told, "times": is_told, "lot": True, "production_date": lot.produced_on is not None}


def _too_few_stages(stages: int, least: int, lot: Lot) -> Lack:
    words = Text(
        f"chuỗi của lô mới có {stages} công đoạn, cần ít nhất {least}",
        f"the lot's chain tells of {stages} stages, at least {least} are needed",
    )
    return Lack(words, reverse("lot", args=[lot.pk]), closes=True)


# How much of the lot is labelled already.


def _balance(
    lot: Lot, labels: int, each: tuple[Decimal, str], besides: LabelBatch | None
) -> tuple[Balance | None, list[Lack]]:
    link = _lot_link(lot)
    if lot.quantity is None:
        return None, [Lack(_NO_QUANTITY, link, closes=True)]
    pack = content.net(lot.product.net_content)
    one = content.in_lot_unit(*each, lot.uom, pack)
    if one is None:
        return None, [Lack(_other_unit(each, lot), link, closes=True)]
    found = Balance(lot.quantity, labelled(lot, besides=besides), labels * one, lot.uom)
    return found, [] if found.is_covered else [Lack(_not_covered(found), link, closes=True)]


def labelled(lot: Lot, *, besides: LabelBatch | None = None) -> Decimal:
    """How much of this lot has labels, in the lot's unit: batches asked for or printed for it, less what is void, and
    stamps of other batches that were activated for it."""
    pack = content.net(lot.product.net_content)
    return sum(
        (
            count * (content.in_lot_unit(each, uom, lot.uom, pack) or Decimal(0))
            for count, each, uom in _labels(lot, besides)
        ),
        Decimal(0),
    )


def _labels(lot: Lot, besides: LabelBatch | None) -> list[tuple[int, Decimal, str]]:
    """Labels that name this lot, less what is void, and stamps of other batches that are bound to it. Cartons hold
    what bears labels of its own, and are not counted. One question."""
    size = F("ranges__numbers__endswith") - F("ranges__numbers__startswith")
    rows = (
        LabelBatch.objects.filter(Q(lot=lot) | Q(lot=None, ranges__lot=lot))
        .exclude(state="refused")
        .exclude(kind="carton")
        .annotate(
            void=Coalesce(Sum(size, filter=Q(ranges__state="void")), 0),
            bound=Coalesce(Sum(size, filter=~Q(ranges__state="void")), 0),
        )
    )
    if besides:
        rows = rows.exclude(pk=besides.pk)
    told = rows.values_list("lot", "quantity", "void", "bound", "content", "uom")
    return [
        (count - void if names_lot else bound, each, uom) for names_lot, count, void, bound, each, uom in told
    ]


def _lot_link(lot: Lot) -> str:
    try:
        return reverse("lot_edit", args=[lot.pk])
    except NoReverseMatch:
        return reverse("lot", args=[lot.pk])


_NO_QUANTITY = Text("khối lượng hoặc số lượng của lô", "the lot's quantity")


def _other_unit(each: tuple[Decimal, str], lot: Lot) -> Text:
    return Text(
        f"đơn vị tính: mỗi nhãn ứng với {quantity(*each)}, lô tính bằng {quantity(lot.quantity, lot.uom)}; ghi rõ khối "
        "lượng tịnh của sản phẩm để quy đổi",
        f"units: a label stands for {quantity(*each)}, the lot is counted as {quantity(lot.quantity, lot.uom)}; write "
        "down the product's net content, so that one becomes the other",
    )


def _not_covered(found: Balance) -> Text:
    whole, left = quantity(found.quantity, found.uom), quantity(found.left, found.uom)
    asked = quantity(found.asked, found.uom)
    return Text(
        f"số lượng: lô có {whole}, còn {left} chưa có nhãn, đang yêu cầu nhãn cho {asked}",
        f"quantity: the lot has {whole}, {left} have no labels yet, labels for {asked} are asked",
    )
