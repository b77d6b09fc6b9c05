"""Debian's Chromium without a window, for looking at pages as people do."""

import base64
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--hide-scrollbars",
)
PHONE, DESK = 360, 1280
HEIGHT = 900


@dataclass(frozen=True)
class Browser:
    """A browser with one page open."""

    driver: webdriver.Chrome

    def show(self, page: Path, *, width: int, scheme: str = "light") -> None:
        """Open a file at this width, in a light or dark scheme."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._command("Emulation.setEmulatedMedia", {"features": [feature]})
        self.size(width, HEIGHT)
        self.driver.get(page.as_uri())

    def asked(self, question: str) -> Any:
        """What a JavaScript expression gives in the page."""
        return self.driver.execute_script(f"return {question}")

    def complaints(self) -> list[str]:
        """What the page wrote to the console since the last call."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self) -> list[str]:
        """Addresses the page asked for since the last call."""
        events = [json.loads(entry["message"]) for entry in self._log("performance")]
        return [
            event["message"]["params"]["request"]["url"]
            for event in events
            if event["message"]["method"] == "Network.requestWillBeSent"
        ]

    def keep_picture(self, path: Path) -> None:
        """Keep the whole page as a picture."""
        width = self.asked("window.innerWidth")
        self.size(width, self.asked("document.documentElement.scrollHeight"))
        taken = self._command("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(taken["data"]))

    def size(self, width: int, height: int) -> None:
        """Give the page this width and height, in pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._command("Emulation.setDeviceMetricsOverride", metrics)

    def _log(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.driver.execute("getLog", {"type": kind})["value"]
        return found

    def _command(self, name: str, values: dict[str, Any]) -> Any:
        return self.driver.execute_cdp_cmd(name, values)


@contextmanager
def a_browser(profile: Path) -> Iterator[Browser]:
    """A browser with a fresh profile; without Chromium the test is skipped, in CI it fails."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        why = "Chromium and its driver are not installed (Debian: chromium chromium-driver)"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(driver))
    try:
        browser = Browser(started)
        started.get("about:blank")  # ignore requests of the browser's own start page
        browser.requests()
        yield browser
    finally:
        started.quit()
