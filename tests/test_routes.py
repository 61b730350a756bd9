"""Every address, tried as a stranger, as a member of another party, and as each role.

A new route fails here until it says who may open it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from trace.labels.stamps_world import a_ready_batch
from trace.subscriptions.wishing import a_subscription
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from nguongoc.foundation.accounts.actions import ROLES
from nguongoc.foundation.accounts.permissions import SCOPES
from nguongoc.foundation.evidence.actions import keep
from nguongoc.programme.catalogue import actions as catalogue
from nguongoc.programme.catalogue.models import Item, Question, Questionnaire
from nguongoc.programme.library import actions as library
from nguongoc.programme.needs.actions import open_campaign, propose
from nguongoc.programme.needs.models import Need
from nguongoc.programme.plan.actions import enter_decision, load_plan
from nguongoc.programme.plan.models import Task
from nguongoc.programme.support.actions import applying, handling, judging
from nguongoc.programme.support.actions.carrying import plan_stage, sign_contract
from nguongoc.programme.support.models import Kind
from nguongoc.programme.support.views.deeds import DEEDS
from nguongoc.registry.certificates.actions import add_certificate, add_declaration
from nguongoc.registry.identifiers.actions import add_prefix
from nguongoc.registry.identifiers.models import Lot
from nguongoc.registry.parties.models import Party
from nguongoc.registry.products.actions import add_image
from nguongoc.registry.products.models import RuleSet
from nguongoc.trace.events.models import Capture, Event
from nguongoc.trace.resolver.actions.links import Wanted, add_link
from nguongoc.trace.resolver.actions.reports import Said, report
from nguongoc.trace.resolver.models import Sign
from programme.productivity.province import a_run, an_area, fill
from programme.support.cases import TOLD, a_pdf, an_expert
from world import (
    GTIN,
    NOW,
    SINCE,
    TODAY,
    a_client,
    a_lot,
    a_page_of,
    a_party,
    a_png,
    a_product,
    a_sender,
    a_site,
    a_user,
    an_event,
    begin,
    event_number,
    send,
)

pytestmark = pytest.mark.django_db

PUBLIC = {
    "epcis/openapi.json",
    "tro-giup/giao-dien-lap-trinh",
    "",
    "healthz",
    "api/v1/",
    "api/v1/openapi.json",
    "epcis/soap",  # GET answers the WSDL; a call is refused without a token, by a fault
    "giao-dien/",
    "trinh-dien/",
    "tro-giup/trang-cong-khai",
    "anh/<int:image>.webp",
    "xem/<path:rest>",
    "phan-anh/gui",
    "verify",
    "verify/<path:rest>",
    "checkConnectivity",
    "quet-o-dau",
    "kiem-tra-tem",
    ".well-known/gs1resolver",
    "ho-tro/tra-cuu/",
    "ho-tro/thoi-gian/",
}
"""Open to everybody: no row behind them belongs to anyone."""

ACCOUNT = "tai-khoan/"
"""Signing in and out: allauth decides who may."""

CODES = "^"
"""What is printed on packages, in the forms that GS1 gives it: public, and the only addresses told by a pattern."""

STATIC = ("giao-dien/", "__debug__")


class Guard(NamedTuple):
    """An address with a row of one owner, the permission to open it ("" for whoever is signed in), and the one to
    see every party's rows there."""

    path: str
    opens: str
    sees_all: str = "events.see_all"


ONLY_OWN = "nobody's"
"""No permission opens another party's row."""

EVERYBODY = ""
"""What is behind the address belongs to nobody: whoever may open it sees it."""

GUARDED = {
    "epcis/capture": Guard("/epcis/capture", "events.query"),
    "epcis/capture/<uuid:capture_id>": Guard("/epcis/capture/{capture}", "events.query"),
    "epcis/events": Guard("/epcis/events", "events.query"),
    "epcis/events/<path:event_id>": Guard("/epcis/events/{event}", "events.query"),
    "epcis/": Guard("/epcis/", "events.query"),
    **{
        f"epcis/{kind}{below}": Guard(f"/epcis/{kind}{path}", "events.query")
        for kind, value in (
            *(("eventTypes", "ObjectEvent"), ("bizSteps", "shipping"), ("dispositions", "in_transit")),
            *(("readPoints", "urn:x:noi"), ("bizLocations", "urn:x:noi"), ("epcs", "urn:x:hop")),
        )
        for below, path in (
            ("", ""),
            ("/<path:value>", f"/{value}"),
            ("/<path:value>/events", f"/{value}/events"),
        )
    },
    "epcis/queries": Guard("/epcis/queries", "events.query"),
    "epcis/queries/<str:name>": Guard("/epcis/queries/{query}", "events.query", ONLY_OWN),
    "epcis/queries/<str:name>/events": Guard("/epcis/queries/{query}/events", "events.query", ONLY_OWN),
    "epcis/queries/<str:name>/subscriptions": Guard(
        "/epcis/queries/{query}/subscriptions", "events.query", ONLY_OWN
    ),
    "epcis/queries/<str:name>/subscriptions/<str:code>": Guard(
        "/epcis/queries/{query}/subscriptions/{subscription}", "events.query", "accounts.manage"
    ),
    "dang-ky-su-kien/": Guard("/dang-ky-su-kien/", "events.query"),
    "dang-ky-su-kien/<uuid:key>/": Guard(
        "/dang-ky-su-kien/{subscription}/", "events.query", "accounts.manage"
    ),
    "su-kien/": Guard("/su-kien/", "events.query"),
    "su-kien/<uuid:event>/": Guard("/su-kien/{event_key}/", "events.query"),
    "su-kien/<uuid:event>/chuoi/": Guard("/su-kien/{event_key}/chuoi/", "events.query"),
    "su-kien/<uuid:event>/tai.<slug:form>": Guard("/su-kien/{event_key}/tai.json", "events.query"),
    "lan-ghi/": Guard("/lan-ghi/", "events.query"),
    "lan-ghi/<uuid:job>/": Guard("/lan-ghi/{capture}/", "events.query"),
    "lo-hang/": Guard("/lo-hang/", "", "registry.see_all"),
    "lo-hang/<int:lot>/": Guard("/lo-hang/{lot}/", "", "registry.see_all"),
    "san-pham/": Guard("/san-pham/", "", "registry.see_all"),
    "don-vi-hanh-chinh/": Guard("/don-vi-hanh-chinh/", "", "registry.see_all"),
    "don-vi/": Guard("/don-vi/", "", "registry.see_all"),
    "don-vi/moi/": Guard("/don-vi/moi/", "registry.edit_all", "registry.edit_all"),
    "don-vi/trung-lap/": Guard("/don-vi/trung-lap/", "registry.edit_all", "registry.edit_all"),
    "don-vi/<int:party>/": Guard("/don-vi/{party}/", "", "registry.see_all"),
    **{
        f"don-vi/<int:party>/{edit}/": Guard(f"/don-vi/{{party}}/{edit}/", "", "registry.edit_all")
        for edit in (
            *("sua", "ten", "dia-chi", "ke-thua", "them-san-pham", "them-dau-ma"),
            *("them-giay-chung-nhan", "them-cong-bo", "nang-luc", "them-dia-diem", "nhap-ranh-gioi"),
        )
    },
    "don-vi/<int:party>/gop/<int:into>/": Guard("/don-vi/{party}/gop/{party}/", "", "registry.edit_all"),
    "san-pham/<int:product>/": Guard("/san-pham/{product}/", "", "registry.see_all"),
    **{
        f"san-pham/<int:product>/{edit}/": Guard(f"/san-pham/{{product}}/{edit}/", "", "registry.edit_all")
        for edit in ("sua", "hinh-anh", "them-dong-goi", "mo-lo")
    },
    "san-pham/<int:product>/gs1/": Guard("/san-pham/{product}/gs1/", "", "registry.see_all"),
    "san-pham/<int:product>/hinh-anh/<int:image>/tep": Guard(
        "/san-pham/{product}/hinh-anh/{image}/tep", "", "registry.see_all"
    ),
    "lo-hang/<int:lot>/noi-giao/": Guard("/lo-hang/{lot}/noi-giao/", "", "registry.edit_all"),
    "lo-hang/<int:lot>/sua/": Guard("/lo-hang/{lot}/sua/", "", "registry.edit_all"),
    "nhap-lieu/": Guard("/nhap-lieu/", "", "registry.see_all"),
    **{
        f"api/v1/{rows}": Guard(f"/api/v1/{rows}", "", "registry.see_all")
        for rows in (
            *("don-vi-hanh-chinh", "don-vi", "dia-diem", "san-pham", "lo-hang"),
            *("giay-chung-nhan", "cong-bo"),
        )
    },
    "api/v1/lo-hang/<lot>": Guard("/api/v1/lo-hang/{lot}", "", "registry.see_all"),
    "api/v1/san-pham/<gtin>": Guard(f"/api/v1/san-pham/{GTIN}", "", "registry.see_all"),
    "dia-gioi-tinh/": Guard("/dia-gioi-tinh/", "accounts.manage", "accounts.manage"),
    "dia-diem/": Guard("/dia-diem/", "", "registry.see_all"),
    "dia-diem/<int:site>/": Guard("/dia-diem/{site}/", "", "registry.see_all"),
    "dia-diem/<int:site>/sua/": Guard("/dia-diem/{site}/sua/", "", "registry.edit_all"),
    "dia-diem/<int:site>/ranh-gioi/": Guard("/dia-diem/{site}/ranh-gioi/", "", "registry.edit_all"),
    "dau-ma/": Guard("/dau-ma/", "", "registry.see_all"),
    "dau-ma/<int:prefix>/sua/": Guard("/dau-ma/{prefix}/sua/", "", "registry.edit_all"),
    **{
        f"{papers}/{rest}": Guard(f"/{papers}/{address}", "", needs)
        for papers, key in (("giay-chung-nhan", "certificate"), ("cong-bo", "declaration"))
        for rest, address, needs in (
            ("", "", "registry.see_all"),
            (f"<int:{key}>/", f"{{{key}}}/", "registry.see_all"),
            ("<int:paper>/sua/", f"{{{key}}}/sua/", "registry.edit_all"),
            ("<int:paper>/thu-hoi/", f"{{{key}}}/thu-hoi/", "registry.edit_all"),
            ("<int:paper>/tep", f"{{{key}}}/tep", "registry.see_all"),
        )
    },
    "phong-thu-nghiem/": Guard("/phong-thu-nghiem/", "", "registry.see_all"),
    "danh-muc-rui-ro/": Guard("/danh-muc-rui-ro/", "", "registry.see_all"),
    "du-lieu-bat-buoc/": Guard("/du-lieu-bat-buoc/", "registry.edit_all", "registry.edit_all"),
    "du-lieu-bat-buoc/<int:rule_set>/": Guard(
        "/du-lieu-bat-buoc/{rule_set}/", "registry.edit_all", "registry.edit_all"
    ),
    "lien-ket/": Guard("/lien-ket/", "", "registry.see_all"),
    "lien-ket/<int:link>/": Guard("/lien-ket/{link}/", "", "registry.see_all"),
    "phan-anh/": Guard("/phan-anh/", "", "registry.see_all"),
    "phan-anh/<int:report>/": Guard("/phan-anh/{report}/", "", "registry.see_all"),
    "phan-anh/<int:report>/anh": Guard("/phan-anh/{report}/anh", "", "registry.see_all"),
    "luot-quet/": Guard("/luot-quet/", "", "registry.see_all"),
    "luot-quet/tu-kiem-tra/": Guard("/luot-quet/tu-kiem-tra/", "registry.see_all", "registry.see_all"),
    "luot-quet/dau-hieu/": Guard("/luot-quet/dau-hieu/", "", "registry.see_all"),
    "luot-quet/dau-hieu/<int:sign>/": Guard("/luot-quet/dau-hieu/{sign}/", "", "registry.see_all"),
    "cong-viec/": Guard("/cong-viec/", "", "needs.see_all"),
    "cong-viec/nhac/<str:key>/": Guard("/cong-viec/nhac/plan.task:{task}/", "work.remind", "work.remind"),
    "tim/": Guard("/tim/?q=che", "", "registry.see_all"),
    "tem/": Guard("/tem/", ""),
    "tem/yeu-cau/": Guard("/tem/yeu-cau/", ""),
    "tem/tra-cuu/": Guard("/tem/tra-cuu/?so={stamp}", ""),
    "tem/buoc/": Guard("/tem/buoc/", ""),
    "tem/mau-nhan/": Guard("/tem/mau-nhan/", "labels.set"),
    "tem/mau-nhan/moi": Guard("/tem/mau-nhan/moi", "labels.set"),
    "tem/dieu-kien/": Guard("/tem/dieu-kien/", "labels.set"),
    "tem/dieu-kien/moi": Guard("/tem/dieu-kien/moi", "labels.set"),
    "tem/<int:batch>/": Guard("/tem/{batch}/", "", "registry.see_all"),
    "tem/<int:batch>/mau.<slug:form>": Guard("/tem/{batch}/mau.svg", "", "registry.see_all"),
    "tem/<int:batch>/tep": Guard("/tem/{batch}/tep", "labels.approve", "registry.see_all"),
    "tem/<int:batch>/lam/<slug:deed>": Guard("/tem/{batch}/lam/da-in", "labels.approve", "registry.see_all"),
    "tem/<int:batch>/phan/<int:part>.<slug:form>": Guard(
        "/tem/{batch}/phan/1.pdf", "labels.approve", "registry.see_all"
    ),
    "quet/": Guard("/quet/", ""),
    "quet/tra": Guard("/quet/tra?ma={stamp}", ""),
    "thong-bao/": Guard("/thong-bao/", ""),
    "thong-bao/cach-nhan": Guard("/thong-bao/cach-nhan", ""),
    "uy-quyen/": Guard("/uy-quyen/", ""),
    "du-lieu-ca-nhan/": Guard("/du-lieu-ca-nhan/", ""),
    "du-lieu-ca-nhan/xuat": Guard("/du-lieu-ca-nhan/xuat", ""),
    "du-lieu-ca-nhan/yeu-cau/": Guard("/du-lieu-ca-nhan/yeu-cau/", "privacy.answer", "privacy.answer"),
    "thiet-lap/": Guard("/thiet-lap/", ""),
    "thiet-lap/ngay-nghi/": Guard("/thiet-lap/ngay-nghi/", ""),
    "thiet-lap/<str:code>": Guard("/thiet-lap/pin.tries", "accounts.manage", "accounts.manage"),
    "vai-tro/": Guard("/vai-tro/", ""),
    "vai-tro/<slug:code>/": Guard("/vai-tro/leader/", "accounts.manage", "accounts.manage"),
    "khoa-dang-nhap/": Guard("/khoa-dang-nhap/", "accounts.manage", "accounts.manage"),
    "nguoi-dung/moi": Guard("/nguoi-dung/moi", "people.manage_own", "accounts.manage"),
    "nguoi-dung/nguoi-ghi": Guard("/nguoi-dung/nguoi-ghi", "people.enrol_recorders", "accounts.manage"),
    "nhat-ky/": Guard("/nhat-ky/", "evidence.read", "evidence.read"),
    **{
        f"nang-suat/{route}": Guard(f"/nang-suat/{path}", f"productivity.{right}", f"productivity.{right}")
        for route, path, right in (
            ("", "", "see"),
            ("chuoi/", "chuoi/", "see"),
            ("chuoi/<int:series>/", "chuoi/{series}/", "see"),
            ("chuoi/<int:series>/noi/", "chuoi/{series}/noi/", "enter"),
            ("ban/<int:vintage>/", "ban/{vintage}/", "see"),
            ("nhap/", "nhap/", "enter"),
            ("lan-tinh/", "lan-tinh/", "see"),
            ("lan-tinh/moi/", "lan-tinh/moi/", "run"),
            ("lan-tinh/<int:run>/", "lan-tinh/{run}/", "see"),
            ("lan-tinh/<int:run>/tai-lap/", "lan-tinh/{run}/tai-lap/", "see"),
            ("lan-tinh/<int:run>/duyet/", "lan-tinh/{run}/duyet/", "approve"),
            ("lan-tinh/<int:run>/tai/<str:kind>", "lan-tinh/{run}/tai/csv", "see"),
            ("so-sanh/", "so-sanh/", "see"),
            ("mau-bao-cao/", "mau-bao-cao/", "approve"),
        )
    },
    **{
        route: Guard(f"/{path}", f"plan.{right}", f"plan.{right}")
        for route, path, right in (
            ("ke-hoach/", "ke-hoach/", "see"),
            ("ke-hoach/nhiem-vu/<int:task>/", "ke-hoach/nhiem-vu/{task}/", "see"),
            ("ke-hoach/nhiem-vu/<int:task>/sua/", "ke-hoach/nhiem-vu/{task}/sua/", "edit"),
            ("ke-hoach/nhiem-vu/<int:task>/kinh-phi/", "ke-hoach/nhiem-vu/{task}/kinh-phi/", "edit"),
            ("ke-hoach/van-ban/", "ke-hoach/van-ban/", "see"),
            ("ke-hoach/van-ban/moi/", "ke-hoach/van-ban/moi/", "edit"),
            ("ke-hoach/van-ban/<int:decision>/tep", "ke-hoach/van-ban/{decision}/tep", "see"),
            ("ke-hoach/doi-chieu/", "ke-hoach/doi-chieu/", "see"),
            ("chi-tieu/", "chi-tieu/", "see"),
            ("chi-tieu/doi-chieu/", "chi-tieu/doi-chieu/", "see"),
            ("chi-tieu/chot-ky/", "chi-tieu/chot-ky/", "edit"),
            ("chi-tieu/<slug:code>/", "chi-tieu/lop-dao-tao/", "see"),
            ("chi-tieu/<slug:code>/dat-muc/", "chi-tieu/lop-dao-tao/dat-muc/", "edit"),
            ("chi-tieu/<slug:code>/khai-bao/", "chi-tieu/lop-dao-tao/khai-bao/", "edit"),
            ("chi-tieu/<slug:code>/chot-ky/", "chi-tieu/lop-dao-tao/chot-ky/", "edit"),
        )
    },
    "nhu-cau/": Guard("/nhu-cau/", "", "needs.see_all"),
    "nhu-cau/<int:year>/": Guard("/nhu-cau/2027/", "", "needs.see_all"),
    "nhu-cau/<int:year>/de-xuat/": Guard("/nhu-cau/2027/de-xuat/", "needs.propose", ONLY_OWN),
    "nhu-cau/<int:year>/khong-co/": Guard("/nhu-cau/2027/khong-co/", "needs.propose", ONLY_OWN),
    "nhu-cau/<int:year>/nhap/": Guard("/nhu-cau/2027/nhap/", "needs.propose", ONLY_OWN),
    "nhu-cau/<int:year>/mau.xlsx": Guard("/nhu-cau/2027/mau.xlsx", "needs.propose", ONLY_OWN),
    "nhu-cau/<int:year>/tong-hop.xlsx": Guard(
        "/nhu-cau/2027/tong-hop.xlsx", "needs.see_all", "needs.see_all"
    ),
    "nhu-cau/moi/": Guard("/nhu-cau/moi/", "needs.compile", "needs.compile"),
    "nhu-cau/de-xuat/<int:need>/": Guard("/nhu-cau/de-xuat/{need}/", "", "needs.see_all"),
    "nhu-cau/de-xuat/<int:need>/xem-xet/": Guard(
        "/nhu-cau/de-xuat/{need}/xem-xet/", "needs.compile", "needs.compile"
    ),
    "nhu-cau/de-xuat/<int:need>/xem-lai/": Guard(
        "/nhu-cau/de-xuat/{need}/xem-lai/", "needs.compile", "needs.compile"
    ),
    "cong-cu/": Guard("/cong-cu/", ""),
    "cong-cu/moi/": Guard("/cong-cu/moi/", "catalogue.edit", "catalogue.edit"),
    "cong-cu/<int:item>/": Guard("/cong-cu/{item}/", "", EVERYBODY),
    "cong-cu/<int:item>/sua/": Guard("/cong-cu/{item}/sua/", "catalogue.edit", "catalogue.edit"),
    "cong-cu/<int:item>/ban-moi/": Guard("/cong-cu/{item}/ban-moi/", "catalogue.edit", "catalogue.edit"),
    "tu-danh-gia/": Guard("/tu-danh-gia/", ""),
    "tu-danh-gia/bo/<int:questionnaire>/": Guard("/tu-danh-gia/bo/{questionnaire}/", "", EVERYBODY),
    "tu-danh-gia/<int:assessment>/": Guard("/tu-danh-gia/{assessment}/", "", "catalogue.see_shared"),
    "cai-tien/": Guard("/cai-tien/", ""),
    "cai-tien/moi/": Guard("/cai-tien/moi/", "catalogue.assess", ONLY_OWN),
    "cai-tien/<int:improvement>/": Guard("/cai-tien/{improvement}/", "", "catalogue.see_shared"),
    **{
        f"cai-tien/{route}": Guard(f"/cai-tien/{path}", "catalogue.assess", ONLY_OWN)
        for route, path in (
            ("<int:improvement>/sua/", "{improvement}/sua/"),
            ("<int:improvement>/viec/", "{improvement}/viec/"),
            ("viec/<int:step>/", "viec/{step}/"),
            ("<int:improvement>/so-do/", "{improvement}/so-do/"),
            ("so-do/<int:measure>/", "so-do/{measure}/"),
        )
    },
    **{
        route: Guard(f"/{path}", opens, sees)
        for route, path, opens, sees in (
            ("thu-vien/", "thu-vien/", "", EVERYBODY),
            ("thu-vien/moi/", "thu-vien/moi/", "library.edit", "library.edit"),
            ("thu-vien/cho-ban/", "thu-vien/cho-ban/", "", EVERYBODY),
            ("thu-vien/theo-doi/", "thu-vien/theo-doi/", "", EVERYBODY),
            ("thu-vien/pho-bien/", "thu-vien/pho-bien/", "library.see_all", "library.see_all"),
            (
                *("thu-vien/pho-bien/<int:circulation>/", "thu-vien/pho-bien/{circulation}/"),
                *("library.see_all", "library.see_all"),
            ),
            (
                *("thu-vien/quan-he/<int:relation>/rut/", "thu-vien/quan-he/{relation}/rut/"),
                *("library.edit", "library.edit"),
            ),
            ("thu-vien/<int:document>/", "thu-vien/{document}/", "", EVERYBODY),
            ("thu-vien/<int:document>/tep", "thu-vien/{document}/tep", "", EVERYBODY),
            *(
                (f"thu-vien/<int:document>/{edit}/", f"thu-vien/{{document}}/{edit}/", *2 * ("library.edit",))
                for edit in ("sua", "quan-he", "pho-bien")
            ),
            ("chinh-sach/", "chinh-sach/", "", EVERYBODY),
            ("chinh-sach/moi/", "chinh-sach/moi/", "library.edit", "library.edit"),
            ("chinh-sach/<int:dossier>/", "chinh-sach/{dossier}/", "", EVERYBODY),
            ("chinh-sach/<int:dossier>/so-sanh/", "chinh-sach/{dossier}/so-sanh/", "", EVERYBODY),
            ("chinh-sach/<int:dossier>/gop-y/", "chinh-sach/{dossier}/gop-y/", "library.speak", EVERYBODY),
            *(
                (
                    f"chinh-sach/<int:dossier>/{edit}/",
                    f"chinh-sach/{{dossier}}/{edit}/",
                    *2 * ("library.edit",),
                )
                for edit in ("sua", "du-thao")
            ),
            (
                *("chinh-sach/<int:dossier>/viec/<slug:deed>/", "chinh-sach/{dossier}/viec/dung/"),
                *("library.edit", "library.edit"),
            ),
            ("chinh-sach/du-thao/<int:draft>/tep", "chinh-sach/du-thao/{draft}/tep", "", EVERYBODY),
            ("chinh-sach/y-kien/<int:opinion>/", "chinh-sach/y-kien/{opinion}/", "", "library.see_all"),
            ("de-xuat-tieu-chuan/", "de-xuat-tieu-chuan/", "", EVERYBODY),
            ("de-xuat-tieu-chuan/moi/", "de-xuat-tieu-chuan/moi/", "library.speak", EVERYBODY),
            ("de-xuat-tieu-chuan/<int:proposal>/", "de-xuat-tieu-chuan/{proposal}/", "", "library.see_all"),
            (
                "de-xuat-tieu-chuan/<int:proposal>/tep",
                "de-xuat-tieu-chuan/{proposal}/tep",
                "",
                "library.see_all",
            ),
            (
                *("de-xuat-tieu-chuan/<int:proposal>/xem-xet/", "de-xuat-tieu-chuan/{proposal}/xem-xet/"),
                *("library.edit", "library.edit"),
            ),
            ("hoc-tap/", "hoc-tap/", "", EVERYBODY),
            ("hoc-tap/moi/", "hoc-tap/moi/", "library.edit", "library.edit"),
            ("hoc-tap/<int:visit>/", "hoc-tap/{visit}/", "", EVERYBODY),
            ("hoc-tap/<int:visit>/tep", "hoc-tap/{visit}/tep", "", EVERYBODY),
            ("hoc-tap/<int:visit>/sua/", "hoc-tap/{visit}/sua/", "library.edit", "library.edit"),
            ("so-sanh-nang-suat/", "so-sanh-nang-suat/", "", EVERYBODY),
            ("giai-thuong/", "giai-thuong/", "", EVERYBODY),
            ("giai-thuong/moi/", "giai-thuong/moi/", "library.speak", EVERYBODY),
            ("giai-thuong/<int:award_file>/", "giai-thuong/{award_file}/", "", "library.see_all"),
            (
                "giai-thuong/<int:award_file>/giay-to/",
                "giai-thuong/{award_file}/giay-to/",
                "library.speak",
                ONLY_OWN,
            ),
            ("giai-thuong/giay-to/<int:paper>/tep", "giai-thuong/giay-to/{paper}/tep", "", "library.see_all"),
            (
                *("giai-thuong/<int:award_file>/xem-xet/", "giai-thuong/{award_file}/xem-xet/"),
                *("library.edit", "library.edit"),
            ),
        )
    },
    "ho-tro/": Guard("/ho-tro/", "", "support.see_all"),
    "ho-tro/moi/": Guard("/ho-tro/moi/", "support.apply", ONLY_OWN),
    "ho-tro/loai/": Guard("/ho-tro/loai/", ""),
    **{
        f"ho-tro/{route}": Guard(f"/ho-tro/{path}", "support.handle", "support.handle")
        for route, path in (
            ("loai/dau-ma/", "loai/dau-ma/"),
            ("loai/<int:kind>/", "loai/{kind}/"),
            ("khep-dot/", "khep-dot/"),
            ("tham-dinh/<int:assignment>/danh-gia/", "tham-dinh/{assignment}/danh-gia/"),
            ("hoi-dong/<int:council>/", "hoi-dong/{council}/"),
            ("hoi-dong/<int:council>/khep/", "hoi-dong/{council}/khep/"),
            ("giai-doan/<int:stage>/xong/", "giai-doan/{stage}/xong/"),
        )
    },
    **{
        f"ho-tro/<int:case>/{route}": Guard(f"/ho-tro/{{case}}/{path}", "", "support.see_all")
        for route, path in (
            *((one, one) for one in ("", "tham-dinh/", "thuc-hien/", "bien-nhan.pdf")),
            ("tep/<uuid:file>", "tep/{case_file}"),
        )
    },
    "ho-tro/<int:case>/dieu-kien/": Guard("/ho-tro/{case}/dieu-kien/", "support.see_all", "support.see_all"),
    "ho-tro/<int:case>/sua/": Guard("/ho-tro/{case}/sua/", "support.apply", ONLY_OWN),
    "ho-tro/<int:case>/bo-sung/<int:ask>/": Guard("/ho-tro/{case}/bo-sung/{ask}/", "support.apply", ONLY_OWN),
    "ho-tro/<int:case>/so-do/<int:year>/": Guard("/ho-tro/{case}/so-do/0/", "support.apply", ONLY_OWN),
    **{
        f"ho-tro/<int:case>/{one.slug}/": Guard(
            f"/ho-tro/{{case}}/{one.slug}/",
            one.permission,
            ONLY_OWN if one.is_applicants else "support.see_all",
        )
        for one in DEEDS
    },
    "chuyen-gia/": Guard("/chuyen-gia/", "", "support.see_all"),
    "chuyen-gia/<int:expert>/": Guard("/chuyen-gia/{expert}/", "", "support.see_all"),
    "chuyen-gia/nang-luc/<int:competence>/tep": Guard(
        "/chuyen-gia/nang-luc/{competence}/tep", "", "support.see_all"
    ),
    **{
        f"chuyen-gia/{route}": Guard(f"/chuyen-gia/{path}", "support.handle", "support.handle")
        for route, path in (
            ("moi/", "moi/"),
            ("<int:expert>/sua/", "{expert}/sua/"),
            ("<int:expert>/nang-luc/", "{expert}/nang-luc/"),
            ("nang-luc/<int:competence>/thu-hoi/", "nang-luc/{competence}/thu-hoi/"),
        )
    },
}
"""Behind a permission or a sign-in, and showing only rows of one's own."""
OWN = {
    "epcis/nextPageToken/<str:token>",
    "thong-bao/<int:notice>",
    "nhap-lieu/<slug:register>/",
    "nhap-lieu/<slug:register>/mau",
    "nhap-lieu/ket-qua/<uuid:upload>/",
    "thong-bao/da-xem",
    "thong-bao/thoi/<str:signed>",
    "uy-quyen/<int:delegation>/ket-thuc",
    "du-lieu-ca-nhan/dong-y/<slug:code>",
    "du-lieu-ca-nhan/yeu-cau/<int:asked>",
    "loi-moi/<str:secret>",
    "thiet-bi/",
    "thiet-bi/<str:secret>",
    "lien-ket/them/",
    "thiet-lap/ngay-nghi/bo",
    "ho-tro/tham-dinh/<int:assignment>/khai/",
    "ho-tro/tham-dinh/<int:assignment>/y-kien/",
    "ho-tro/<int:case>/giay/",
    "ho-tro/<int:case>/giay/<int:paper>/bo/",
}
"""A person's own affairs: no address of theirs opens to anybody else, whatever their role, which each app's own tests
hold; a stranger is asked to sign in, or must show a link that we signed."""

PEOPLE = {
    "nguoi-dung/",
    "nguoi-dung/loi-moi/<uuid:invitation>/thu-hoi",
    "nguoi-dung/loi-moi/<uuid:invitation>/gui-lai",
    "nguoi-dung/ra-soat",
    "nguoi-dung/<int:membership>/dang-xuat",
    "nguoi-dung/thiet-bi/<uuid:device>/ma-moi",
    "nguoi-dung/thiet-bi/<uuid:device>/thu-hoi",
    "nguoi-dung/<int:membership>/",
    "nguoi-dung/<int:membership>/ket-thuc",
    "nguoi-dung/<int:membership>/go-hai-lop",
    "khoa-dang-nhap/<int:attempt>/mo",
}
"""Those who look after people, each party its own: tests/accounts/test_people.py tries them on another's rows."""

CLOSED = (
    *("productivity.see", "productivity.enter", "productivity.run", "productivity.approve"),
    *("accounts.manage", "people.manage_own", "privacy.answer"),
    *("evidence.read", "registry.edit_all", "labels.approve", "labels.set"),
    *("plan.see", "plan.edit", "needs.compile", "needs.see_all", "work.remind", "registry.see_all"),
    *("catalogue.edit", "library.edit", "library.see_all"),
    *("support.see_all", "support.handle", "support.decide"),
)
"""Permissions that the other party's quality manager, who tries the addresses, does not have."""

ONLY_THEIRS = ("3b1c2f5e", "L260912", "Shan tuyết")
"""What names a row of the owner: an event, a lot, a product."""


def routes(patterns: object = None, stem: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:  # type: ignore[attr-defined]
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, stem + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield stem + str(pattern.pattern)


def tells_a_row(route: str) -> bool:
    """Whether an address varies by a row, and not by a year."""
    return "<" in route.replace("<int:year>", "")


@pytest.fixture
def addresses() -> dict[str, str]:
    """The guarded addresses, filled with rows of one owner."""
    begin()
    owner = a_party("Chủ")
    lot = a_lot(a_product(owner))
    papers = registry_rows(lot)
    place = {"id": "urn:x:noi"}
    named = {"disposition": "in_transit", "readPoint": place, "bizLocation": place, "epcList": ["urn:x:hop"]}
    job = send(a_sender(owner), an_event(**named))
    subscription = a_subscription(job.user)
    batch = a_ready_batch(lot.product)
    rows = {
        "batch": batch.pk,
        "stamp": batch.code,
        "capture": job.pk,
        "event": event_number(1),
        "event_key": job_event(job),
        "lot": lot.pk,
        **papers,
        "query": subscription.query_name,
        "subscription": subscription.code,
        **productivity_rows(),
        **buyers_rows(lot),
        **plan_rows(),
        "need": a_need(owner).pk,
        **catalogue_rows(owner),
        **library_rows(owner),
        **support_rows(owner),
    }
    return {route: guard.path.format(**rows) for route, guard in GUARDED.items()}


def buyers_rows(lot: Lot) -> dict[str, int]:
    """A link of these goods, what a buyer said of them, and a sign in their scans."""
    product = lot.product
    wanted = Wanted("pip", "https://example.vn/", "Trang", TODAY)
    link = add_link(f"/01/{product.gtin}", wanted, party=product.owner, actor=None, at=NOW)
    photo = keep(SimpleUploadedFile("tem.png", a_png()), name="tem.png", actor=None, at=NOW)
    said = Said("doubt", "Tem bị mờ, không giống lần trước")
    told = report(f"/01/{product.gtin}", said, product=product, device=b"12345678", at=NOW, photo=photo)
    sign = Sign.objects.create(
        rule="nhieu-may", product=product, serial="ABC", first_at=NOW, last_at=NOW, count=9
    )
    return {"link": link.pk, "report": told.pk, "sign": sign.pk}


def job_event(job: Capture) -> UUID:
    """The event that a capture brought."""
    key: UUID = Event.objects.get(capture=job.pk).pk
    return key


def registry_rows(lot: Lot) -> dict[str, int]:
    """One row of each register of this lot's owner."""
    product, party = lot.product, lot.product.owner
    scan = SimpleUploadedFile("giay.png", a_png())
    papers: dict[str, Any] = {"number": "GCN-1", "issued_on": TODAY, "actor": None, "at": NOW}
    certificate = add_certificate(party, kind="vietgap", issuer="Nơi cấp", file=scan, **papers)
    declaration = add_declaration(party, kind="tccs", file=scan, **papers)
    image = add_image(product, scan, name="anh.png", caption="Hộp chè", actor=None, at=NOW)
    return {
        "party": party.pk,
        "site": a_site(party).pk,
        "product": product.pk,
        "prefix": add_prefix(party, "8938500001", since=SINCE, actor=None, at=NOW).pk,
        "certificate": certificate.pk,
        "declaration": declaration.pk,
        "image": image.pk,
        "rule_set": RuleSet.objects.get(code="TT02-2024").pk,
    }


def a_need(owner: Party) -> Need:
    """What the owner needs, in a campaign that is open."""
    campaign = open_campaign(year=2027, opens_on=SINCE, closes_on=date(2099, 1, 1), actor=None, at=NOW)
    told = {"name": "Shan tuyết", "kind": "system", "what": "ISO 22000"}
    return propose(campaign, owner, actor=None, at=NOW, **told)[0]


def support_rows(owner: Party) -> dict[str, Any]:
    """A case of the owner that was granted and is carried out, and who judged it."""
    told = {"actor": None, "at": NOW}
    case = applying.draft(owner, Kind.objects.get(code="chung-nhan"), **told, **TOLD)
    paper = applying.add_paper(case, code="dang-ky-kinh-doanh", file=a_pdf(), **told)
    applying.submit(case, **told)
    handling.receive(case, **told)
    handling.ask(case, [handling.Wanted("field", "scope", "Phạm vi", "Chưa rõ")], **told)
    ask = case.asks.get()
    applying.answer(ask, answer="chè", **told)
    competence = an_expert()
    given = judging.assign(case, competence, **told)
    judging.declare(given, has_conflict=False, **told)
    judging.judge(given, opinion="for", words="Khả thi", **told)
    council = judging.convene(
        case, held_on=TODAY, criteria=[("Khả thi", 10)], members=[("Ông Mẫu", "chair")], **told
    )
    seat = council.seats.get()
    declared = {seat.pk: (True, "Họ hàng")}
    judging.score(council, declared=declared, points={}, remarks={}, **told)
    judging.close_council(council, conclusion="Đạt", **told)
    judging.rule(case, verdict="support", reason="Đủ", **told)
    contract = sign_contract(case, number="01", signed_on=TODAY, total=Decimal(2), support=Decimal(1), **told)
    return {
        "case": case.pk,
        "case_file": paper.file_id,
        "ask": ask.pk,
        "assignment": given.pk,
        "council": council.pk,
        "stage": plan_stage(contract, name="Một", due_date=TODAY, **told).pk,
        "kind": case.kind_id,
        "expert": competence.expert_id,
        "competence": competence.pk,
    }


def plan_rows() -> dict[str, int]:
    """A task of the plan, and a decision with its scan."""
    load_plan(at=NOW)
    scan = SimpleUploadedFile("quyet-dinh.png", a_png())
    decision = enter_decision(title="Quyết định mẫu", file=scan, actor=None, at=NOW)
    task = Task.objects.latest("pk")
    Task.objects.filter(pk=task.pk).update(lead=a_party("Nơi chủ trì", "agency"))
    return {"task": task.pk, "decision": decision.pk}


def catalogue_rows(owner: Party) -> dict[str, int]:
    """What the owner found out and plans, shared with the lead agency."""
    asked = Questionnaire.objects.get(code="an-toan-thuc-pham")
    by: dict[str, Any] = {"actor": None, "at": NOW}
    found = catalogue.begin_assessment(asked, owner, **by)
    for one in Question.objects.filter(area__questionnaire=asked).select_related("area"):
        catalogue.answer(found, one, 1, **by)
    catalogue.finish_assessment(found, **by)
    catalogue.share_assessment(found, is_shared=True, **by)
    plan = catalogue.begin_improvement(owner, name="Shan tuyết", is_shared=True, **by)
    before: dict[str, Any] = {"name": "lỗi", "unit": "%", "better": "lower", "before": 4, "before_on": SINCE}
    return {
        "item": Item.objects.latest("pk").pk,
        "questionnaire": asked.pk,
        "assessment": found.pk,
        "improvement": plan.pk,
        "step": catalogue.add_step(plan, what="Shan tuyết", owner="Tổ 1", due=TODAY, **by).pk,
        "measure": catalogue.add_measure(plan, **before, **by).pk,
    }


def library_rows(owner: Party) -> dict[str, int]:
    """A document that was circulated, a policy that others are asked about, and what the owner says and proposes."""
    by: dict[str, Any] = {"actor": None, "at": NOW}
    scan = SimpleUploadedFile("van-ban.png", a_png())
    told: dict[str, Any] = {
        "kind": "law",
        "issuer": "Nơi mẫu",
        "title": "Mẫu",
        "certainty": "copy",
        "source": "a",
    }
    old, new = (
        library.enter_document(number=number, file=scan, **told, **by) for number in ("1/MAU", "2/MAU")
    )
    days: dict[str, Any] = {"certainty": "copy", "in_force_on": TODAY}
    dossier = library.begin_dossier(title="Chính sách mẫu", about="a", **by)
    draft = library.add_draft(dossier, text="Điều 1", file=scan, **by)
    library.consult(dossier, closes_on=date(2099, 1, 1), **by)
    wanted = library.propose_standard(owner, kind="qcdp", title="Shan tuyết", why="a", file=scan, **by)
    seen = library.add_visit(place="Nơi mẫu", begins=TODAY, ends=TODAY, aims="a", file=scan, **by)
    award = library.begin_award_file(owner, award="Giải Shan tuyết", year=2026, **by)
    paper = library.add_paper(award, name="Báo cáo", file=scan, **by)
    library.move_award_file(award, state="handed-in", **by)
    return {
        "document": new.pk,
        "relation": library.relate(new, old, kind="replaces", **days, **by).pk,
        "circulation": library.circulate(new, words="Shan tuyết", **by).pk,
        "dossier": dossier.pk,
        "draft": draft.pk,
        "opinion": library.opine(dossier, owner, words="Shan tuyết", **by).pk,
        "proposal": wanted.pk,
        "visit": seen.pk,
        "award_file": award.pk,
        "paper": paper.pk,
    }


def productivity_rows() -> dict[str, int]:
    """A series, a vintage and a run of a made-up province."""
    area = an_area()
    fill(area, only={"grdp_constant", "investment_constant", "employed"})
    run = a_run(area)
    vintage = run.vintages.first()
    assert vintage is not None
    return {"series": vintage.series_id, "vintage": vintage.pk, "run": run.pk}


def test_every_route_says_who_may_open_it() -> None:
    unplaced = {
        route
        for route in routes()
        if route not in PUBLIC | OWN | PEOPLE | GUARDED.keys()
        and not route.startswith((ACCOUNT, CODES, *STATIC))
    }
    assert not unplaced, "place these routes in this test: public, or guarded with a row to try them on"


def test_strangers_reach_nothing_that_is_guarded(addresses: dict[str, str]) -> None:
    for route, path in addresses.items():
        page = a_page_of(None).get(path)
        assert page.status_code == 302, route
        assert page["Location"].startswith("/tai-khoan/dang-nhap")


def test_another_party_reaches_no_row_by_its_address(addresses: dict[str, str]) -> None:
    other = a_user(a_party("Khác"))
    in_scope = {""}.union(*SCOPES.values())
    for client, closed in (
        (a_client(other), lambda opens: opens not in in_scope),
        (a_page_of(other), lambda _: False),
    ):
        for route, path in addresses.items():
            answer, opens = client.get(path), GUARDED[route].opens
            is_closed = opens in CLOSED or closed(opens)
            is_theirs = tells_a_row(route) and GUARDED[route].sees_all != EVERYBODY
            assert answer.status_code == (403 if is_closed else 404 if is_theirs else 200), route
            shown = b"".join(answer).decode(errors="replace").replace(path, "")
            assert not [word for word in ONLY_THEIRS if word in shown], route


def _sees(guard: Guard) -> set[str]:
    """What opens another party's row here: all sit in one commune, whose officers see it and change nothing."""
    alone = guard.sees_all in (ONLY_OWN, "registry.edit_all", "accounts.manage")
    alone |= guard.sees_all.startswith(("catalogue.", "library."))
    alone |= guard.path.startswith("/chuyen-gia/")  # experts belong to no commune
    return {guard.sees_all} if alone else {guard.sees_all, "registry.see_commune"}


@pytest.mark.parametrize("role", [code for code, *_ in ROLES])
def test_each_role_reaches_what_its_permissions_say(addresses: dict[str, str], role: str) -> None:
    permissions = {code: set(may) for code, _, _, may in ROLES}[role]
    page = a_page_of(a_user(a_party("Nơi làm việc", "agency"), role))
    for route, path in addresses.items():
        status = page.get(path).status_code
        guard = GUARDED[route]
        if guard.opens and guard.opens not in permissions:
            assert status == 403, route
        elif guard.sees_all == EVERYBODY or _sees(guard) & permissions or not tells_a_row(route):
            assert status == 200, route
        else:
            assert status == 404, route


@pytest.mark.parametrize("role", [code for code, *_ in ROLES])
def test_public_pages_open_for_every_role(role: str) -> None:
    begin()
    owner = a_party("Chủ")
    a_lot(a_product(owner))
    client = a_page_of(a_user(owner, role))
    assert client.get("/").status_code == 200
    assert client.get(f"/01/{GTIN}/10/L260912", follow=True).status_code == 200


def filled() -> Iterator[str]:
    """Every address that is told by a path, with something in place of what varies."""
    for route in routes():
        if not route.startswith((CODES, *STATIC)) and "(?P<" not in route:
            yield "/" + re.sub(
                r"<uuid:\w+>",
                str(UUID(int=7)),
                re.sub(r"<int:\w+>", "1", re.sub(r"<(?!int|uuid)[^>]+>", "x", route)),
            )


def sizes() -> dict[str, int]:
    """How many rows every table holds, without sessions and failed sign-ins."""
    models = [
        one for one in apps.get_models() if one._meta.app_label not in ("sessions", "axes", "usersessions")
    ]
    return {one._meta.label: one._default_manager.count() for one in models if not one._meta.proxy}


OWN_AFFAIRS = ("/tai-khoan/", "/thong-bao/", "/du-lieu-ca-nhan/", "/loi-moi/", "/thiet-bi/", "/epcis/soap")
"""Where an auditor, too, may send something: about themselves, or behind a secret that was handed to them; and the
calls of machines, which a token opens."""


def test_an_auditor_changes_nothing_at_any_address(addresses: dict[str, str]) -> None:
    page = a_page_of(a_user(a_party("Kiểm toán", "agency"), "auditor"))
    before = sizes()
    for path in [*filled(), *addresses.values()]:
        if not path.startswith(OWN_AFFAIRS):
            for method in (page.post, page.put, page.patch, page.delete):
                assert method(path).status_code == 403, path
    assert sizes() == before


def test_a_stranger_changes_nothing_at_any_address(addresses: dict[str, str]) -> None:
    stranger, before = a_page_of(None), sizes()
    for path in [*filled(), *addresses.values()]:
        stranger.post(path)
    assert sizes() == before
