"""Pages of the site in a browser; they run where `SYMBOLIC_BROWSER` names the folder of npm's modules."""

from __future__ import annotations

import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from symbolic.catalog import family_entries, family_names, family_title
from symbolic.report.files import write_files
from symbolic.report.site.site import site

HERE = Path(__file__).parent
MODULES = os.environ.get("SYMBOLIC_BROWSER", "")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


def pytest_collection_modifyitems(items):
    if not MODULES:
        for item in items:
            if item.path.parent == HERE:
                item.add_marker(pytest.mark.skip(reason="SYMBOLIC_BROWSER names no folder of modules"))


@pytest.fixture(scope="session")
def modules():
    return Path(MODULES, "node_modules")


@pytest.fixture(scope="session")
def folder(tmp_path_factory, modules):
    """The whole site, with Python for its page of own cells, and a page of one cell in a folder of its own."""
    made = tmp_path_factory.mktemp("site")
    write_files(made, site({family_title(name): [*family_entries(name)] for name in family_names()}))
    shutil.copytree(modules / "pyodide", made / "pyodide")
    write_files(made / "alone", site({"Cells": ["lstm"]}))
    return made


@pytest.fixture(scope="session")
def address(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def opened(browser, address):
    """Opens a page by its path; afterwards nothing was complained of, and no other host was asked."""
    complaints, requests, contexts = [], [], []

    def open_page(path, **how):
        context = browser.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.extend([message.text] if message.type == "error" else []))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path if "://" in path else f"{address}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith((address, "file:", "data:", "blob:"))] == []
