"""The stream against nginx with its RTMP module: it arrives, and comes back when the ingest was gone."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest
from pydantic import SecretStr

from bot.stream.encoder import Quality
from bot.stream.process import StreamProcess
from bot.stream.reel import Act
from bot.stream.target import target
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
    live on; record all; record_path {folder}; record_unique on;
}} }} }}
"""


@contextmanager
def ingest(folder: Path, port: int) -> Iterator[None]:
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(module=MODULE, folder=folder, port=port), encoding="utf-8")
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
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
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
