"""Title and help of the columns that say whose a fact is."""

from __future__ import annotations

BRANCH = ("支部", "所属党支部。")
TEAM = ("班组", "所属班组。")
PERSON = ("工号", "所涉及的人。")
