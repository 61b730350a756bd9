from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from nguongoc.config.bench.yardstick import PAGE


def page(request: HttpRequest) -> HttpResponse:
    """A constant page."""
    return HttpResponse(PAGE, headers={"Content-Length": str(len(PAGE))})


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One row, one commit."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO yardstick (body) VALUES (%s)", [request.body.decode()])
    return HttpResponse(status=202, headers={"Content-Length": "0"})


urlpatterns = [path("healthz", page), path("page", page), path("insert", insert)]
