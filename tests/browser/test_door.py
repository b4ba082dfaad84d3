"""Signing in and looking after one's account in a real browser, on a desk and in a hand; no policy is violated."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api import demo_accounts
from api.app import create_app
from api.house import House
from api.writing import latest
from buildings.workflows import opening
from tests.fixtures.browser import Serve, assert_chinese_font, open_page
from tests.fixtures.edge import Configure

pytestmark = pytest.mark.browser
SIZES = [(1280, 800), (390, 844)]
WAIT_MS = 60_000
PASSWORD = re.compile(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}")


class Site:
    """A served demonstration with its accounts."""

    def __init__(self, page: Page, address: str, password: str, pictures: Path) -> None:
        self.page, self.address, self.password, self.pictures = page, address, password, pictures
        page.set_default_timeout(WAIT_MS)

    def visit(self, path: str, size: tuple[int, int] = SIZES[0]) -> str:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        answer = self.page.goto(self.address + path, wait_until="networkidle")
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        return self.looked(path)

    def looked(self, what: str) -> str:
        """The page as it stands: it fits, its Chinese is drawn."""
        assert_chinese_font(self.page)
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width
        self.page.screenshot(path=self.pictures / f"{re.sub('[^a-z]+', '-', what)}-{width}.png", full_page=True)
        return self.page.locator("body").inner_text()

    def press(self, what: str) -> str:
        """Press a button of the page that leads on."""
        with self.page.expect_navigation(wait_until="networkidle"):
            self.page.locator("main").get_by_role("button", name=what, exact=True).first.click()
        return self.looked(what)

    def come_in(self, username: str, size: tuple[int, int] = SIZES[0], language: str = "zh") -> str:
        self.visit(f"/sign-in?lang={language}", size)
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", self.password)
        return self.press("登录" if language == "zh" else "Sign in")


@pytest.fixture
def site(page: Page, serve: Serve, demo_file: Path, configure: Configure, tmp_path: Path) -> Iterator[Site]:
    configure(database_url=f"sqlite:///{demo_file}")
    prepared = opening.opened()
    found = PASSWORD.search(demo_accounts.furnish(prepared.engine, "cli:tester", "zh")[0])
    assert found is not None
    latest(prepared)
    address = serve(create_app(House(prepared.engine, prepared.audience, prepared.origin)))
    yield Site(page, address, found[0], tmp_path)
    prepared.engine.dispose()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_visitor_is_led_from_the_start_page_to_a_role(site: Site, size: tuple[int, int], language: str) -> None:
    said = site.visit(f"/?lang={language}", size)
    assert ("您现在看到的是公开内容" if language == "zh" else "You see what is public") in said
    assert site.password not in site.page.content()
    assert site.page.locator(".card").count() == 3
    with site.page.expect_navigation(wait_until="networkidle"):
        site.page.locator(".accounts a", has_text="promoter").click()
    assert site.page.input_value("[name=username]") == "promoter"
    assert site.page.evaluate("document.activeElement.name") == "password"
    site.page.fill("[name=password]", site.password)
    said = site.press("登录" if language == "zh" else "Sign in")
    assert site.page.locator(".card").count() == 10
    assert "示范招商专员" in site.page.locator(".who").inner_text()
    assert site.page.locator(".two a[href^='/files/']").count() == 3
    with site.page.expect_navigation(wait_until="networkidle"):
        site.page.locator(".who button").click()
    assert site.page.locator(".card").count() == 3


def test_map_and_report_run_under_their_policies(site: Site) -> None:
    site.come_in("promoter")
    site.visit("/map")
    site.page.wait_for_function("louyu.names && louyu.names.length > 0")
    assert site.page.locator("#classes li").count() > 2
    site.page.select_option("#metric", "tax_yield")
    site.page.fill("#query", "SF-0001")
    site.page.locator("#found button").first.click()
    site.page.wait_for_selector(".leaflet-popup .card, #card h4")
    site.visit("/")
    files = [link.get_attribute("href") or "" for link in site.page.locator(".two a[href$='.html']").all()]
    assert len(files) == 2
    for path in files:
        site.visit(path)
    assert site.page.evaluate("typeof louyu === 'object' ? louyu.names.length > 0 : document.styleSheets.length > 0")
    report = next(path for path in files if "%E5%8D%95" in path)  # 单位面积税收月报
    site.visit(report)
    colour = site.page.locator("h1").evaluate("one => getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(233, 237, 241)"  # its own style stands


SLIPPED_IN = """() => {
  const slipped = '<img src="data:," onerror="window.ran = 1"><p style="color: red">x</p>';
  document.body.insertAdjacentHTML("beforeend", slipped);
  const script = document.createElement("script");
  script.textContent = "window.ran = 1";
  document.body.append(script);
}"""


def test_a_script_that_was_slipped_in_does_not_run(site: Site, browser: Browser) -> None:
    """What stands in none of our pages is not run, and the tests of this folder would notice."""
    other, bad = open_page(browser)
    other.goto(site.address + "/sign-in")
    assert bad == []
    other.evaluate(SLIPPED_IN)
    other.wait_for_timeout(300)
    assert other.evaluate("window.ran") is None
    other.context.close()
    assert sum("Content Security Policy" in one for one in bad) == 3


@pytest.mark.parametrize("size", SIZES)
def test_a_tax_officer_states_a_purpose(site: Site, size: tuple[int, int]) -> None:
    said = site.come_in("tax", size)
    assert "受众 招商" in said
    site.page.fill("[name=purpose]", "核对 10 月入库税收")
    said = site.press("说明用途")
    assert "受众 税务专员" in said
    assert "用途：核对 10 月入库税收" in said
    assert "受众 招商" in site.press("结束查看")


@pytest.mark.parametrize("size", SIZES)
def test_an_account_is_looked_after(site: Site, size: tuple[int, int]) -> None:
    site.come_in("landlord1", size)
    said = site.visit("/account", size)
    assert "业主、运营方" in said
    assert "企业 E-" in said
    site.page.fill("[name=name]", "租赁系统每晚同步，名字长一些看看会不会把页面撑开")
    said = site.press("新建")
    secret = site.page.input_value("input.secret")
    assert secret.startswith("louyu_")
    assert secret not in site.visit("/account", size)
    assert "密钥已停用" in site.press("停用")
    for name, value in (("old", site.password), ("new", "another good one"), ("again", "another good one")):
        site.page.fill(f"[name={name}]", value)
    assert "密码已修改" in site.press("修改密码")
    english = site.visit("/account?lang=en", size)
    assert "My account" in site.page.title()
    assert "No keys yet" in english


def test_the_month_is_chosen_without_a_script_in_the_page(site: Site) -> None:
    site.visit("/")
    older = site.page.locator("select[name=month] option").nth(1).inner_text()
    with site.page.expect_navigation():
        site.page.locator("select[name=month]").select_option(older)
    assert site.page.locator("select[name=month]").input_value() == older
    site.page.wait_for_load_state("networkidle")
