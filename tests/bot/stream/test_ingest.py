"""The stream against nginx with its RTMP module: it arrives, and comes back when the ingest was gone."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import av
import pytest
from pydantic import SecretStr

from bot.stream.encoder import Quality
from bot.stream.process import StreamProcess
from bot.stream.reel import Act
from bot.stream.target import target
from tests.bot.stream.test_encoder import free_port
from tests.bot.stream.test_process import until
from tests.show.stage.gallery import DAY

MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else "")

pytestmark = pytest.mark.skipif(
    not (NGINX and MODULE.exists()),
    reason="NO INGEST: install nginx and libnginx-mod-rtmp to test against it",
)

CONFIGURATION = """
load_module {module};
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
rtmp {{ server {{ listen 127.0.0.1:{port}; application app {{
    live on; record all; record_path {folder}; record_unique on; {more}
}} }} }}
"""


@contextmanager
def ingest(folder: Path, port: int, more: str = "") -> Iterator[None]:
    configuration = folder / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(module=MODULE, folder=folder, port=port, more=more), encoding="utf-8"
    )
    process = subprocess.Popen([NGINX, "-c", str(configuration), "-e", str(folder / "error.log")])
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def frames(recording: Path) -> int:
    with av.open(str(recording)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_a_stream_survives_an_ingest_that_goes_and_comes_back(tmp_path: Path) -> None:
    port = free_port()
    stream = StreamProcess(target(f"rtmp://127.0.0.1:{port}/app", SecretStr("live_key")), Quality(15, 600))
    stream.start()
    stream.show(Act(DAY))
    with ingest(tmp_path, port):
        until(lambda: stream.tally.frames >= 30)
    until(lambda: bool(stream.tally.trouble))
    before = stream.tally.connections
    with ingest(tmp_path, port):
        until(lambda: stream.tally.connections > before and not stream.tally.trouble)
        sent = stream.tally.frames
        until(lambda: stream.tally.frames >= sent + 30)
        stream.stop()
    found = sorted(tmp_path.glob("live_key*.flv"))
    assert len(found) >= 2
    assert sum(map(frames, found)) >= 60
    assert "live_key" not in stream.tally.trouble


@contextmanager
def judge() -> Iterator[str]:
    """Answer an ingest that asks whether a key is good; it never is."""

    class No(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(403)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), No) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"notify_method get; on_publish http://127.0.0.1:{server.server_port}/;"
        server.shutdown()


@pytest.mark.parametrize("way", ["at the door", "by its judge"])
def test_a_key_that_is_refused_is_said_and_never_called_live(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    port = free_port()
    stream = StreamProcess(target(f"rtmp://127.0.0.1:{port}/app", SecretStr("live_key")), Quality(15, 600))
    with judge() as asked, ingest(tmp_path, port, "deny publish all;" if way == "at the door" else asked):
        stream.start()
        stream.show(Act(DAY))
        until(lambda: stream.tally.attempts >= 3 and stream.tally.trouble)
        stream.stop()
    assert "does not take the stream" in stream.tally.trouble
    assert "the key in WALLSTREET_STREAM_KEY" in stream.tally.trouble
    assert "live again" not in caplog.text
    assert "live_key" not in caplog.text + stream.tally.trouble
