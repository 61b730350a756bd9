"""The letter that carries an invitation. Whoever is invited has no account yet, so no notice can tell them."""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import EmailMessage
from django.utils import timezone

from nguongoc.foundation.notices.models import DeadAddress
from nguongoc.foundation.shared.templatetags.vn import moment
from nguongoc.registry.people.models import Invitation

log = logging.getLogger(__name__)


def invite(invitation: Invitation, address: str) -> bool:
    """Send it now, while its link is known: we keep only the link's hash. Answers whether a mail server took it; where
    there is no address or no server, the inviter hands the link over."""
    if not invitation.email or DeadAddress.objects.filter(address__iexact=invitation.email).exists():
        return False
    until = moment(timezone.localtime(invitation.expires_at))
    body = (
        f"Chào {invitation.full_name},\n\nBạn được mời làm việc trong hệ thống truy xuất nguồn gốc tỉnh Lai Châu, "
        f"với vai trò: {invitation.role.name_vi}.\nMở đường dẫn sau để nhận lời, trước {until}:\n\n{address}\n\n—\n\n"
        f"You are invited to the traceability system of Lai Châu province as: {invitation.role.name_en}.\n"
        f"Follow the link above before {until}.\n"
    )
    letter = EmailMessage(
        "Lời mời vào hệ thống truy xuất nguồn gốc · Invitation", body, to=[invitation.email]
    )
    try:
        return bool(letter.send())
    except (smtplib.SMTPException, OSError) as error:
        log.warning("invitation %s was not sent: %s", invitation.pk, error)
        return False
