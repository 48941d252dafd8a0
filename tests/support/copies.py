"""Copies of a program that are changed at no effort: what near-identical submissions look like."""

import ast
import random


class _Renamed(ast.NodeTransformer):
    """Gives every variable another name, and drops docstrings and annotations."""

    def __init__(self, tree: ast.Module) -> None:
        names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
        self.own = {name.id for name in names if isinstance(name.ctx, ast.Store)}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.own:
            node.id = f"other_{node.id}"
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        node.returns = None
        return self.generic_visit(node)


def disguised(source: str, *, padded: bool = False) -> str:
    """Return a copy: other names, comments and formatting, its functions in another order.

    Args:
        source: what to copy.
        padded: whether each function gets a line that does nothing.
    """
    tree = ast.parse(source)
    tree = _Renamed(tree).visit(tree)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    others = [node for node in tree.body if not isinstance(node, ast.FunctionDef)]
    random.Random(1).shuffle(functions)  # noqa: S311  # no secret
    for function in functions if padded else ():
        function.body.insert(0, ast.parse("unused = 1").body[0])
    tree.body = others + functions
    lines = ast.unparse(ast.fix_missing_locations(tree)).split("\n")
    return "# all mine\n" + "\n".join(f"{line}  # and new" if line else "" for line in lines)
