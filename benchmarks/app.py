"""How quick the app is: its first view, the page of a song, and a slider of Discover.

    python -m benchmarks.app URL

URL is that of a running `segue serve`. Each page is opened anew by a browser without a cache. While
the slider is dragged, a paint is the time between two frames, and a list the time from its request
to its answer; requests that a later one cancels have no answer. A busy machine is slower: the load
is printed.
"""

import argparse
import os
import shutil
import statistics
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
VIEWPORT = {"width": 1440, "height": 900}
N_VISITS, N_MOVES, MOVE_EVERY_MS = 7, 150, 16
# collected from the start of the page on
OBSERVE = """
    window.shift = 0;
    new PerformanceObserver((list) => {
        for (const { hadRecentInput, value } of list.getEntries())
            if (!hadRecentInput) window.shift += value;
    }).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
SCRIPTS = """performance.getEntriesByType("resource")
    .filter(({ name }) => name.split("?")[0].endsWith(".js"))
    .reduce((bytes, { encodedBodySize }) => bytes + encodedBodySize, 0)"""
COUNT_FRAMES = """() => {
    window.frames_ms = [];
    let last = performance.now();
    const next = (now) => { window.frames_ms.push(now - last); last = now;
                            window.frame = requestAnimationFrame(next); };
    window.frame = requestAnimationFrame(next);
    performance.clearResourceTimings();
}"""
LISTS = """() => performance.getEntriesByType("resource")
    .filter(({ name }) => name.endsWith("/recommendations"))
    .filter(({ responseStatus }) => responseStatus === 200)
    .map(({ duration }) => duration)"""


def measure(url: str) -> dict[str, float]:
    """Return milliseconds, layout shift and bytes by their names."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        sys.exit("expected chromium on PATH, got none; install it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        home = _open(browser, url)
        found = {"scripts of the first view, bytes": home.evaluate(SCRIPTS)}
        tracks = home.request.get(f"{url}/api/v1/tracks?limit=1").json()
        track_id = tracks["items"][0]["track_id"]
        found |= _measure_track(browser, f"{url}/tracks/{track_id}")
        genre = home.request.get(f"{url}/api/v1/genres?limit=1").json()["items"][0]["genre"]
        found |= _measure_drag(browser, f"{url}/discover", "without a seed")
        seeds = quote(f'["genre:{genre}"]')
        found |= _measure_drag(browser, f"{url}/discover?seeds={seeds}", "a genre as seed")
        browser.close()
    return found


def _measure_track(browser: "Browser", address: str) -> dict[str, float]:
    painted, shifts = [], []
    for _ in range(N_VISITS):
        page = _open(browser, address)
        painted.append(page.evaluate(PAINTED))
        shifts.append(page.evaluate("window.shift"))
        page.context.close()
    return {
        "first paint of a song's page, ms (median)": statistics.median(painted),
        "layout shift of a song's page (largest)": max(shifts),
    }


def _measure_drag(browser: "Browser", address: str, seeds: str) -> dict[str, float]:
    page = _open(browser, address)
    page.locator("main ol > li[data-row]").first.wait_for()
    box = page.get_by_role("slider", name="Energy, at least").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT_FRAMES)
    for move in range(N_MOVES):
        page.mouse.move(x + 180 * abs((move / 50) % 2 - 1), y)
        page.wait_for_timeout(MOVE_EVERY_MS)
    frames, lists = page.evaluate("window.frames_ms"), page.evaluate(LISTS)
    page.mouse.up()
    return {
        f"next paint in a drag, {seeds}, ms (98 %)": _percentile(frames, 98),
        f"list of a drag step, {seeds}, ms (95 %)": _percentile(lists, 95),
        f"lists in the drag, {seeds}": len(lists),
    }


def _open(browser: "Browser", address: str) -> "Page":
    page = browser.new_context(viewport=VIEWPORT).new_page()  # type: ignore[arg-type]
    page.add_init_script(OBSERVE)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    for name, value in measure(parser.parse_args().url.rstrip("/")).items():
        print(f"{name}: {value:,.3f}" if value < 1 else f"{name}: {value:,.0f}")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
