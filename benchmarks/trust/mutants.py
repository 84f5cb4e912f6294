"""Mutants of a source: each the same module with one small fault, as somebody might make it.

A comparison is moved by one step or turned round, a sign or an operation exchanged, a number raised by one, a condition
negated, an assignment to a field or a call left out. Texts, annotations and what only type checkers read are left alone.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
EXCHANGED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
NAMES = {
    "min": "max",
    "max": "min",
    "minimum": "maximum",
    "maximum": "minimum",
    "fmin": "fmax",
    "fmax": "fmin",
}


@dataclass(frozen=True)
class Mutant:
    """One fault: where, what stood there, what stands there now, and the whole module with it."""

    line: int
    before: str
    after: str
    text: str


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module's source, in the order of the source."""
    tree = ast.parse(source)
    left_alone = {id(node) for part in _left_alone(tree) for node in ast.walk(part)}
    nodes = [node for node in ast.walk(tree) if id(node) not in left_alone]
    found = [
        _mutant(source, node, new) for node in nodes for new in (*_of_expression(node), *_of_statement(node))
    ]
    return sorted(found, key=lambda each: (each.line, each.before, each.after))


def _left_alone(tree: ast.Module) -> Iterator[ast.AST]:
    """Annotations, decorators, and what only type checkers read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from node.decorator_list
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield node.returns
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield node


def _of_expression(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of an expression."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for kind in COMPARED[type(node.ops[0])]:
            yield ast.Compare(node.left, [kind()], node.comparators)
    elif isinstance(node, ast.BinOp) and type(node.op) in EXCHANGED and not _is_text(node):
        yield ast.BinOp(node.left, EXCHANGED[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub | ast.Invert):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in NAMES and isinstance(node, ast.Name):
            yield ast.Name(NAMES[name])
        elif name in NAMES and isinstance(node, ast.Attribute):
            yield ast.Attribute(node.value, NAMES[name])
    elif isinstance(node, ast.IfExp) and isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
        yield ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


def _of_statement(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a statement."""
    if isinstance(node, ast.AugAssign) and type(node.op) in EXCHANGED:
        yield ast.AugAssign(node.target, EXCHANGED[type(node.op)](), node.value)
    elif (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)) or (
        isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    ):
        yield ast.Pass()
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Name | ast.Attribute | ast.Call):
        yield node  # marked: its condition is negated in place


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(each, ast.JoinedStr) or (isinstance(each, ast.Constant) and isinstance(each.value, str))
        for each in (node.left, node.right)
    )


def _mutant(source: str, node: ast.AST, new: ast.AST) -> Mutant:
    """The module with one node replaced, every other character as it was."""
    if new is node and isinstance(node, ast.If | ast.While):
        condition = node.test
        node, new = condition, ast.UnaryOp(ast.Not(), condition)
    written = ast.unparse(ast.fix_missing_locations(new))
    if isinstance(node, ast.expr) and not isinstance(node, ast.Name | ast.Attribute):
        written = f"({written})"
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    place: dict[str, int] = {name: getattr(node, name) for name in ("lineno", "end_lineno")}
    data = source.encode()
    begin = starts[place["lineno"] - 1] + getattr(node, "col_offset", 0)
    end = starts[place["end_lineno"] - 1] + getattr(node, "end_col_offset", 0)
    text = (data[:begin] + written.encode() + data[end:]).decode()
    return Mutant(place["lineno"], data[begin:end].decode(), written, text)
