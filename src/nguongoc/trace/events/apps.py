from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "nguongoc.trace.events"
    label = "events"
    verbose_name = "Sự kiện"
