"""Every dashboard in a browser: each chart shows data, the filters change what is shown."""

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By

from ingestion.settings import PROJECT_ROOT
from tests.bi.bundle import charts_on, files
from tests.bi.conftest import Superset
from tests.browser import Browser, a_browser

pytestmark = pytest.mark.bi

PICTURES = PROJECT_ROOT / "build" / "pictures"
WIDTH, HEIGHT = 1400, 5000
SECONDS = 90
NOT_YET = (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
#: Positions of the filters on every dashboard.
COUNTY, MONTH = 0, 1
#: Charts; notes between them are holders, too.
HOLDERS = (
    "document.querySelectorAll('.dashboard-component-chart-holder:not(.dashboard-markdown *)')"
)
#: Charts without figures: the name of each and the text shown instead.
WITHOUT_DATA = f"""Array.from({HOLDERS}).filter(e => !(
    e.querySelector('canvas') || e.querySelector('tbody tr td')
    || /[0-9]/.test(e.querySelector('.header-line')?.innerText || '')
)).map(e => e.innerText.slice(0, 200))"""
LOADING = "document.querySelectorAll('[data-test=loading-indicator], .loading').length"
ALERTS = "Array.from(document.querySelectorAll('.ant-alert-error')).map(e => e.innerText)"
SHOWN = f"Array.from({HOLDERS}).map(e => e.innerText)"
#: Charts drawn on a canvas have no text: their content is compared as a picture.
DRAWN = "Array.from(document.querySelectorAll('canvas')).map(c => c.toDataURL())"


def until(holds: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {SECONDS} s: {what}")
        time.sleep(0.3)


@pytest.fixture(scope="module")
def browser(superset: Superset, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser in which `admin` has logged in."""
    with a_browser(tmp_path_factory.mktemp("profile")) as one:
        one.size(WIDTH, HEIGHT)
        one.driver.get(f"{superset.address}/login/")
        until(lambda: one.driver.find_elements(By.ID, "username"), "the form to log in")
        one.driver.find_element(By.ID, "username").send_keys("admin")
        one.driver.find_element(By.ID, "password").send_keys(superset.password)
        one.driver.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
        until(lambda: "/login" not in one.driver.current_url, "logged in")
        yield one


def settled(browser: Browser, charts: int) -> None:
    """Wait until all charts have been loaded and what they show no longer changes."""
    before: list[object] = []

    def is_still() -> bool:
        nonlocal before
        now = browser.asked(f"[{SHOWN}, {DRAWN}]")
        same, before = now == before, now
        return same and browser.asked(f"{HOLDERS}.length") == charts and not browser.asked(LOADING)

    until(is_still, "all charts drawn")


def open_dashboard(browser: Browser, superset: Superset, slug: str) -> int:
    """How many charts the dashboard has, all of them loaded."""
    charts = len(charts_on(files("dashboards")[slug]))
    browser.driver.get(f"{superset.address}/superset/dashboard/{slug}/")
    until(lambda: browser.asked(f"{HOLDERS}.length") == charts, f"{charts} charts of {slug}")
    expect_figures(browser, charts)
    return charts


def expect_figures(browser: Browser, charts: int) -> None:
    """Each chart shows figures once all are loaded, and none an error."""
    until(lambda: not browser.asked(WITHOUT_DATA) or browser.asked(ALERTS), "figures")
    settled(browser, charts)
    assert browser.asked(ALERTS) == []
    assert browser.asked(WITHOUT_DATA) == []


def click(browser: Browser, selector: str, what: str, place: int = 0) -> None:
    """Click as soon as it can be: the page draws its parts anew, and moves them, while it loads."""

    def is_clicked() -> bool:
        found = browser.driver.find_elements(By.CSS_SELECTOR, selector)
        with suppress(*NOT_YET):
            if len(found) > place and found[place].is_enabled():
                found[place].click()
                return True
        return False

    until(is_clicked, what)


def choose(browser: Browser, place: int, *values: str) -> None:
    """Choose, of these, what is not chosen yet in the filter at this place; apply it."""
    items = browser.driver.find_elements(By.CSS_SELECTOR, "[data-test=form-item-value]")
    value = next(one for one in values if one not in items[place].text)
    click(browser, "[data-test=form-item-value] .ant-select", "to choose", place)
    click(browser, f".ant-select-item-option[title='{value}']", f"the choice {value}")
    click(browser, "[data-test=filter-bar__apply-button]", "to apply")


@pytest.mark.parametrize("slug", files("dashboards"))
def test_each_chart_shows_figures(browser: Browser, superset: Superset, slug: str) -> None:
    open_dashboard(browser, superset, slug)
    # Only visible charts: Superset removes charts from the page when its size changes.
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser.driver.save_screenshot(str(PICTURES / f"bi-{slug}.png"))


@pytest.mark.parametrize("slug", files("dashboards"))
def test_another_county_shows_other_figures(
    browser: Browser, superset: Superset, slug: str
) -> None:
    charts = open_dashboard(browser, superset, slug)
    shown = browser.asked(SHOWN)
    choose(browser, COUNTY, "宝清县", "集贤县")
    until(lambda: browser.asked(SHOWN) != shown, "other figures")
    expect_figures(browser, charts)


def test_another_month_shows_other_figures(browser: Browser, superset: Superset) -> None:
    charts = open_dashboard(browser, superset, "warnings")
    shown = browser.asked(SHOWN)
    choose(browser, MONTH, "2023-08")
    until(lambda: browser.asked(SHOWN) != shown, "other figures")
    expect_figures(browser, charts)


def test_a_link_opens_the_page_of_a_county_a_township_and_a_month(
    browser: Browser, superset: Superset
) -> None:
    browser.driver.get(f"{superset.address}/drill/county/?county=宝清县&month=2023-08")
    charts = len(charts_on(files("dashboards")["county"]))
    until(lambda: browser.asked(f"{HOLDERS}.length") == charts, "the county's page")
    chosen = browser.driver.find_elements(By.CSS_SELECTOR, "[data-test=form-item-value]")
    until(lambda: [one.text for one in chosen[:2]] == ["宝清县", "2023-08"], "its filters")
    expect_figures(browser, charts)
    (link,) = {
        one.get_attribute("href")
        for one in browser.driver.find_elements(By.LINK_TEXT, "看各村 ›")[:1]
    }
    assert link is not None
    assert "month=2023-08&township=" in link


def test_superset_says_in_chinese_that_it_is_loading(superset: Superset) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{superset.address}/superset/language_pack/zh/", timeout=30) as answer:
        words = json.load(answer)["locale_data"]["superset"]
    assert words["Waiting on %s"] == ["正在加载…"]
    assert words["Edit dashboard"] == ["编辑看板"]  # Superset's own words stay


def test_superset_tells_where_the_password_is_and_not_what_it_is(superset: Superset) -> None:
    printed = superset.output.read_text(encoding="utf-8")
    assert "superset_admin_password" in printed
    assert superset.password not in printed
