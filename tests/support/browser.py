"""Pages in a real browser: headless Chromium, which a system's own packages bring."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@contextlib.contextmanager
def browser(folder: Path, *, width: int = 1280, height: int = 1000) -> Iterator[Any]:
    """Yield a selenium driver of a Chromium that reaches nothing but this machine.

    Args:
        folder: for the browser's profile and downloads, which land in `folder / "downloads"`.
        width: of the window, in pixels.
        height: likewise.
    """
    webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        pytest.skip("needs chromium and chromedriver (Debian: chromium, chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    switches = [
        *("headless=new", "disable-gpu", "disable-quic", "no-first-run", "disable-sync"),
        *("disable-background-networking", "disable-component-update", "disable-dev-shm-usage"),
        *(f"window-size={width},{height}", f"user-data-dir={folder / 'profile'}"),
        # Every name is nobody's: a page that asks for anything outside gets nothing.
        "host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
    ]
    if os.geteuid() == 0:
        switches.append("no-sandbox")  # Chromium refuses to run as root with it
    for switch in switches:
        options.add_argument(f"--{switch}")
    downloads = {"download.default_directory": str(folder / "downloads")}
    options.add_experimental_option("prefs", downloads)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=driver)
    page = webdriver.Chrome(options=options, service=service)
    try:
        yield page
    finally:
        page.quit()
