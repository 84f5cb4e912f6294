"""One flat generator from a story written in chapters: `yield from chapter(...)` becomes the chapter's own lines.

Nested compiled generators cost about ten times a flat one. Line numbers stay those of the chapters.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

Story = Callable[..., Iterator[tuple[int, int, float]]]


def flatten(story: Story) -> FunctionType:
    """The story with every chapter written out in place.

    Raises SyntaxError where a chapter returns, is called by keyword, for its value or inside try or match, or calls
    itself, where one name means two things, and where what is yielded is kept for later.
    """
    scope: dict[str, Any] = {}
    tree = _source(story)
    _collect(story, tree, scope)
    tree.body = _written_out(tree.body, story, scope, (story.__name__,))
    _refuse_what_was_left(tree)
    _refuse_yields_for_later(tree)
    _refuse_two_meanings(tree, scope)
    module = ast.fix_missing_locations(ast.Module([tree], []))
    exec(compile(module, inspect.getfile(story), "exec"), scope)
    flat: FunctionType = scope[story.__name__]
    return flat


def _source(function: Story) -> ast.FunctionDef:
    lines, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
    if not isinstance(tree, ast.FunctionDef):
        raise SyntaxError(f"{function} is not a plain function")
    ast.increment_lineno(tree, first - 1)
    tree.returns = None
    for argument in tree.args.args:
        argument.annotation = None
    return tree


def _written_out(
    body: list[ast.stmt], caller: Any, scope: dict[str, Any], open_chapters: tuple[str, ...]
) -> list[ast.stmt]:
    lines: list[ast.stmt] = []
    for line in body:
        call = (
            line.value.value if isinstance(line, ast.Expr) and isinstance(line.value, ast.YieldFrom) else None
        )
        if call is None:
            for part in ("body", "orelse"):
                if getattr(line, part, None):
                    setattr(line, part, _written_out(getattr(line, part), caller, scope, open_chapters))
            lines.append(line)
        elif isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and not call.keywords:
            lines += _chapter(caller.__globals__[call.func.id], call.args, scope, open_chapters)
        else:
            raise SyntaxError(
                f"line {line.lineno}: a chapter is called by its plain name, arguments in order"
            )
    return lines


def _chapter(
    chapter: Story, given: list[ast.expr], scope: dict[str, Any], open_chapters: tuple[str, ...]
) -> list[ast.stmt]:
    name = chapter.__name__
    if name in open_chapters:
        raise SyntaxError(f"chapter {name} calls itself")
    tree = _source(chapter)
    for node in ast.walk(tree):
        if isinstance(node, ast.Return):
            raise SyntaxError(
                f"chapter {name} returns at line {node.lineno}: a chapter ends at its last line"
            )
    _collect(chapter, tree, scope)
    _rename(tree, name, given)
    assigned: list[ast.stmt] = [
        ast.copy_location(ast.Assign([ast.Name(argument.arg, ast.Store())], value), value)
        for argument, value in zip(tree.args.args, given, strict=True)
        if not (isinstance(value, ast.Name) and value.id == argument.arg)
    ]
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    return assigned + _written_out(body, chapter, scope, (*open_chapters, name))


def _rename(tree: ast.FunctionDef, chapter: str, given: list[ast.expr]) -> None:
    """Give the chapter's own names its prefix; arguments passed on under the same name keep it."""
    own = {
        argument.arg
        for argument, value in zip(tree.args.args, given, strict=True)
        if not (isinstance(value, ast.Name) and value.id == argument.arg)
    }
    own |= _stored(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in own:
            node.id = f"{chapter}__{node.id}"
    for argument in tree.args.args:
        if argument.arg in own:
            argument.arg = f"{chapter}__{argument.arg}"


def _collect(function: Any, tree: ast.FunctionDef, scope: dict[str, Any]) -> None:
    """Gather the names the function takes from its module; one name must mean one thing in all chapters."""
    own = _own(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in function.__globals__ and node.id not in own:
            value = function.__globals__[node.id]
            if node.id in scope and scope[node.id] is not value and scope[node.id] != value:
                raise SyntaxError(
                    f"'{node.id}' means one thing in {function.__name__} and another in the story around it"
                )
            scope[node.id] = value


def _stored(tree: ast.FunctionDef) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _own(tree: ast.FunctionDef) -> set[str]:
    return _stored(tree) | {argument.arg for argument in tree.args.args}


def _refuse_what_was_left(tree: ast.FunctionDef) -> None:
    """A yield or chapter that is not a line of its own was not written out."""
    lines = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.YieldFrom) or (isinstance(node, ast.Yield) and id(node) not in lines):
            raise SyntaxError(
                f"line {node.lineno}: a yield or chapter is a line of its own, outside try and match"
            )


def _refuse_two_meanings(tree: ast.FunctionDef, scope: dict[str, Any]) -> None:
    """A variable of the story must not hide what a chapter takes from its module."""
    for name in sorted(_own(tree) & scope.keys()):
        raise SyntaxError(
            f"'{name}' is a variable of the story and a name in the module of one of its chapters"
        )


def _refuse_yields_for_later(tree: ast.FunctionDef) -> None:
    """What is yielded is written in the yield itself: the compiled engine does not keep it with a patient's place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.NamedExpr):
            made = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            names = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(value, ast.Tuple) for value in made) and isinstance(names[0], ast.Name):
                raise SyntaxError(f"line {node.lineno}: a tuple is kept in a variable; yield it at once")
