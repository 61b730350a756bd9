from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from nguongoc.domain.problem import Text
from nguongoc.domain.tfp import frozen
from nguongoc.domain.tfp.measures import MEASURES, SECTORS, named
from nguongoc.foundation.evidence.models import Attachment
from nguongoc.foundation.shared.log import append_only

if TYPE_CHECKING:
    from nguongoc.registry.parties.rights import Viewer


def _user(**options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", **options
    )


class Visible(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> Visible:
        """Statistics belong to the province, not to a party: all for whoever may see them, else none."""
        return self if viewer.may("productivity.see") else self.none()


class Area(models.Model):
    """A territory that figures are of, in one boundary: a province, the same province after a merger, the country."""

    name = models.CharField(max_length=120)
    boundary = models.CharField(max_length=60, help_text="the version of its boundary: “từ 01/07/2025”")
    is_own = models.BooleanField(default=False, help_text="the province that this system serves")
    is_demonstration = models.BooleanField(default=False)
    members = models.ManyToManyField("self", symmetrical=False, related_name="merged_into")
    merger = models.CharField(max_length=300, blank=True, help_text="the document that merged its members")

    class Meta:
        ordering = ["-is_own", "name", "boundary"]
        constraints = [
            models.UniqueConstraint(fields=["name", "boundary"], name="an_area_has_one_row_a_boundary"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.boundary})"


class Series(models.Model):
    """One measured thing of one area, of the whole economy or of one sector. Its figures are in its vintages."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="series")
    measure = models.CharField(max_length=40)
    sector = models.CharField(max_length=12, blank=True)

    objects = Visible.as_manager()

    class Meta:
        ordering = ["area", "measure", "sector"]
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "measure", "sector"], name="a_series_is_kept_once_an_area"
            ),
            models.CheckConstraint(
                condition=Q(measure__in=list(MEASURES)), name="a_series_measures_what_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sector__in=list(SECTORS)), name="a_series_is_of_a_known_sector"
            ),
        ]

    def __str__(self) -> str:
        return self.name.vi

    @property
    def name(self) -> Text:
        return named(self.measure, self.sector)

    @property
    def unit(self) -> Text:
        return MEASURES[self.measure].unit

    @property
    def is_demonstration(self) -> bool:
        return self.area.is_demonstration


class Vintage(models.Model):
    """A series as one publication told it, or as a recorded decision made it from others. Never altered: a revision is
    a new vintage beside the old, and a run that used the old one can be computed again."""

    class Origin(models.TextChoices):
        ENTERED = "entered", _("nhập từ nguồn")
        LINKED = "linked", _("nối gốc giá hoặc phân loại")
        SPLICED = "spliced", _("nối trên năm trùng")
        INDEXED = "indexed", _("nối bằng chỉ số phát triển đã công bố")
        SUMMED = "summed", _("tính lùi theo địa giới mới")

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="vintages")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … in the order of entry")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED)
    source = models.CharField(max_length=300, help_text="the publication, or the document of the decision")
    table = models.CharField(max_length=120, blank=True)
    page = models.CharField(max_length=60, blank=True)
    published_on = models.DateField(help_text="the vintage's date")
    price_base = models.CharField(max_length=10, blank=True, help_text="2010, 2020; empty when not money")
    boundary = models.CharField(max_length=60)
    scale = models.FloatField(
        default=1, help_text="figures as printed were multiplied by this to reach our unit"
    )
    reason = models.TextField(blank=True, help_text="why it was linked so")
    link_year = models.PositiveIntegerField(null=True)
    made_from = models.ManyToManyField("self", symmetrical=False, related_name="used_by")
    sheet = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = _user()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["series", "-number"]
        triggers = append_only("a_vintage_is_never_overwritten")
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="a_vintage_has_its_own_number"),
            models.CheckConstraint(
                condition=Q(origin="entered") | ~Q(reason=""), name="a_linked_vintage_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} · {self.number}"

    @property
    def origin_words(self) -> str:
        return str(self.get_origin_display())

    @cached_property
    def figures(self) -> dict[int, Observation]:
        return {one.year: one for one in self.observations.all()}

    @cached_property
    def values(self) -> dict[int, float]:
        """The figures that are known, by year."""
        return {year: one.value for year, one in sorted(self.figures.items()) if one.value is not None}

    @property
    def break_years(self) -> tuple[int, ...]:
        return tuple(sorted(one.year for one in self.breaks.all()))


class Observation(models.Model):
    """One figure of one vintage, and the cell it was read from. Without a value: the yearbook says it is not known."""

    class Status(models.TextChoices):
        FINAL = "final", _("chính thức")
        PRELIMINARY = "preliminary", _("sơ bộ")
        ESTIMATE = "estimate", _("ước tính")

    vintage = models.ForeignKey(Vintage, on_delete=models.PROTECT, related_name="observations")
    year = models.PositiveIntegerField()
    value = models.FloatField(null=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.FINAL)
    cell = models.CharField(max_length=12, blank=True, help_text="of the sheet it was read from: B7")

    class Meta:
        ordering = ["vintage", "year"]
        triggers = append_only("an_observation_is_never_overwritten")
        constraints = [
            models.UniqueConstraint(fields=["vintage", "year"], name="a_vintage_tells_a_year_once"),
            models.CheckConstraint(
                condition=Q(year__gte=1900, year__lte=2199), name="an_observation_is_of_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"


class Break(models.Model):
    """A year whose level cannot be compared with the year before: runs refuse it until the series is linked."""

    vintage = models.ForeignKey(Vintage, on_delete=models.PROTECT, related_name="breaks")
    year = models.PositiveIntegerField()
    why = models.TextField()
    flagged_by = _user()
    flagged_at = models.DateTimeField()

    class Meta:
        ordering = ["vintage", "year"]
        triggers = append_only("a_break_stays_flagged")
        constraints = [models.UniqueConstraint(fields=["vintage", "year"], name="a_break_is_flagged_once")]

    def __str__(self) -> str:
        return f"{self.vintage}: {self.year}"


class Run(models.Model):
    """One computation: what went in and what came out, word for word, and never altered."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="runs")
    name = models.CharField(max_length=200)
    first_year = models.PositiveIntegerField()
    last_year = models.PositiveIntegerField()
    inputs = models.TextField(help_text="domain.tfp.frozen.write: every vintage and assumption")
    inputs_sha256 = models.CharField(max_length=64)
    result = models.TextField(help_text="domain.tfp.workbook.write")
    result_sha256 = models.CharField(max_length=64)
    program = models.CharField(max_length=120, help_text="the versions that computed it")
    vintages = models.ManyToManyField(Vintage, related_name="runs")
    made_by = _user()
    made_at = models.DateTimeField()

    objects = Visible.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        triggers = append_only("a_run_is_never_altered")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="a_run_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def frozen(self) -> frozen.Frozen:
        return frozen.read(self.inputs)

    @cached_property
    def figures(self) -> dict[str, Any]:
        import json

        found: dict[str, Any] = json.loads(self.result)
        return found

    @property
    def is_demonstration(self) -> bool:
        return self.frozen.is_demonstration


class Review(models.Model):
    """What the lead officer said of a run: approved for publication, returned with a reason, or withdrawn. The last one
    holds; none is taken back."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("duyệt công bố")
        RETURNED = "returned", _("trả lại")
        WITHDRAWN = "withdrawn", _("rút công bố")

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict)
    note = models.TextField(blank=True)
    by = _user()
    at = models.DateTimeField()

    class Meta:
        ordering = ["run", "-at", "-id"]
        triggers = append_only("a_review_is_not_taken_back")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="approved") | ~Q(note=""), name="a_run_is_returned_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.verdict}"


class Benchmark(models.Model):
    """A figure that somebody published of some area, with what is known of its method. Facts with their source."""

    area = models.CharField(max_length=120)
    period = models.CharField(max_length=20)
    method = models.CharField(max_length=120)
    alpha = models.CharField(max_length=40, blank=True)
    delta = models.CharField(max_length=40, blank=True)
    opening = models.CharField(max_length=80, blank=True)
    growth = models.FloatField(null=True)
    points = models.FloatField(null=True)
    share = models.FloatField(null=True)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["method", "area", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "period", "source"], name="a_benchmark_is_quoted_once_a_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.period}"


class ReportTemplate(models.Model):
    """The Word file that reports are filled into from a day on. Without one, the house's own is used."""

    file = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    placed_by = _user()
    placed_at = models.DateTimeField()

    class Meta:
        ordering = ["-placed_at", "-id"]
        triggers = [pgtrigger.Protect(name="a_template_stays_known", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.file.name
