"""What the program says for each message of its catalogue when the sample is spoilt."""

from __future__ import annotations

from kit.spoilt import spoilt
from kit.spoilt_archive import ARCHIVES
from kit.spoilt_cells import CELLS
from kit.spoilt_covers import COVERS
from kit.spoilt_files import FILES
from kit.spoilt_ledgers import LEDGERS
from kit.spoilt_mail import MAIL
from kit.spoilt_plant import EARLIER, OFFICE, ROWS, SLIP, WORKBOOKS
from kit.spoilt_rules import EXAMPLES, HOLLOW, RULEBOOK
from kit.spoilt_schemes import BY_HAND
from kit.spoilt_supplements import SUPPLEMENTS
from kit.spoilt_template import TEMPLATES

SCENES = (
    *(FILES, CELLS, ROWS, LEDGERS, WORKBOOKS, COVERS, SUPPLEMENTS, OFFICE, EARLIER, SLIP),
    *(RULEBOOK, BY_HAND, EXAMPLES, HOLLOW, TEMPLATES, MAIL, ARCHIVES),
)
FAULTS = [(scene, fault) for scene in SCENES for fault in scene.faults]


def message_examples() -> dict[str, tuple[str, str]]:
    """Code -> message and remedy of the first finding that the first fault of that code brings."""
    examples: dict[str, tuple[str, str]] = {}
    for scene, fault in FAULTS:
        if fault.code not in examples:
            finding = spoilt(scene).of(fault)[0]
            examples[fault.code] = finding.message, finding.remedy
    return examples
