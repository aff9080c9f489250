import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from symbolic import Cell
from symbolic.catalog import cell
from symbolic.errors import UsageError
from symbolic.report.documents.documents import check_names
from symbolic.report.files import GENERATED_MARK, differences, write_files
from symbolic.report.site.site import site

VOID = {"meta", "link", "input", "br", "hr", "img"}
UNCLOSED = {"tr", "th", "td", "li", "thead", "tbody", "tfoot"}
"""Elements that end where the next one begins, or the one around them ends."""
FAMILIES = {"Gated cells": ["gru", "lstm", "mamba2"], "Simple cells": ["rnn"]}


class Page(HTMLParser):
    """The elements of a page, and whether each is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.labels, self.fields = [], [], [], set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        words = dict(attributes)
        self.ids += [words["id"]] if "id" in words else []
        self.links += [words[key] for key in ("href", "src") if key in words]
        self.labels |= {words["for"]} if "for" in words else set()
        self.fields += [words] if tag in ("input", "textarea", "select") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open[-1] != tag and self.open[-1] in UNCLOSED:
            self.open.pop()
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def files():
    return site(FAMILIES)


def test_there_is_an_index_a_page_for_each_cell_and_the_pages_of_questions(files):
    pages = {f"cells/{name}.html" for cells in FAMILIES.values() for name in cells}
    rest = {
        "index.html",
        "compare.html",
        "number.html",
        "own.html",
        "numbers.js",
        "site.js",
        "site.css",
        "symbolic.zip",
    }
    assert files.keys() == pages | rest


def test_pages_are_well_formed_with_labels_for_all_fields(files):
    for name, text in files.items():
        if name.endswith(".html"):
            page = Page(text)
            assert page.open == []
            assert len(page.ids) == len({*page.ids})
            for field in page.fields:
                assert field.get("id") in page.labels or field.get("aria-label") or field["aria-labelledby"] in page.ids


def test_links_lead_to_pages_of_the_site_and_nothing_is_loaded_from_elsewhere(files):
    for name, text in files.items():
        if not name.endswith(".html"):
            continue
        for link in Page(text).links:
            assert not urlsplit(link).netloc
            target = "" if link == "data:," else link.partition("#")[0]
            folder = name.rpartition("/")[0]
            path = re.sub(r"^\w+/\.\./", "", f"{folder}/{target}" if folder else target)
            assert path in files or not target
    assert not re.search(
        r"https?://(?!www\.w3\.org/2000/svg)", "".join(files[name] for name in ("site.js", "site.css"))
    )


def test_a_page_is_small_and_says_who_wrote_it(files):
    for text in files.values():
        if isinstance(text, str):
            assert GENERATED_MARK in text.partition("\n")[0]
            assert len(text.encode()) < 150_000


def test_the_site_of_all_cells_that_is_kept_stays_well_below_three_megabytes():
    kept = [
        path
        for path in Path(__file__).parents[3].joinpath("output/site").rglob("*")
        if path.is_file() and path.suffix != ".zip"
    ]
    assert len(kept) > 100
    assert sum(path.stat().st_size for path in kept) < 2_800_000


def test_a_page_says_its_number_before_any_script_has_run(files):
    page = files["cells/lstm.html"]
    assert ">4,457,472</output>" in page
    assert page.count("<mtr>") == 6
    assert "Learning to Forget" in page
    assert "δg[t] = δc[t] ⊙ i[t]   # product" in page


def test_the_one_page_of_one_cell_needs_no_other_file():
    (page,) = site({"Cells": ["lstm"]}, {"n": 100, "m": 50}).values()
    assert not [link for link in Page(page).links if not link.startswith(("#", "data:"))]
    assert ">30,200</output>" in page
    assert "function evaluate" in page


def test_names_and_notes_with_markup_come_out_as_text():
    hostile = "<script>alert(1)</script>"
    own = Cell(
        "h[t] = tanh(W @ x[t])",
        {"x": "n", "h": "m"},
        name="own",
        title=hostile,
        source="</style>",
        note="a & b",
        letters={"m": "</script><b>"},
    )
    (page,) = site({"Cells": [own]}).values()
    assert hostile not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("</script>") == 2
    assert Page(page).open == []
    assert "&lt;/script&gt;&lt;b&gt;" in page


def test_a_cell_of_many_equations_says_that_they_are_in_groups():
    lines = [f"a{k}[t] = tanh(W{k} @ {f'a{k - 1}[t]' if k else 'x[t]'})" for k in range(40)]
    own = Cell("\n".join([*lines, "h[t] = a39[t] + h[t-1]"]), {"x": "n", "h": "m", **{f"a{k}": "m" for k in range(40)}})
    (page,) = site({"Cells": [own]}).values()
    assert "drawn from its equations. Its 41 equations are drawn in 4 groups.</figcaption>" in page


def test_numbers_too_large_for_a_script_are_written_as_text():
    own = Cell("h[t] = W @ x[t] + U @ h[t-1]", {"x": "999999999999*n", "h": "999999999999*m"}, name="own")
    (page,) = site({"Cells": [own]}).values()
    data = json.loads(re.search(r"id=data>(.*?)</script>", page)[1])
    assert data["count"] == f"{999999999999**2}*m*(m + n)"


def test_a_note_links_to_the_cells_of_this_site_alone():
    pages = site({"Cells": ["gru", "gru_reset_after"]})
    alone = site({"Cells": ["gru_reset_after", "lstm"]})
    linked = '<a href="gru.html"><code>gru</code></a>'
    assert (linked in pages["cells/gru_reset_after.html"]) == (
        "<code>gru</code>" in alone["cells/gru_reset_after.html"]
    )
    assert linked not in alone["cells/gru_reset_after.html"]


def test_the_same_site_is_written_again_and_a_foreign_file_is_left_alone(files, tmp_path):
    write_files(tmp_path, files)
    assert site(FAMILIES) == files
    assert differences(tmp_path, files) == ""
    (tmp_path / "symbolic.zip").write_bytes(b"other")
    assert differences(tmp_path, files) == f"{tmp_path / 'symbolic.zip'} differs from what would be written\n"


def test_two_cells_of_one_name_are_refused():
    with pytest.raises(UsageError, match="two cells of this report are called lstm; give them names"):
        check_names(["lstm", cell("lstm")])
