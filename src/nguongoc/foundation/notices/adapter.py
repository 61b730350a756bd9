"""Whoever's account is touched is told, inside and by letter: it may not have been they."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from nguongoc.domain.problem import Text
from nguongoc.foundation.accounts.adapter import ClosedDoor
from nguongoc.foundation.notices.actions import tell

DEEDS = {
    "password_changed": Text("Mật khẩu của bạn đã được đổi", "Your password was changed"),
    "password_set": Text("Mật khẩu của bạn đã được đặt", "Your password was set"),
    "password_reset": Text("Mật khẩu của bạn đã được đặt lại qua thư", "Your password was reset by mail"),
    "totp_activated": Text("Đã bật mã từ ứng dụng xác thực", "An authenticator app was added"),
    "totp_deactivated": Text("Đã tắt mã từ ứng dụng xác thực", "The authenticator app was removed"),
    "webauthn_added": Text("Đã thêm một khóa đăng nhập (passkey)", "A passkey was added"),
    "webauthn_removed": Text("Đã gỡ một khóa đăng nhập (passkey)", "A passkey was removed"),
    "recovery_codes_generated": Text("Đã tạo mã dự phòng mới", "New recovery codes were made"),
    "account_connected": Text("Đã nối tài khoản với nơi đăng nhập khác", "Another sign-on was connected"),
    "account_disconnected": Text("Đã bỏ nối nơi đăng nhập khác", "Another sign-on was disconnected"),
}
NOT_YOU = Text(
    "Nếu không phải bạn làm, hãy đổi mật khẩu ngay và báo người quản trị của đơn vị.",
    "If that was not you, change your password at once and tell your administrator.",
)


class TellingDoor(ClosedDoor):
    """The closed door, which also tells the account's owner what was done to it."""

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: Any = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email)
        said = DEEDS.get(template_prefix.rpartition("/")[2])
        if said is not None:
            tell(user, "account", said, NOT_YOU, at=timezone.now(), link="/tai-khoan/")
