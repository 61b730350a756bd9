from __future__ import annotations

from django.urls import path

from nguongoc.trace.subscriptions import pages, soap, views

urlpatterns = [
    path("dang-ky-su-kien/", pages.subscriptions, name="subscriptions"),
    path("dang-ky-su-kien/<uuid:key>/", pages.subscription, name="subscription"),
    path("epcis/soap", soap.service, name="epcis-soap"),
    path("epcis/queries", views.all_queries, name="epcis-queries"),
    path("epcis/queries/<str:name>", views.one_query, name="epcis-query"),
    path("epcis/queries/<str:name>/events", views.events, name="epcis-query-events"),
    path("epcis/queries/<str:name>/subscriptions", views.subscriptions, name="epcis-subscriptions"),
    path(
        "epcis/queries/<str:name>/subscriptions/<str:code>", views.one_subscription, name="epcis-subscription"
    ),
]
