"""What the site hands to the application, asked over a real socket."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time

from config.running import environment, free_port

ECHO = """
import sys
from nguongoc.config.site import Site

def echo(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["RAW_URI"].encode()]

Site(sys.argv[1], lambda: echo).run()
"""


def test_the_path_arrives_as_it_was_sent() -> None:
    """A lot number may hold an escaped slash, and a printed address up to 8,000 characters."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", ECHO, f"127.0.0.1:{port}"], env=environment(NGUONGOC_WORKERS="1")
    ) as site:
        try:
            for path in ("/01/08938500000018/10/L%2F1?linkType=all", "/" + "a" * 8_100):
                assert asked(port, path) == path
        finally:
            site.terminate()


def asked(port: int, path: str) -> str:
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("the site did not start")
