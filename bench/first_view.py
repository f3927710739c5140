"""The residents' first page and a guide on slow 3G, simulated by Chromium (400 kbit/s each way, 400 ms): until the
first content is painted, with nothing kept from before."""

from selenium.webdriver.support.wait import WebDriverWait

from bench.measure import Row, Samples
from tests.hub.console.surfer import Surfer, practice_hub

RUNS = 7
BAR = 1.0  # seconds
_SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}  # ms; bytes a second
_PAINTED = """
    const painted = performance.getEntriesByName("first-contentful-paint");
    return painted.length ? painted[0].startTime : null;
"""


def rows() -> list[Row]:
    with practice_hub() as hub:
        surfer = Surfer(hub)
        try:
            surfer.driver.execute_cdp_cmd("Network.enable", {})
            surfer.driver.get(f"{hub.address}web/search/?q=低保")
            guide = str(surfer.find("main .links a").get_attribute("href"))
            surfer.driver.execute_cdp_cmd("Network.emulateNetworkConditions", _SLOW)
            return [
                _row(surfer, "web, first page, first view on slow 3G", f"{hub.address}web/"),
                _row(surfer, "web, a guide, first view on slow 3G", guide),
            ]
        finally:
            surfer.driver.quit()


def _row(surfer: Surfer, name: str, address: str) -> Row:
    took = Samples(tuple([_view(surfer, address) for _ in range(RUNS + 1)][1:]))
    return Row(name, "s", took, f"≤ {BAR:g}", took.median <= BAR)


def _view(surfer: Surfer, address: str) -> float:
    """Returns the seconds until the first content was painted."""
    surfer.driver.get("about:blank")
    surfer.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    surfer.driver.get(address)
    milliseconds: float = WebDriverWait(surfer.driver, 20).until(lambda driver: driver.execute_script(_PAINTED))
    return milliseconds / 1000
