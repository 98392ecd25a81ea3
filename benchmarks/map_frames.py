"""How smoothly the app draws a map of 100,000 points without a graphics card.

    python -m benchmarks.map_frames URL [--points N]

URL is that of a running `segue serve`; the points are invented, and given to the browser in the
place of the answer of the API. Chromium draws by SwiftShader on this machine's cores, so a busy
machine is slower: the load is printed. A frame is the time between two while the map is dragged.
"""

import argparse
import base64
import json
import os
import shutil
import statistics
import sys

import numpy as np

WIDTH, HEIGHT = 1440, 900
N_MOVES = 120
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--use-angle=swiftshader",
             "--enable-unsafe-swiftshader"]  # fmt: skip
# moves the map in each frame, and waits until the pixels of the frame are there
DRAG = """([x, y, number]) => new Promise((resolve) => {
    const canvas = document.querySelector("[role=application] canvas");
    const gl = canvas.getContext("webgl2");
    const pixel = new Uint8Array(4);
    const times = [];
    const next = (now) => {
        gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
        times.push(performance.now());
        if (times.length > number) return resolve(times);
        const clientX = x + 100 * Math.sin(times.length / 10);
        const clientY = y + 60 * Math.cos(times.length / 10);
        window.dispatchEvent(new MouseEvent("mousemove", { clientX, clientY, view: window }));
        requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
})"""
PLACE = "document.querySelector('[data-label]').style.transform"
# two frames after the map is there, the first picture of the points is
READY = """() => new Promise((resolve) => {
    const look = () => {
        const isThere = document.querySelector("[role=application] canvas");
        if (!isThere) return requestAnimationFrame(look);
        requestAnimationFrame(() => requestAnimationFrame(() => {
            const [entry] = performance.getEntriesByType("resource")
                .filter(({ name }) => name.endsWith("/api/v1/map"));
            resolve(performance.now() - entry.responseEnd);
        }));
    };
    look();
})"""


def invent(n_points: int) -> str:
    """Return an answer of `GET /api/v1/map` with points in twenty-four clusters."""
    random = np.random.default_rng(0)
    cluster = random.integers(0, 24, n_points)
    centers = random.uniform(0.1, 0.9, (24, 2))
    places = np.clip(centers[cluster] + random.normal(scale=0.05, size=(n_points, 2)), 0, 1)
    x, y = (places * 65_535).astype("<u2").T
    labels = [
        {"cluster_number": number, "x": float(place[0]), "y": float(place[1]),
         "number_of_tracks": 1, "genre": f"genre {number}", "artist": None}
        for number, place in enumerate(centers)
    ]  # fmt: skip
    return json.dumps(
        {
            "version": "invented",
            "number_of_recordings": n_points,
            "track_ids": [f"{number:022d}" for number in range(n_points)],
            "bounds": {"left": 0, "right": 1, "bottom": 0, "top": 1},
            "x": _encode(x),
            "y": _encode(y),
            "clusters": _encode(cluster.astype(np.uint8)),
            "genres": _encode((cluster % 12).astype(np.uint8)),
            "genre_names": [f"genre {number}" for number in range(12)],
            "cluster_labels": labels,
        }
    )


def measure(url: str, n_points: int) -> tuple[float, list[float]]:
    """Return the milliseconds until the points are drawn after their data, and of each frame."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        sys.exit("expected chromium on PATH, got none; install it")
    body = invent(n_points)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.route(
            "**/api/v1/map", lambda route: route.fulfill(body=body, content_type="application/json")
        )
        page.goto(f"{url.rstrip('/')}/map", wait_until="commit")
        ready = float(page.evaluate(READY))
        box = page.get_by_role("application").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        before = page.evaluate(PLACE)
        times = page.evaluate(DRAG, [x, y, N_MOVES])
        assert page.evaluate(PLACE) != before, "the map did not move"
        page.mouse.up()
        browser.close()
    return ready, np.diff(times).tolist()


def _encode(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("--points", type=int, default=100_000)
    given = parser.parse_args()
    ready, frames = measure(given.url, given.points)
    late = statistics.quantiles(frames, n=20)[-1]
    print(
        f"{given.points:,} points: ready {ready:.0f} ms after the data; {len(frames)} frames, "
        f"median {statistics.median(frames):.1f} ms, 95th percentile {late:.1f} ms; "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
