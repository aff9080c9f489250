import json
from random import Random

import pytest

from symbolic.answers.identify import identify
from symbolic.catalog import cell, cells
from symbolic.errors import SymbolicError
from symbolic.report.site.numbers import summary_numbers

PAGES = ["index.html", "compare.html", "number.html", "own.html", "cells/lstm.html", "cells/mamba2.html"]
SIZES = [1, 2, 3, 4, 8, 12, 48, 64, 128, 1000, 10**9 + 7, 10**12]
COUNT = """(places) => places.map(([cell, sizes]) => {
  const numbers = Object.fromEntries(Object.entries(sizes).map(([letter, size]) => [letter, BigInt(size)]));
  return refusal(cell, numbers) ? null : String(whole(cell.count, numbers));
})"""


def number(page):
    return page.inner_text("#number")


def test_moving_a_size_moves_the_number_the_formula_and_the_frameworks(opened):
    page = opened("cells/lstm.html")
    page.fill("[data-letter=n]", "100")
    page.fill("[data-letter=m]", "50")
    page.wait_for_function("document.getElementById('number').textContent === '30,200'")
    assert page.inner_text("#put") == "4·50·(50 + 100 + 1) ="
    rows = page.locator("#frameworks ~ .wide >> nth=0").locator("tr").all_inner_texts()
    assert any("torch.nn.LSTM" in row and "30,400" in row for row in rows)
    assert page.locator("#map > svg rect").count() == 12
    assert page.locator("#map > svg text .s").all_text_contents()[:2] == ["i", "i"]
    page.locator("[data-slides=size-2]").fill("1000")
    page.wait_for_function("document.querySelector('[data-letter=m]').value === '65536'")
    assert number(page).replace(",", "") == str(cell("lstm").count_at(n=100, m=65536))


def test_sizes_that_the_cell_does_not_have_are_refused_with_the_reason(opened):
    page = opened("cells/cwrnn.html")
    page.fill("[data-letter=g]", "3")
    page.fill("[data-letter=m]", "16")
    page.wait_for_function("document.getElementById('refused').textContent !== ''")
    assert page.inner_text("#refused") == "m/g is not a whole number at these sizes"
    assert number(page) == ""
    page.fill("[data-letter=m]", "1.5")
    page.wait_for_function("document.getElementById('refused').textContent.includes('256')")
    assert page.inner_text("#refused") == "m is a whole number, such as 256"


def test_every_cell_counts_as_python_does_past_what_a_script_holds_exactly(opened):
    page, cases, wanted = opened("compare.html"), [], []
    for name in cells():
        random, numbers = Random(name), json.loads(json.dumps(summary_numbers(cell(name))))
        for _ in range(10):
            sizes = {letter: random.choice(SIZES) for letter, _, _ in numbers["letters"]}
            try:
                wanted.append(str(cell(name).count_at(**sizes)))
            except SymbolicError:
                wanted.append(None)
            cases.append([numbers, {letter: str(size) for letter, size in sizes.items()}])
    counted = page.evaluate(COUNT, cases)
    assert sum(text is not None and int(text) > 2**53 for text in wanted) > 100
    assert counted == wanted


def test_every_page_fills_in_its_numbers(opened):
    for name in cells():
        page = opened(f"cells/{name}.html")
        assert page.inner_text("#refused") == ""
        for empty in ("[data-at] td:nth-child(3):empty", "#map:empty"):
            assert page.locator(empty).count() == 0
        page.close()


def test_the_list_is_searched_by_name_author_year_and_family(opened):
    page = opened("index.html")
    for words, title in (("hochreiter 1997", "LSTM of 1997"), ("cho", "GRU"), ("mamba", "Mamba-2")):
        page.fill("#search", words)
        shown = page.locator("[data-words]:visible").all_inner_texts()
        assert 0 < len(shown) < 40
        assert any(title in text for text in shown)
    page.fill("#search", "no such cell")
    assert page.locator("[data-words]:visible").count() == 0


def test_cells_are_compared_within_a_budget(opened):
    page = opened("compare.html#lstm,gru")
    rows = page.locator("#side tbody tr").all_inner_texts()
    assert "4,457,472" in rows[0]
    assert "0.750" in rows[1]
    page.fill("#budget", "1000000")
    largest = cell("gru").solve("m", budget=1_000_000, n=4096).size
    page.wait_for_function("document.querySelectorAll('#side tbody tr')[1].cells[4].textContent !== ''")
    assert page.locator("#side tbody tr >> nth=1").locator("td >> nth=3").inner_text() == str(largest)
    for name in ("rnn", "mgu", "sru"):
        page.fill("#add", name)
        page.click("#choose button")
    assert page.locator("#side tbody tr").count() == 5
    page.fill("#add", "irnn")
    page.click("#choose button")
    assert page.inner_text("#refused") == "five cells at most; leave one out first"
    assert page.locator("#curves polyline").count() == 5


def test_a_number_is_found_among_cells_and_layers(opened):
    page = opened("number.html")
    page.fill("#number", "165")
    page.fill("#input", "4")
    page.fill("#hidden", "5")
    page.wait_for_function("document.getElementById('verdict').textContent.includes('165')")
    labels = {*page.locator("#matches code").all_inner_texts()}
    assert {match.candidate.label for match in identify(165, n=4, m=5).matches} == labels
    page.fill("#number", "x")
    assert "whole number" in page.inner_text("#refused")


def test_what_is_to_be_copied_is_copied(opened, browser):
    page = opened("cells/lstm.html", permissions=["clipboard-read", "clipboard-write"])
    page.click("summary:has-text('BibTeX')")
    page.click("details:has(summary:has-text('BibTeX')) button")
    assert "@article{gers2000forget" in page.evaluate("navigator.clipboard.readText()")


def test_a_cell_of_ones_own_runs_in_the_page(opened):
    page = opened("own.html")
    page.fill("#equations", r"h_t = \tanh(W x_t + U h_{t-1} + b)")
    page.click("#own button")
    page.wait_for_selector("#answer #number", timeout=120_000)
    assert "".join(page.text_content("#answer .count").split()) == "m(m+n+1)"
    page.fill("#answer [data-letter=n]", "3")
    page.fill("#answer [data-letter=m]", "5")
    page.wait_for_function("document.getElementById('number').textContent === '45'")
    page.fill("#equations", "h[t] = tanh(W @")
    page.click("#own button")
    page.wait_for_function("document.getElementById('refused').textContent.includes('line 1')")


def test_the_page_of_one_cell_works_from_a_disk(opened, folder):
    page = opened((folder / "alone" / "lstm.html").as_uri())
    page.fill("[data-letter=m]", "1")
    page.wait_for_function("document.getElementById('number').textContent === '16,392'")


def test_without_scripts_the_page_is_read_all_the_same(opened):
    page = opened("cells/lstm.html", java_script_enabled=False)
    assert number(page) == "4,457,472"
    assert page.locator("math mtr").count() == 6
    assert "4m(m + n + 1)" in page.locator("table.steps").inner_text()


@pytest.mark.parametrize("width", [390, 1000])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_window(opened, path, width):
    page = opened(path, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_serious_fault_of_access_is_found(opened, modules, path, scheme):
    page = opened(path, color_scheme=scheme)
    for summary in page.locator("summary").all():
        summary.click()
    page.add_script_tag(path=str(modules / "axe-core" / "axe.min.js"))
    violations = page.evaluate("axe.run().then((answer) => answer.violations)")
    serious = [fault for fault in violations if fault["impact"] in ("serious", "critical")]
    assert [(fault["id"], [node["html"][:200] for node in fault["nodes"]][:3]) for fault in serious] == []


def test_a_slider_is_followed_within_a_frame(opened):
    page = opened("cells/lstm.html")
    script = """(moving) => new Promise((done) => {
      const slider = document.querySelector("[data-slides=size-2]"), times = [];
      const step = (number) => {
        const begin = performance.now();
        if (moving) { slider.value = 200 + number; slider.dispatchEvent(new Event("input", { bubbles: true })); }
        requestAnimationFrame(() => requestAnimationFrame(() => {
          times.push(performance.now() - begin);
          number < 30 ? step(number + 1) : done(times.sort((a, b) => a - b)[15]);
        }));
      };
      step(0);
    })"""
    assert page.evaluate(script, True) < 1.5 * page.evaluate(script, False)
