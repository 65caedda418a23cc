"""The stages on their own, the settings, and that the public names cover everything native."""

import ast
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import paperdedup
from checks.sources import ROOT
from paperdedup import (
    Config,
    ConfigError,
    Sketcher,
    _native,
    normalize,
    records,
    shingles,
    similarity,
)
from paperdedup.records import whole_text

TEXT = "A listing is dumped again and again, and the same abstract comes back in each dump."


def test_normalize_answers_in_kind() -> None:
    assert normalize("Na\u00efve — TEXT") == "naive text"
    assert normalize(["A", None, ""]) == ["a", None, ""]
    assert normalize(("A", "B")) == ["a", "b"]
    assert normalize([]) == []
    expected = pa.array(["a", None])
    assert normalize(pa.array(["A", None])) == expected
    assert normalize(pa.chunked_array([["A"], [None]])) == expected
    assert normalize(pa.array(["A", None], pa.large_string())).to_pylist() == ["a", None]
    assert normalize(pa.array(["A", None], pa.string_view())).to_pylist() == ["a", None]


def test_columns_of_other_libraries_are_taken() -> None:
    polars = pytest.importorskip("polars")
    series = polars.Series(["A", None])
    assert normalize(series).to_pylist() == ["a", None]
    assert Sketcher().signatures(series).shape == (2, 128)


def test_lone_surrogates_are_read_as_no_character() -> None:
    assert normalize("a\ud800b") == normalize("a\ufffdb")
    assert normalize(["a\ud800b", None]) == [normalize("a\ufffdb"), None]
    assert normalize("\ud83d\ude00 a") == normalize("\U0001f600 a")
    assert similarity("a\ud800", "a\ud800").jaccard == 1
    assert len(shingles("\udfffa")) == 1


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=()), max_size=12), max_size=5))
def test_a_list_is_read_as_the_same_column(texts: list[str | None]) -> None:
    column = pa.array([text if text is None else whole_text(text) for text in texts], pa.string())
    sketcher = Sketcher(permutations=4)
    assert normalize(texts) == normalize(tuple(texts)) == normalize(column).to_pylist()
    assert (sketcher.signatures(texts) == sketcher.signatures(column)).all()
    keys = [sketcher.band_keys(either, bands=2, rows=2) for either in (texts, column)]
    assert (keys[0] == keys[1]).all()


def test_fields_of_a_dump_are_equally_long() -> None:
    with pytest.raises(ValueError, match="equally long"):
        _native.deduplicate([{"title": ["a"], "abstract": ["a", "b"]}], Config())


def test_one_text_in_the_place_of_many_is_refused() -> None:
    with pytest.raises(TypeError, match="put it in a list"):
        Sketcher().signatures("text")


def test_shingles_are_a_set_in_order() -> None:
    found = shingles("to be or not to be to be or", config=Config(shingle_size=2))
    assert found.dtype == np.uint64
    assert found.tolist() == sorted(set(found.tolist()))
    assert len(found) == 5
    assert len(shingles("ab ab", config=Config(shingle="character", shingle_size=2))) == 3
    assert shingles("").shape == (0,)


def test_similarity_is_that_of_the_sets() -> None:
    a, b = TEXT, TEXT.replace("dump.", "dump, or nearly.")
    sets = [set(shingles(text).tolist()) for text in (a, b)]
    shared = len(sets[0] & sets[1])
    assert similarity(a, b).jaccard == shared / len(sets[0] | sets[1])
    assert similarity(a, b).containment == shared / min(map(len, sets))
    assert similarity(a, a) == (1, 1)
    assert similarity(a, "") == similarity("", "") == (0, 0)


def test_signatures_estimate_the_similarity() -> None:
    words = [f"w{n}" for n in range(300)]
    a, b = " ".join(words[:200]), " ".join(words[100:])
    exact = similarity(a, b).jaccard
    signatures = Sketcher(permutations=2048).signatures([a, b])
    estimate = float(Sketcher.similarity(signatures[0], signatures[1]))
    assert abs(estimate - exact) < 4 * (exact * (1 - exact) / 2048) ** 0.5


def test_signatures_of_fewer_permutations_are_the_beginning() -> None:
    long, short = (Sketcher(permutations=n).signatures([TEXT]) for n in (128, 16))
    assert short.shape == (1, 16)
    assert np.array_equal(long[:, :16], short)


def test_an_empty_text_is_similar_to_nothing() -> None:
    signatures = Sketcher(8).signatures(["", None, TEXT])
    matrix = Sketcher.similarity(signatures[:, None], signatures[None, :])
    assert matrix.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]


def test_band_keys_meet_where_signatures_agree() -> None:
    sketcher = Sketcher()
    texts = [TEXT, TEXT + " And more of it.", "Nothing of the kind."]
    keys = sketcher.band_keys(texts, bands=16, rows=2)
    assert keys.shape == (3, 16)
    assert keys.dtype == np.uint64
    bands = Sketcher(32).signatures(texts).reshape(3, 16, 2)
    assert np.array_equal(keys[0] == keys[1], (bands[0] == bands[1]).all(axis=1))
    assert (keys[0] == keys[1]).any()


@pytest.mark.parametrize("count", [0, -1, 4097, "x", None, 1.5, True])
def test_impossible_numbers_are_refused(count: Any) -> None:
    with pytest.raises(ConfigError, match=rf"permutations = {count!r}: must be"):
        Sketcher(count)
    with pytest.raises(ConfigError, match="records = -1"):
        paperdedup.plan(records=-1)


def test_what_the_core_refuses_is_an_error_of_ours() -> None:
    with pytest.raises(ConfigError, match="isbn"):
        paperdedup.identifier("1", scheme="isbn")
    with pytest.raises(ConfigError, match="bands × rows = 2000 × 3"):
        Sketcher().band_keys([TEXT], bands=2000, rows=3)


@pytest.mark.parametrize("config", [{"threshold": 0.5}, None, "work"])
def test_settings_that_are_none_are_refused(config: Any) -> None:
    calls: list[Callable[[], object]] = [
        lambda: paperdedup.deduplicate([{"title": TEXT}], config=config),
        lambda: paperdedup.audit([{"title": TEXT}], config=config),
        lambda: shingles(TEXT, config=config),
        lambda: similarity(TEXT, TEXT, config=config),
        lambda: Sketcher(config=config),
        lambda: paperdedup.plan(config, records=1),
        lambda: paperdedup.Index.create("never.index", config=config),
    ]
    for call in calls:
        with pytest.raises(ConfigError, match=r"config = .*: must be a Config, as in Config"):
            call()


@pytest.mark.parametrize("fields", [["t"], "title", 5])
def test_fields_that_are_no_mapping_are_refused(fields: Any) -> None:
    with pytest.raises(ConfigError, match=r"fields = .*: must map fields to columns"):
        paperdedup.deduplicate([{"title": TEXT}], fields=fields)


def test_what_is_no_text_is_refused_in_words() -> None:
    nothing: Any = None
    calls: list[Callable[[], object]] = [
        lambda: shingles(nothing),
        lambda: similarity(TEXT, nothing),
        lambda: paperdedup.identifier(nothing),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="one text is asked for, got a NoneType"):
            call()
    mixed: Any = ["a", None, float("nan")]
    with pytest.raises(TypeError, match=r"texts\[2\] is a float; it must be a text or None"):
        normalize(mixed)
    with pytest.raises(TypeError, match="got a NoneType"):
        normalize(nothing)


def test_a_search_that_cannot_be_is_refused_when_it_is_asked_for() -> None:
    with pytest.raises(ConfigError, match=r"threshold = 0\.001: .* use mode=.exact."):
        Config(threshold=0.001, mode="lsh")
    assert Config(threshold=0.001).mode == "auto"
    assert Config(threshold=0.001, mode="lsh", bands=64, rows=1).bands == 64


def test_a_plan_finds_what_was_asked_for() -> None:
    for threshold in (0.3, 0.5, 0.8, 1.0):
        config = Config(mode="lsh", threshold=threshold, recall=0.99)
        solved = paperdedup.plan(config, records=10**6)
        assert (solved.mode, solved.bands > 0, solved.rows > 0) == ("lsh", True, True)
        expected = 1 - (1 - threshold**solved.rows) ** solved.bands
        assert solved.recall(threshold) == pytest.approx(expected)
        assert solved.recall(threshold) >= 0.99
        curve = solved.curve(11)
        assert curve.shape == (11, 2)
        assert (np.diff(curve[:, 1]) >= 0).all()
        assert curve[-1].tolist() == [1, 1]


def test_the_exact_mode_needs_no_bands() -> None:
    solved = paperdedup.plan(Config(mode="exact"), records=10**6)
    assert (solved.mode, solved.bands, solved.rows) == ("exact", 0, 0)
    assert solved.recall(0.7) == solved.recall(1.0) == 1
    assert repr(solved) == "Plan(mode='exact')"


def test_bands_and_rows_that_are_given_are_used() -> None:
    solved = paperdedup.plan(Config(mode="lsh", bands=7, rows=3), records=10)
    assert repr(solved) == "Plan(mode='lsh', bands=7, rows=3)"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("threshold", 0),
        ("threshold", 1.0001),
        ("threshold", -0.5),
        ("threshold", float("nan")),
        ("recall", 0),
        ("recall", 1),
        ("threshold", True),
        ("shingle_size", True),
        ("threads", True),
        ("mode", "fast"),
        ("text", "title"),
        ("shingle", "byte"),
        ("shingle_size", 0),
        ("shingle_size", 65),
        ("bands", 4),
        ("rows", 4),
        ("threads", 0),
        ("threads", 1025),
        ("bucket_cap", 1),
        ("bucket_cap", 65_537),
    ],
)
def test_a_bad_setting_is_refused_by_name_and_value(field: str, value: object) -> None:
    with pytest.raises(ConfigError) as caught:
        Config(**{field: value})  # type: ignore[arg-type]
    assert field in str(caught.value)
    shown = {"nan": "NaN"}.get(str(value), str(value))
    assert shown in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_too_long_a_signature_is_refused() -> None:
    with pytest.raises(ConfigError, match="4097"):
        Config(bands=4097, rows=1)
    with pytest.raises(ConfigError, match=r"bands . rows"):
        Config(bands=65, rows=64)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Config)])
def test_a_setting_of_another_type_is_refused_by_name(field: str) -> None:
    with pytest.raises((ConfigError, TypeError), match=field):
        Config(**{field: object()})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "settings",
    [
        {"threshold": 1},
        {"threshold": 1e-9},
        {"threshold": np.float64(0.5)},
        {"bands": 1, "rows": 1},
        {"bands": 64, "rows": 64},
        {"threads": 1},
        {"threads": 1024},
        {"bucket_cap": 2},
        {"bucket_cap": 65_536},
        {"shingle_size": 1},
        {"shingle_size": 16},
    ],
)
def test_settings_at_the_edge_are_taken(settings: dict[str, float]) -> None:
    config = Config(**settings)  # type: ignore[arg-type]
    assert all(getattr(config, name) == value for name, value in settings.items())


def test_settings_are_frozen_compared_and_pickled() -> None:
    config = Config(threshold=0.8)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.threshold = 0.9  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(config)) == config == Config(threshold=0.8)
    assert dataclasses.replace(config, recall=0.9).threshold == 0.8
    with pytest.raises(ConfigError):
        dataclasses.replace(config, threshold=2)


PUBLIC = {
    "FIELDS": "paperdedup.records.FIELDS",
    "NORMALIZER_VERSION": "paperdedup.versions",
    "Outcome": "paperdedup.Result",
    "POLICIES": "paperdedup.policies",
    "Index": "paperdedup.Index",
    "Plan": "paperdedup.Plan",
    "SKETCH_VERSION": "paperdedup.versions",
    "__version__": "paperdedup.__version__",
    "are_texts": "",
    "band_keys": "paperdedup.Sketcher.band_keys",
    "check": "paperdedup.Config",
    "compare": "paperdedup.similarity",
    "content_ids": "",
    "deduplicate": "paperdedup.deduplicate",
    "hash_words": "",
    "identifier": "paperdedup.identifier",
    "normalize": "paperdedup.normalize",
    "normalized": "paperdedup.normalize",
    "parse_lines": "",
    "plan": "paperdedup.plan",
    "readings": "paperdedup.Result.resolve",
    "shingles": "paperdedup.shingles",
    "signatures": "paperdedup.Sketcher.signatures",
    "texts_ending": "",
}
"""Everything native, and the public name that gives it; `hash_words` is for benchmarks only,
`parse_lines`, `are_texts` and `texts_ending` for the readers; `content_ids` finds the records of
decisions."""


def test_everything_native_has_a_public_name() -> None:
    native = {name for name in dir(_native) if not name.startswith("_")} | {"__version__"}
    assert native == set(PUBLIC)
    for name in filter(None, PUBLIC.values()):
        found: object = paperdedup
        for part in name.split(".")[1:]:
            found = getattr(found, part)
        assert found is not None


def test_everything_native_is_used_by_its_wrappers() -> None:
    folder = Path(paperdedup.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in folder.rglob("*.py")]
    assert len(sources) > 10
    for name in set(PUBLIC) - {"Outcome", "FIELDS", "hash_words"}:
        assert any(f"core.{name}" in source for source in sources), name
    findings = (folder / "findings.py").read_text(encoding="utf-8")
    for name in (name for name in dir(_native.Outcome) if not name.startswith("_")):
        assert f"_outcome.{name}(" in findings, name
    stages = (folder / "stages.py").read_text(encoding="utf-8")
    for name in (name for name in dir(_native.Plan) if not name.startswith("_")):
        assert f"_solved.{name}" in stages, name


def test_the_readers_and_the_core_know_the_same_fields() -> None:
    assert set(records.FIELDS) == set(_native.FIELDS)


def test_every_public_name_is_documented() -> None:
    assert len(paperdedup.__all__) > 10
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    for name in paperdedup.__all__:
        assert getattr(paperdedup, name).__doc__ or f"\n## {name}\n" in page, name


def test_the_package_only_documents_and_exports() -> None:
    tree = ast.parse(Path(paperdedup.__file__).read_text(encoding="utf-8"))
    kinds = {type(node) for node in tree.body}
    assert kinds == {ast.Expr, ast.ImportFrom, ast.Assign, ast.If}


@pytest.mark.parametrize("package", ["paperdedup", "paperdedup.report"])
def test_public_names_are_imported_when_they_are_used(package: str) -> None:
    program = f"""
import sys
import {package} as package
assert "pyarrow" not in sys.modules and "rich" not in sys.modules
assert not hasattr(package, "nothing_of_this_name")
from {package} import *
assert all(name in globals() for name in package.__all__)
assert package.{"readers.Texts" if package == "paperdedup" else "summary"}
"""
    subprocess.run([sys.executable, "-c", program], check=True)
