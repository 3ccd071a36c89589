"""The C declarations that were read ahead of time are those of the installed WeasyPrint and of the composer."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def told(code: str) -> str:
    """What a process of its own prints: what is declared is declared once in a process."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_what_is_declared_is_what_would_be_read_now() -> None:
    code = "import sys, runpy; sys.stdout.write(runpy.run_path('setup/declarations.py')['declared']())"
    assert told(code) == (ROOT / "huozi" / "pdf" / "declared.py").read_text(encoding="utf-8").strip(), (
        "WeasyPrint or the composer declares something else: run `make declarations`"
    )


def test_no_declaration_is_read_when_the_engine_is_imported() -> None:
    assert told("import sys, huozi.pdf.ready; print('pycparser' in sys.modules)") == "False"


def test_another_weasyprint_declares_for_itself() -> None:
    code = "import sys, huozi.pdf.declared as one; one.SOURCE = 'another'; "
    assert told(code + "import huozi.pdf.ready; print('pycparser' in sys.modules)") == "True"
