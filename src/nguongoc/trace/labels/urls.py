from __future__ import annotations

from django.urls import path

from nguongoc.trace.labels.views import batches, rules, stamps

urlpatterns = [
    path("tem/", batches.register, name="labels"),
    path("tem/yeu-cau/", batches.ask, name="label_ask"),
    path("tem/tra-cuu/", stamps.find, name="stamp_find"),
    path("tem/buoc/", stamps.step, name="stamp_step"),
    path("tem/mau-nhan/", rules.templates, name="label_templates"),
    path("tem/mau-nhan/moi", rules.template, name="label_template"),
    path("tem/dieu-kien/", rules.rules, name="label_rules"),
    path("tem/dieu-kien/moi", rules.rule, name="label_rule"),
    path("tem/<int:batch>/", batches.batch, name="label_batch"),
    path("tem/<int:batch>/tep", batches.file, name="label_file"),
    path("tem/<int:batch>/lam/<slug:deed>", batches.decide, name="label_decide"),
    path("tem/<int:batch>/phan/<int:part>.<slug:form>", batches.part, name="label_part"),
    path("tem/<int:batch>/mau.<slug:form>", batches.sample_file, name="label_sample"),
    path("quet/", stamps.scan, name="scan"),
    path("quet/tra", stamps.scanned, name="scan_answer"),
]
