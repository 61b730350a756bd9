"""Questions to the catalogue and to what parties found out about themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from nguongoc.domain.problem import Text
from nguongoc.foundation.shared.components import Chart
from nguongoc.foundation.shared.templatetags.vn import day
from nguongoc.programme.catalogue.models import (
    BEST,
    Answer,
    Area,
    Assessment,
    Improvement,
    Item,
    Measure,
    Question,
    Questionnaire,
)
from nguongoc.programme.needs.queries import current
from nguongoc.registry.certificates.models import Certificate
from nguongoc.registry.parties.rights import Viewer
from nguongoc.registry.products.models import Product


def support_link(item: Item, viewer: Viewer, on: date) -> str:
    """Where this reader asks for support with the item, filled in as far as is known: an enterprise applies for it; a
    department or commune names the need, while a campaign is open. "" for whoever can do neither."""
    if viewer.may("support.apply"):
        asked = {"tieu-chuan": item.code, "ten": item.number or item.name_vi}
        return f"{reverse('case_new')}?{urlencode(asked)}"
    if not viewer.may("needs.propose"):
        return ""
    campaign = current(on)
    if campaign is None or not campaign.is_open(on):
        return reverse("needs")
    asked = {"loai": item.support, "noi-dung": item.number or item.name_vi}
    return f"{reverse('need_new', args=[campaign.year])}?{urlencode(asked)}"


def held(item: Item, parties: Iterable[int], on: date) -> list[Certificate]:
    """The certificates in force that show that these parties use the item."""
    if not item.certificate:
        return []
    return list(Certificate.objects.in_force(on).filter(party__in=parties, kind=item.certificate))


def sectors_of(parties: Iterable[int]) -> list[str]:
    """The sectors of what these parties make."""
    found = Product.objects.filter(owner__in=parties).values_list("sector", flat=True)
    return sorted(set(found))


def questionnaires(on: date) -> QuerySet[Questionnaire]:
    """The edition of each questionnaire that is used on that day."""
    return (
        Questionnaire.objects.filter(valid_from__lte=on)
        .order_by("code", "-valid_from", "-pk")
        .distinct("code")
    )


def areas(questionnaire: Questionnaire) -> list[Area]:
    """Its areas, each with its questions, in their order."""
    return list(
        questionnaire.areas.order_by("position").prefetch_related(
            Prefetch("questions", Question.objects.order_by("position"))
        )
    )


def answers(assessment: Assessment) -> dict[int, int | None]:
    """Question → what was answered; None: it does not apply."""
    return dict(Answer.objects.filter(assessment=assessment).values_list("question", "value"))


def score(values: Iterable[int | None]) -> int | None:
    """Some answers as per cent of the best; None where nothing applies."""
    told = [value for value in values if value is not None]
    return round(100 * sum(told) / (BEST * len(told))) if told else None


@dataclass(frozen=True, slots=True)
class AreaResult:
    """How a party stands in one area, and what it may take up next (nothing where that is enough)."""

    area: Area
    percent: int | None
    next: Sequence[Item]

    @property
    def is_enough(self) -> bool:
        return self.percent is not None and self.percent >= self.area.enough


def results(
    assessment: Assessment, held: Sequence[Area], on: date, sectors: Sequence[str] = ()
) -> list[AreaResult]:
    """Each of these areas of a finished assessment, the weakest first: that is where to begin. Suggested is what holds
    on that day and fits the party's sectors."""
    known = {one.code: one for one in Item.objects.on(on)}
    given = answers(assessment)
    found = []
    for area in held:
        percent = score(given.get(one.pk) for one in area.questions.all())
        short = percent is not None and percent < area.enough
        wanted = [known[code] for code in area.suggests if code in known] if short else []
        found.append(AreaResult(area, percent, [one for one in wanted if fits(one, sectors)]))
    return sorted(found, key=lambda one: (one.percent is None, one.percent or 0, one.area.position))


def fits(item: Item, sectors: Sequence[str]) -> bool:
    """Whether it fits one of these sectors; what is meant for all fits, and who has none is refused nothing."""
    return not item.sectors or not sectors or bool(set(item.sectors) & set(sectors))


def over_time(
    assessment: Assessment, held: Sequence[Area]
) -> list[tuple[Text, list[tuple[date, int | None]]]]:
    """The score in each of these areas in every finished assessment of this questionnaire by this party, whatever the
    edition, up to this one; the oldest first."""
    rows = (
        Assessment.objects.filter(
            party=assessment.party,
            questionnaire__code=assessment.questionnaire.code,
            finished_at__lte=assessment.finished_at,
        )
        .order_by("finished_at", "pk")
        .values_list("pk", "finished_at")
    )
    when = {pk: at.date() for pk, at in rows}
    told: dict[int, dict[str, list[int | None]]] = defaultdict(lambda: defaultdict(list))
    for pk, code, value in Answer.objects.filter(assessment__in=when).values_list(
        "assessment", "question__area__code", "value"
    ):
        told[pk][code].append(value)
    return [(one.name, [(when[pk], score(told[pk].get(one.code, ()))) for pk in when]) for one in held]


def drawn(lines: Sequence[tuple[Text, Sequence[tuple[date, int | None]]]]) -> Chart | None:
    """The last of these scores as a chart, each area's times beside one another; None where there is nothing to
    compare."""
    if not lines or len(lines[0][1]) < 2:
        return None
    last = [(name, scores[-MOST_TIMES:]) for name, scores in lines]
    return Chart(
        Text("Kết quả qua các lần tự đánh giá", "Results over time"),
        Text("Mảng", "Area"),
        [day(when) for when, _ in last[0][1]],
        [(name, [score for _, score in scores]) for name, scores in last],
        kind="bar",
        unit="%",
    )


MOST_TIMES = 4
"""How many times a chart can hold beside one another on a phone."""


def waiting(assessment: Assessment) -> list[Question]:
    """The questions that nobody has answered yet."""
    asked = Question.objects.filter(area__questionnaire=assessment.questionnaire)
    return list(asked.exclude(answers__assessment=assessment).order_by("area__position", "position"))


def with_progress(rows: QuerySet[Improvement], on: date) -> QuerySet[Improvement]:
    """These improvements, each with how many steps it has, are done (`done`) and late (`late`)."""
    still = Q(steps__state__in=("planned", "running"))
    return rows.annotate(
        wanted=Count("steps", filter=~Q(steps__state="dropped")),
        done=Count("steps", filter=Q(steps__state="done")),
        late=Count("steps", filter=still & Q(steps__due__lt=on)),
    ).order_by("-begun_on", "pk")


def change_of(measure: Measure) -> tuple[Decimal, bool] | None:
    """How much a measure changed (a share of what it was) and whether for the better; None where it cannot be said."""
    if measure.after is None or not measure.before:
        return None
    moved = (measure.after - measure.before) / abs(measure.before)
    return moved, (moved > 0) == (measure.better == Measure.Better.HIGHER) and moved != 0


def shared_measures(names: Iterable[str] = ()) -> QuerySet[Measure]:
    """What parties measured before and after and share: what a report may count."""
    rows = Measure.objects.filter(improvement__is_shared=True, after__isnull=False).select_related(
        "improvement"
    )
    wanted = list(names)
    return (rows.filter(name__in=wanted) if wanted else rows).order_by("name", "pk")


def names_by_code(codes: Iterable[str], on: date) -> Mapping[str, Text]:
    """What these items are called today; a code that none bears stands for itself."""
    known = {one.code: one.name for one in Item.objects.on(on).filter(code__in=codes)}
    return {code: known.get(code, Text(code, code)) for code in codes}


def editions(item: Item) -> QuerySet[Item]:
    """Every edition of it, the latest first."""
    return Item.objects.filter(code=item.code).order_by(F("valid_from").desc())
