"""The examples run, and what other engines need of the library can be sent between processes."""

import ast
import importlib.util
import json
import pickle
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import claimex
import sample

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a notebook's cell; the value of its last expression, which the notebook would show."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_runs_from_top_to_bottom(path: Path) -> None:
    pytest.importorskip("pandas")
    names: dict[str, Any] = {}
    shown = [
        run_cell("".join(cell["source"]), names)
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    assert any("cx-article" in value._repr_html_() for value in shown if hasattr(value, "_repr_html_"))


@pytest.fixture
def ray_data() -> ModuleType:
    """The Ray example; Ray itself is only imported when it is run."""
    pytest.importorskip("pandas")
    spec = importlib.util.spec_from_file_location("ray_data", EXAMPLES / "ray_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_ray_example_gives_the_command_lines_json(ray_data: ModuleType) -> None:
    import pandas as pd

    batch = pd.DataFrame({"id": ["a", "b"], "text": [sample.TEXT, ""]})
    records = ray_data.ReadArticles()(batch)
    lines = "".join(f"{line}\n" for line in records["json"])
    assert lines == claimex.extract(sample.TEXT, doc_id="a").to_jsonl()
    assert records["error"].isna().all()


def test_extractions_and_load_can_be_sent_to_other_processes() -> None:
    article = sample.article()
    assert pickle.loads(pickle.dumps(article)) == article
    assert pickle.loads(pickle.dumps(claimex.load)) is claimex.load
