"""Sentences about what earlier runs have written, and what is not written because of them."""

from __future__ import annotations

from functools import partial

from pipeline.core.finding import catalogue, said

SENTENCES = catalogue("""
W602 目标责任书工作簿还有问题，没有生成各单位的目标责任书
     请运行 make check，改好以后再生成
""")

say = partial(said, SENTENCES)
