"""YAML as typed: every scalar is text with its place."""

from briefs.plainyaml.document import parse_yaml
from briefs.plainyaml.nodes import Broken, Mapping, Node, Scalar, Sequence

__all__ = ["Broken", "Mapping", "Node", "Scalar", "Sequence", "parse_yaml"]
