"""XML elements with the line they begin on, from a parser that refuses entities and external references."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml.ElementTree import DefusedXMLParser


class Lines:
    """The line of every element of a document."""

    def __init__(self) -> None:
        self.of: dict[Element, int] = {}

    def where(self, element: Element) -> str:
        """The line as an error names it."""
        return f"line {self.of[element]}"


class _Builder(TreeBuilder):
    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self.lines = lines
        self.position: Any = None

    def start(self, tag: str, attributes: dict[str, str], /) -> Element:
        element = super().start(tag, attributes)
        self.lines.of[element] = self.position.CurrentLineNumber
        return element


def parse(text: str) -> tuple[Element, Lines]:
    """The root of a document and its lines; raises ParseError or DefusedXmlException."""
    lines = Lines()
    builder = _Builder(lines)
    parser = DefusedXMLParser(target=builder, forbid_entities=True, forbid_external=True)
    builder.position = parser.parser
    parser.feed(text)
    root: Element = parser.close()
    return root, lines
