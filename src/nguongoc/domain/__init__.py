"""Plain Python: no Django, no clock, no socket. Values in, values out."""
