"""The project's own figures, one module a work, each beside its yardstick in the same run."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `yardstick` is the rate of the named comparison in the same run, `ratio` ours to it.
    `cpu_ms` is the processor time of one answer, the database's with it: on a busy machine it says more than waiting.
    """

    work: str
    rate: float
    unit: str
    yardstick: float | None = None
    yardstick_name: str = ""
    ratio: float | None = None
    p95_ms: float | None = None
    cpu_ms: float | None = None
    size: int | None = None

    def as_object(self) -> dict[str, object]:
        """The JSON object that `nguongoc bench --json` prints."""
        return asdict(self)

    def as_line(self) -> str:
        """The same, for a person."""
        parts = [f"{self.work:<28} {self.rate:>12,.1f} {self.unit}"]
        if self.yardstick is not None:
            parts.append(f"{self.yardstick_name}: {self.yardstick:,.1f}")
        if self.ratio is not None:
            parts.append(f"ratio {self.ratio:.2f}")
        if self.p95_ms is not None:
            parts.append(f"p95 {self.p95_ms:.1f} ms")
        if self.cpu_ms is not None:
            parts.append(f"processor {self.cpu_ms:.1f} ms")
        if self.size is not None:
            parts.append(f"size {self.size:,}")
        return " · ".join(parts)
