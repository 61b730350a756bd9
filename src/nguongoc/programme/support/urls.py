from __future__ import annotations

from django.urls import path

from nguongoc.programme.support.views import application, deeds, experts, pages, parts, public, reference

urlpatterns = [
    path("ho-tro/", pages.cases, name="cases"),
    path("ho-tro/moi/", application.case_new, name="case_new"),
    path("ho-tro/tra-cuu/", public.lookup, name="case_lookup"),
    path("ho-tro/thoi-gian/", public.times, name="case_times"),
    path("ho-tro/loai/", reference.kinds, name="case_kinds"),
    path("ho-tro/loai/dau-ma/", reference.prefix, name="case_prefix"),
    path("ho-tro/loai/<int:kind>/", reference.kind_edit, name="case_kind"),
    path("ho-tro/khep-dot/", reference.batch, name="case_batch"),
    path("chuyen-gia/<int:expert>/", experts.expert, name="expert"),
    path("ho-tro/tham-dinh/<int:assignment>/khai/", parts.declare, name="case_declare"),
    path("ho-tro/tham-dinh/<int:assignment>/y-kien/", parts.judge, name="case_judge"),
    path("ho-tro/tham-dinh/<int:assignment>/danh-gia/", parts.mark, name="case_mark"),
    path("ho-tro/hoi-dong/<int:council>/", parts.council, name="case_council"),
    path("ho-tro/hoi-dong/<int:council>/khep/", parts.council_close, name="case_council_close"),
    path("ho-tro/giai-doan/<int:stage>/xong/", parts.stage_done, name="case_stage"),
    path("ho-tro/<int:case>/", pages.case, name="case"),
    path("ho-tro/<int:case>/sua/", application.case_edit, name="case_edit"),
    path("ho-tro/<int:case>/giay/", application.paper_add, name="case_paper"),
    path("ho-tro/<int:case>/giay/<int:paper>/bo/", application.paper_drop, name="case_paper_drop"),
    path("ho-tro/<int:case>/dieu-kien/", pages.case_checks, name="case_checks"),
    path("ho-tro/<int:case>/tham-dinh/", pages.case_judging, name="case_judging"),
    path("ho-tro/<int:case>/thuc-hien/", pages.case_carrying, name="case_carrying"),
    path("ho-tro/<int:case>/bien-nhan.pdf", pages.receipt, name="case_receipt"),
    path("ho-tro/<int:case>/tep/<uuid:file>", pages.case_file, name="case_file"),
    path("ho-tro/<int:case>/bo-sung/<int:ask>/", parts.ask_answer, name="case_answer"),
    path("ho-tro/<int:case>/so-do/<int:year>/", parts.measures, name="case_measures"),
    *(
        path(
            f"ho-tro/<int:case>/{one.slug}/",
            deeds.view(one.slug),
            name=f"case_do_{one.slug.replace('-', '_')}",
        )
        for one in deeds.DEEDS
    ),
]
