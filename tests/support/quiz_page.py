"""A quiz in a browser: opened, answered by keyboard alone, and looked at."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cnnquiz.export.build import build
from cnnquiz.export.formats import format_named
from cnnquiz.export.question import Group
from cnnquiz.model.item import Item, ItemType, Variant
from cnnquiz.quiz.returned import drawn
from support.browser import browser
from support.exports import bank, drawing, oracle

AXE = "node_modules/axe-core/axe.min.js"


def groups_of(items: Sequence[Item], variants: int = 1) -> list[Group]:
    """Return items as the page has them."""
    abilities = format_named("html").abilities
    return build(items, abilities, variants=variants, drawing=drawing)[0]


def some_items() -> list[Item]:
    """Return an item of every type, one with a picture, and those with nasty texts."""
    items = [next(item for item in bank() if item.type is type_) for type_ in ItemType]
    picture = next(item for item in bank() if item.figure is not None)
    return [*items, picture, *(item for item in bank() if item.topic == "nasty")]


@contextlib.contextmanager
def opened(folder: Path, content: bytes, *, script: bool = True) -> Iterator[Any]:
    """Yield a browser that shows a page, whose log has to be empty in the end.

    Args:
        folder: for the page, and all that the browser leaves.
        content: of the page.
        script: whether the browser runs scripts.
    """
    path = folder / "quiz.html"
    path.write_bytes(content)
    with browser(folder) as page:
        page.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})
        page.get(path.as_uri())
        yield page
        assert page.get_log("browser") == []


def seen_as(page: Any, *, scheme: str = "light", medium: str = "") -> None:
    """Have the page seen in a colour scheme, or as on paper (`print`)."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium, "features": features})


def violations(page: Any) -> list[str]:
    """Return what axe finds wrong with the page."""
    page.execute_script(oracle(AXE).read_text())
    found = page.execute_async_script(
        "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then("
        "found => done(found.violations.map(one => `${one.id}: ${one.help} `"
        " + one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)))))"
    )
    return list(found)


def sitting(page: Any) -> Any:
    """Return what the page keeps in the browser."""
    return json.loads(page.execute_script("return Object.values(localStorage)[0]"))


def variant_drawn(page: Any, group: Group) -> Variant:
    """Return the variant that the page's seed draws."""
    questions = group.questions
    return questions[drawn(sitting(page)["seed"], group.item.id, len(questions))].variant


class Keyboard:
    """Answers questions without a mouse, one after the other, from the top of the page."""

    def __init__(self, page: Any) -> None:
        from selenium.webdriver import ActionChains, Keys

        self._page = page
        self._keys = Keys
        self._chain = lambda: ActionChains(page, duration=0)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        chain = self._chain()
        for key in keys:
            chain.send_keys(key)
        chain.perform()

    def reach(self, selector: str) -> Any:
        """Press Tab until something has the focus, and return it."""
        script = "return document.activeElement.matches(arguments[0])"
        for _ in range(400):
            if self._page.execute_script(script, selector):
                return self._page.switch_to.active_element
            self.press(self._keys.TAB)
        raise AssertionError(f"no Tab leads to {selector}")

    def answer(self, place: int, item: Item, response: str, *, check: bool = True) -> None:
        """Answer a question with a response in its standard form, and have it checked."""
        id_ = f"#q{place + 1}"
        match item.type:
            case ItemType.CHOICE:
                self._radio(id_, response, item)
            case ItemType.MULTI:
                self._tick(id_, response.split(","))
            case ItemType.ORDER:
                steps = response.split(",")
                for step in sorted(steps):
                    self._choose(f"{id_}-{step}", steps.index(step) + 1)
            case ItemType.MATCH:
                self._pair(id_, [pair.split("=") for pair in response.split(",")])
            case ItemType.BUG:
                line, reason = response.split(":")
                self.reach(f"{id_}-line")
                self.press(line)
                self._radio(id_, reason, item)
            case ItemType.EXPLAIN:
                self._explain(id_, float(response), check=check)
            case _:
                self.type(place, response)
        if check:
            self.reach(f"{id_} button[type=submit]")
            self.press(self._keys.ENTER)

    def type(self, place: int, text: str) -> None:
        """Type text into a question's field."""
        self.reach(f"#q{place + 1}-text")
        self.press(*(self._keys.ENTER if one == "\n" else one for one in text))

    def _radio(self, id_: str, response: str, item: Item) -> None:
        self.reach(f"{id_} input[type=radio]")
        ids = [option.id for option in item.variants[0].options]
        self.press(" ", *[self._keys.ARROW_DOWN] * ids.index(response))

    def _tick(self, id_: str, letters: list[str]) -> None:
        for letter in letters:
            self.reach(f"{id_}-{letter}")
            self.press(" ")

    def _pair(self, id_: str, pairs: list[list[str]]) -> None:
        for left, right in pairs:
            self._choose(f"{id_}-{left}", int(right))

    def _choose(self, selector: str, index: int) -> None:
        self.reach(selector)
        self.press(*[self._keys.ARROW_DOWN] * index)

    def _explain(self, id_: str, share: float, *, check: bool) -> None:
        self.reach(f"{id_}-text")
        self.press(*"Because.")
        if check:
            self.reach(f"{id_} button[type=submit]")
            self.press(self._keys.ENTER)
            boxes = self._page.find_elements("css selector", f"{id_} .rubric input")
            for _ in range(round(share * len(boxes))):
                self.reach(f"{id_} .rubric input:not(:checked)")
                self.press(" ")


def first_wrong(variant: Variant) -> str:
    """Return a wrong response whose belief is known, or else half of the right one."""
    return variant.wrong[0].response if variant.wrong else "0.5"


def saved(page: Any, keyboard: Keyboard, path: Path) -> Any:
    """Save what was answered, and return what the file holds."""
    from selenium.webdriver.support.ui import WebDriverWait

    keyboard.reach("#save")
    keyboard.press("\ue007")
    WebDriverWait(page, 20).until(lambda _: path.is_file())
    return json.loads(path.read_text())
