from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "nguongoc.registry.people"
    label = "people"
    verbose_name = "Người của đơn vị"
