"""`paperdedup curve`: the table, the drawings, and the numbers behind them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .program import call, start


def test_the_table_says_what_is_found() -> None:
    text = call("curve", "--mode", "lsh", "--bands", 16, "--rows", 8).stdout
    assert "16 bands of 8 rows" in text
    recall = 1 - (1 - 0.7**8) ** 16
    assert f"{recall:.3%}" in text
    assert f"1 in {1 / (1 - recall):,.0f}" in text


def test_json_has_the_curve() -> None:
    args = ("--mode", "lsh", "--threshold", 0.8, "--recall", 0.99, "--records", 5_000_000)
    found = json.loads(call("curve", *args, "--json").stdout)
    assert found["recall_at_threshold"] >= 0.99
    assert found["minima_per_record"] == found["bands"] * found["rows"] > 0
    recalls = [point["recall"] for point in found["curve"]]
    assert recalls == sorted(recalls)
    assert found["curve"][-1] == {"jaccard": 1.0, "recall": 1.0}
    assert {"jaccard": 0.8, "recall": found["recall_at_threshold"]} in found["curve"]


def test_the_exact_mode_finds_all() -> None:
    text = call("curve", "--mode", "exact", "--threshold", 0.8).stdout
    assert "every pair at or above it is found" in text


def test_the_plot_is_drawn_in_ascii_where_it_must_be() -> None:
    plain = start("curve", environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert plain.returncode == 0, plain.stderr
    assert b"***" in plain.stdout
    rich = start("curve", environment={"PYTHONIOENCODING": "utf-8"})
    assert "⠉⠉" in rich.stdout.decode()


def test_svg_is_well_formed_and_the_same_every_time(tmp_path: Path) -> None:
    paths = [tmp_path / "one.svg", tmp_path / "two.svg"]
    for path in paths:
        assert call("curve", "--mode", "lsh", "--plot", path).exit_code == 0
    assert paths[0].read_bytes() == paths[1].read_bytes()
    root = ElementTree.parse(paths[0]).getroot()
    lines = root.findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 1
    assert len(lines[0].attrib["points"].split()) > 100


def test_png_needs_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    done = call("curve", "--plot", tmp_path / "curve.png")
    assert done.exit_code == 2
    assert "pip install 'paperdedup[plot]'" in done.stderr
    assert not (tmp_path / "curve.png").exists()


def test_png(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the extra `plot` is not installed")
    assert call("curve", "--plot", tmp_path / "curve.png").exit_code == 0
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_an_unwritable_plot_is_an_output_error() -> None:
    done = call("curve", "--plot", "/dev/null/curve.svg")
    assert done.exit_code == 4
    assert "/dev/null/curve.svg" in done.stderr
