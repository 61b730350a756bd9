"""Nguồn Gốc: Lai Châu's product traceability and its productivity and quality programme."""

__version__ = "0.1.0"
