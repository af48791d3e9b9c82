"""How somebody works a page: with a pointer, or with the keyboard alone.

Both have the same five acts, so that one journey can be told once and walked either way.
"""

from playwright.sync_api import Locator, Page

TABS_BEFORE_GIVING_UP = 120
HAS_FOCUS = "element => element === document.activeElement"
SAME_GROUP = """element => {
    const focused = document.activeElement;
    return focused.type === "radio" && focused.name === element.name;
}"""


class Pointer:
    """A mouse or a finger. Buttons and links are pressed to get to another page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, words: str) -> None:
        """Press a button."""
        self.open(self.page.get_by_role("button", name=words, exact=True))

    def follow(self, words: str, *, exact: bool = True) -> None:
        """Follow a link."""
        self.open(self.page.get_by_role("link", name=words, exact=exact))

    def open(self, way: Locator) -> None:
        """Press what its place names better than its words, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.use(way)
        # Text that changes its letters moves what stands below it away from under a finger.
        self.page.evaluate("document.fonts.ready.then(() => true)")

    def use(self, way: Locator) -> None:
        """Press a button or link."""
        way.click()

    def choose(self, words: str, *, exact: bool = False) -> None:
        """Choose a radio button or tick a checkbox."""
        self.page.get_by_label(words, exact=exact).check()

    def write(self, label: str, words: str, *, exact: bool = False) -> None:
        """Write into a field."""
        self.page.get_by_label(label, exact=exact).fill(words)


class Keyboard(Pointer):
    """Tab, Space, Enter and the arrows, as somebody who never touches a pointer."""

    def use(self, way: Locator) -> None:
        """Press a button or link."""
        self._tab_to(way, HAS_FOCUS)
        self.page.keyboard.press("Enter")

    def choose(self, words: str, *, exact: bool = False) -> None:
        """Choose a radio button or tick a checkbox."""
        wanted = self.page.get_by_label(words, exact=exact)
        self._tab_to(wanted, HAS_FOCUS if wanted.get_attribute("type") != "radio" else SAME_GROUP)
        for _ in range(TABS_BEFORE_GIVING_UP):
            if wanted.evaluate(HAS_FOCUS):
                break
            self.page.keyboard.press("ArrowDown")
        if not wanted.is_checked():
            self.page.keyboard.press("Space")
        assert wanted.is_checked(), f"the keyboard never chooses {words!r} on {self.page.url}"

    def write(self, label: str, words: str, *, exact: bool = False) -> None:
        """Write into a field."""
        self._tab_to(self.page.get_by_label(label, exact=exact), HAS_FOCUS)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def _tab_to(self, wanted: Locator, reached: str) -> None:
        wanted.wait_for()
        for _ in range(TABS_BEFORE_GIVING_UP):
            if wanted.evaluate(reached):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {wanted} on {self.page.url}")
