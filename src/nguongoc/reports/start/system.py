"""For the system's administrator: whether it is well, what is behind, what will end soon."""

from __future__ import annotations

from datetime import datetime, timedelta

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.models import ApiToken
from nguongoc.foundation.shared.components import Fact, Status, Tile
from nguongoc.foundation.shared.templatetags.vn import day, due, moment, number
from nguongoc.registry.parties.rights import Viewer
from nguongoc.reports.registers import captures
from nguongoc.reports.start import waiting, works
from nguongoc.reports.start.board import Board, Row, Section
from nguongoc.reports.start.health import Health, Lag, lags, measured, unsealed

SOON = timedelta(days=30)
PATIENCE_SECONDS = 300
"""A transaction or a capture older than this holds somebody up."""

WELL = Status("good", Text("bình thường", "well"))
SLOW = Status("wait", Text("chậm", "slow"))
ILL = Status("bad", Text("cần xem ngay", "look at once"))


def board(viewer: Viewer, at: datetime) -> Board:
    """How the installation is."""
    health, tail = measured(), unsealed()
    return Board(
        words=Text(
            "Hệ thống chạy thế nào, ai đang chậm, cái gì sắp hết hạn.",
            "How the system is and what is behind.",
        ),
        tiles=[
            Tile(
                Text("Lần ghi đang chờ", "Captures waiting"),
                number(health.captures_waiting),
                link=captures.address(**{"ket-qua": "dang"}),
            ),
            Tile(Text("Việc nền bị hỏng", "Failed jobs"), number(health.jobs_failed)),
            Tile(
                Text("Nhật ký chưa niêm phong", "Audit entries not sealed"),
                number(tail),
                note=Text("niêm phong mỗi phút", "sealed every minute"),
            ),
        ],
        main=[
            waiting.section(viewer, at),
            works.refused_by_party(captures.rows(viewer, at=at), at),
            _followers(lags(), at),
        ],
        aside=[_health(health), _tokens(at)],
    )


def _health(health: Health) -> Section:
    facts = [
        Fact(
            Text("Cơ sở dữ liệu", "Database"),
            Text("trả lời", "answers") if health.database else "–",
            status=WELL if health.is_well else ILL,
        ),
        Fact(Text("Bảng chưa nâng cấp", "Migrations pending"), number(health.migrations_pending)),
        Fact(
            Text("Giao dịch mở lâu nhất", "Oldest transaction"),
            _seconds(health.oldest_transaction_seconds),
            status=_patience(health.oldest_transaction_seconds),
        ),
        Fact(
            Text("Lần ghi chờ lâu nhất", "Oldest capture waiting"),
            _seconds(health.oldest_capture_seconds),
            status=_patience(health.oldest_capture_seconds),
        ),
        Fact(Text("Việc nền đang chờ", "Jobs waiting"), number(health.jobs_waiting)),
        Fact(Text("Việc nền đang chạy", "Jobs running"), number(health.jobs_running)),
    ]
    return Section(id="suc-khoe", name=Text("Sức khỏe hệ thống", "Health"), facts=facts)


def _seconds(value: float | None) -> Text | str:
    return "–" if value is None else Text(f"{number(value, 0)} giây", f"{number(value, 0)} s")


def _patience(value: float | None) -> Status | None:
    return SLOW if value is not None and value > PATIENCE_SECONDS else None


def _followers(found: list[Lag], at: datetime) -> Section:
    return Section(
        id="nguoi-doc",
        name=Text("Ai đang đọc nhật ký sự kiện", "Followers of the log"),
        rows=[_follower(one, at) for one in found],
        empty=Text("Chưa có ai đọc theo nhật ký sự kiện.", "Nobody follows the log yet."),
    )


FOLLOWERS = {
    "chains": Text("Chuỗi của các lô hàng", "Chains of the lots"),
    "known-values": Text("Danh sách giá trị để lọc sự kiện", "Values by which events are filtered"),
}


def _follower(one: Lag, at: datetime) -> Row:
    is_late = bool(one.events) and (at - one.moved_at).total_seconds() > PATIENCE_SECONDS
    words = Text(f"còn {number(one.events)} sự kiện", f"{number(one.events)} events behind")
    state = (
        Status("bad" if is_late else "info", words)
        if one.events
        else Status("good", Text("đã đọc hết", "up to date"))
    )
    return Row(
        name=FOLLOWERS.get(one.follower, one.follower),
        link="",
        code=one.follower,
        status=state,
        when=Text(f"đọc lúc {moment(one.moved_at)}", f"read at {moment(one.moved_at)}"),
    )


def _tokens(at: datetime) -> Section:
    ending = ApiToken.objects.filter(revoked_at=None, expires_at__gt=at, expires_at__lte=at + SOON)
    return Section(
        id="khoa",
        name=Text("Khóa sắp hết hạn", "Tokens that end soon"),
        rows=[
            Row(
                token.name,
                "",
                status=Status("wait", Text("sắp hết hạn", "ends soon")),
                note=str(token.user),
                when=due(token.expires_at.date(), at.date()) if token.expires_at else "",
                code=day(token.expires_at),
            )
            for token in ending.select_related("user").order_by("expires_at")[: works.SHOWN]
        ],
        empty=Text("Không có khóa nào hết hạn trong 30 ngày.", "No token ends within 30 days."),
    )
