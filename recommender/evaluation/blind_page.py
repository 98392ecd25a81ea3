"""The page of a blind comparison: one HTML file, without a word on which list is whose."""

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass

LISTEN = "https://open.spotify.com/embed/track/"  # plays 30 seconds without a login
KIND = "segue blind comparison"

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Which list would you keep?</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: auto; padding: 1rem; }}
fieldset {{ border: 1px solid; border-radius: .5rem; margin: 0 0 2rem; padding: 1rem; }}
legend {{ font-weight: 600; padding: 0 .5rem; }}
.lists {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem; }}
label {{ display: inline-block; padding: .5rem 1rem .5rem 0; }}
button, input[type=text] {{ font: inherit; padding: .5rem; }}
</style>
</head>
<body>
<main>
<h1>Which list would you keep?</h1>
<p>Each song below has two lists of recommendations, in an order drawn at random. Every song is a
link to its first 30 seconds. Choose the list that you would rather hear, or neither.</p>
<p><label>Your name or initials <input type="text" id="listener" maxlength="100"></label></p>
<form id="pairs">
{pairs}
</form>
<p><button type="button" id="save">Save the verdicts</button>
<span id="status" role="status"></span></p>
<p>Then run <code>segue evaluate --verdicts FILE</code> with the saved file.</p>
</main>
<script type="application/json" id="test">{test}</script>
<script>
const test = JSON.parse(document.getElementById("test").textContent);
const status = document.getElementById("status");
document.getElementById("save").addEventListener("click", () => {{
  const listener = document.getElementById("listener").value.trim();
  const verdicts = [...document.querySelectorAll("#pairs input:checked")].map((input) => (
    {{ pair: Number(input.name.slice(4)), choice: input.value }}));
  if (!listener) {{ status.textContent = "Please enter your name first."; return; }}
  if (!verdicts.length) {{ status.textContent = "Please choose at least once."; return; }}
  const text = JSON.stringify({{ ...test, listener, verdicts }}, null, 2);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {{ type: "application/json" }}));
  link.download = `verdicts-${{test.test_id}}.json`;
  link.click();
  status.textContent = `Saved ${{verdicts.length}} of {n_pairs} verdicts.`;
}});
</script>
</body>
</html>
"""
PAIR = """<fieldset>
<legend>{number}. {seed}</legend>
<div class="lists">
<section><h2>List A</h2><ol>{first}</ol></section>
<section><h2>List B</h2><ol>{second}</ol></section>
</div>
<label><input type="radio" name="pair{number}" value="a"> List A</label>
<label><input type="radio" name="pair{number}" value="b"> List B</label>
<label><input type="radio" name="pair{number}" value="tie"> Neither is better</label>
</fieldset>"""


@dataclass(frozen=True)
class TrackLabel:
    """What the page shows of a track."""

    track_id: str
    name: str
    artists: str


Pair = tuple[TrackLabel, Sequence[TrackLabel], Sequence[TrackLabel]]


def render_page(test_id: str, pairs: Sequence[Pair]) -> str:
    """Return the page of pairs, each a seed, list A and list B; pairs are numbered from 1."""
    test = json.dumps({"kind": KIND, "test_id": test_id}).replace("<", "\\u003c")
    return PAGE.format(
        test=test,
        n_pairs=len(pairs),
        pairs="\n".join(
            PAIR.format(
                number=number,
                seed=_link(seed),
                first="".join(f"<li>{_link(track)}</li>" for track in first),
                second="".join(f"<li>{_link(track)}</li>" for track in second),
            )
            for number, (seed, first, second) in enumerate(pairs, start=1)
        ),
    )


def _link(track: TrackLabel) -> str:
    address = html.escape(LISTEN + track.track_id)
    words = html.escape(f"{track.name} · {track.artists}" if track.artists else track.name)
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{words}</a>'
