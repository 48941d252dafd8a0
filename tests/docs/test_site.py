"""The site: builds without a warning, leads nowhere dead, fetches and betrays nothing."""

import functools
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

from cnnquiz.cli.main import COMMANDS, cnnquiz
from cnnquiz.course.bank import load_topic, topics
from cnnquiz.course.load import load_catalogue, load_course
from support.browser import browser

ROOT = Path(__file__).parents[2]
CANARY = "cnnquiz-instructor: never for students"
SECONDS = 300
SHOWN = ("index.html", "exercises/ex03_output_size/index.html", "reference/files.html")
# Elements that a browser fetches by itself, with the attribute that says what.
FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}


class Reading(HTMLParser):
    """Notes what a page links to, what it fetches, its anchors and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.anchors: set[str] = set()
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.anchors |= {has[name] for name in ("id", "name") if name in has}
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
        if tag in FETCHED and has.get("rel") != "canonical" and FETCHED[tag] in has:
            self.fetched.append(has[FETCHED[tag]])

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


@dataclass(frozen=True)
class Site:
    """A site that was built: its folder, and its pages by path."""

    folder: Path
    pages: Mapping[str, Reading] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """What stands on all pages."""
        return "\n".join("".join(page.pieces) for page in self.pages.values())

    def target(self, page: str, link: str) -> tuple[Path, str]:
        """Return the file and the anchor that a page's link leads to."""
        parts = urlsplit(link)
        path = (self.folder / page).parent / unquote(parts.path) if parts.path else None
        return (path or self.folder / page).resolve(), unquote(parts.fragment)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    """The site, built as `make docs` builds it, in a process that may not use a network."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    # A proxy that is not there: whoever asks for anything outside fails.
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    environ = os.environ | nowhere | {"NO_MKDOCS_2_WARNING": "1"}
    ended = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert ended.returncode == 0, ended.stderr
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        pages[path.relative_to(folder).as_posix()] = reading = Reading()
        reading.feed(path.read_text(encoding="utf-8"))
    return Site(folder, pages)


# --- links --------------------------------------------------------------------------------------


def test_links_within_the_site_lead_to_pages_and_anchors_that_are_there(site):
    dead, followed = [], 0
    for name, page in site.pages.items():
        if name == "404.html":  # its links begin at the root of a server
            continue
        for link in page.links:
            if urlsplit(link).scheme:
                continue
            followed += 1
            path, anchor = site.target(name, link)
            found = path.is_file()
            if found and anchor and path.suffix == ".html":
                there = path.relative_to(site.folder).as_posix()
                found = anchor in site.pages[there].anchors or anchor == "__tabbed"
            if not found:
                dead.append((name, link))
    assert followed > 1000
    assert dead == []


def test_links_out_of_the_site_are_https(site, record_property):
    out = {link for page in site.pages.values() for link in page.links if urlsplit(link).scheme}
    record_property("links out", sorted(out))  # listed in a JUnit report; followed by nobody
    assert {urlsplit(link).scheme for link in out} <= {"https"}


def test_pages_fetch_files_of_the_site_and_nothing_else(site):
    wrong = [
        (name, source)
        for name, page in site.pages.items()
        for source in page.fetched
        if urlsplit(source).scheme or source.startswith("//")
        if not source.startswith("data:")
    ]
    missing = [
        (name, source)
        for name, page in site.pages.items()
        for source in page.fetched
        if name != "404.html" and not source.startswith("data:")
        if not site.target(name, source)[0].is_file()
    ]
    styles = "".join(path.read_text(encoding="utf-8") for path in site.folder.rglob("*.css"))
    assert (wrong, missing) == ([], [])
    assert re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//[^)\"']*", styles) == []


def test_pictures_have_words_for_those_who_cannot_see_them(site):
    silent = [
        path.name
        for path in site.folder.rglob("*.html")
        for tag in re.findall(r"<img[^>]*>", path.read_text(encoding="utf-8"))
        if not re.search(r'alt="[^"]+"', tag)
    ]
    assert silent == []


# --- what it holds ------------------------------------------------------------------------------


def test_every_lesson_with_its_pictures_is_there(site):
    for exercise in load_course(ROOT / "exercises").exercises:
        page = site.pages[f"exercises/{exercise.slug}/index.html"]
        for picture in exercise.folder.glob("*.svg"):
            assert any(source == picture.name for source in page.fetched), picture
        assert f"{exercise.slug}/index.html" in site.pages["exercises/index.html"].links


def test_every_misconception_is_told_and_refuted_word_by_word(site):
    text = " ".join("".join(site.pages["misconceptions.html"].pieces).split())
    for belief in load_catalogue(ROOT / "questionbank" / "misconceptions.yaml").values():
        assert f"belief-{belief.id}" in site.pages["misconceptions.html"].anchors
        for words in (belief.belief, belief.refutation):
            assert " ".join(words.replace("`", "").split()) in text


def test_every_command_and_option_is_in_the_reference(site):
    page = site.pages["reference/commands.html"]
    text = "".join(page.pieces)
    for name in COMMANDS:
        command = cnnquiz.get_command(click.Context(cnnquiz), name)
        below = getattr(command, "commands", {})
        assert {f"cnnquiz-{name}", *(f"cnnquiz-{name}-{one}" for one in below)} <= page.anchors
        for each in (command, *below.values()):
            for option in each.params:
                if isinstance(option, click.Option) and not option.hidden:
                    assert option.opts[-1] in text


def test_no_mark_is_left_without_its_table(site):
    assert "<!-- keys" not in "".join(
        path.read_text(encoding="utf-8") for path in (site.folder / "reference").glob("*.html")
    )


# --- what it must not hold ----------------------------------------------------------------------


def lines(text: str) -> set[str]:
    """Return the lines of a text that are long enough to be somebody's."""
    return {line.strip() for line in text.splitlines() if len(line.strip()) >= 35}


def read(*patterns: str) -> str:
    """Return the text of all files of the repository that fit."""
    paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    assert paths
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_site_holds_no_line_of_the_solutions(site):
    ours = lines(read("exercises/*/*.py", "exercises/*/*.md", "questionbank/*.yaml"))
    secret = {
        line
        for line in lines(read("solutions/**/*.py", "solutions/exam/*.yaml")) - ours
        if not line.startswith("from cnnquiz.judge.author import") and line != f"# {CANARY}"
    }
    assert len(secret) > 5000
    assert lines(site.text) & secret == set()


def test_site_holds_no_question_that_is_kept_for_exams(site):
    exam = ROOT / "solutions" / "exam"
    drafts = [draft for topic in topics(exam) for draft in load_topic(exam, topic)]
    assert len(drafts) > 50
    text = site.text + (site.folder / "search" / "search_index.json").read_text(encoding="utf-8")
    words = " ".join(text.split())
    assert [one.id for one in drafts if f" {one.id} " in words] == []
    assert [one.id for one in drafts if " ".join(one.stem.split())[:60] in words] == []


def test_canary_is_only_where_a_page_teaches_it(site):
    bearing = {
        path.relative_to(site.folder).as_posix()
        for path in site.folder.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    }
    taught = {"authors/exercises.html", "authors/tutorial.html"}
    assert bearing == taught | {"search/search_index.js", "search/search_index.json"}


def test_site_holds_only_files_of_known_kinds(site):
    known = {".html", ".css", ".js", ".json", ".svg", ".png", ".gz", ".xml", ".map", ".txt"}
    files = [path for path in site.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if path.suffix not in known] == []
    pictures = {path.read_bytes() for path in ROOT.glob("exercises/*/*.svg")}
    drawn = [path for path in files if path.suffix == ".svg" and "exercises" in path.parts]
    assert [path.name for path in drawn if path.read_bytes() not in pictures] == []


# --- in a browser -------------------------------------------------------------------------------


@pytest.fixture
def address(site) -> Iterator[str]:
    """The address of a server, on this machine, that has the site."""
    handler = functools.partial(_Quiet, directory=str(site.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing of who asked for what."""


@pytest.mark.slow
def test_pages_in_light_and_dark_ask_for_nothing_outside(address, tmp_path):
    with browser(tmp_path) as page:
        seen = {}
        for scheme in ("light", "dark"):
            media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
            page.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
            for name in SHOWN:
                page.get(address + name)
                asked = page.execute_script(
                    "return performance.getEntriesByType('resource').map(one => one.name)"
                )
                assert asked
                assert [one for one in asked if not one.startswith(address)] == []
                assert page.get_log("browser") == []
                broken = "return [...document.images].filter(one => !one.naturalWidth).length"
                assert page.execute_script(broken) == 0
                colour = "return getComputedStyle(document.body).backgroundColor"
                seen[scheme, name] = page.execute_script(colour)
                assert page.get_screenshot_as_png()
    for name in SHOWN:
        assert seen["light", name] != seen["dark", name]


@pytest.mark.slow
def test_search_works_in_pages_that_lie_in_a_folder(site, tmp_path):
    with browser(tmp_path) as page:
        from selenium.webdriver.support.ui import WebDriverWait

        page.get((site.folder / "index.html").as_uri())
        page.find_element("css selector", "input.md-search__input").send_keys("dilation")
        found = WebDriverWait(page, 30).until(
            lambda driver: driver.find_elements("css selector", ".md-search-result__link")
        )
        assert any("ex03" in link.get_attribute("href") for link in found)
        assert page.get_log("browser") == []
