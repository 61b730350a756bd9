"""What an EPCIS 2.0 document means: read, checked, spelled one way, fingerprinted, followed along its chain.

An event has one form here: its EPCIS 2.0 JSON object, a plain `dict`. Nothing in this package reads a clock,
opens a socket or fetches a context.
"""
