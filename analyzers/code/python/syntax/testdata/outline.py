"""Prints what Python's own parser sees in the files named on standard input.

For each file one line of JSON: the functions as [name, line, column of "def" or
"async"], the names of attributes that are called, and the names that are bound by
patterns. Columns are in bytes.
"""

import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")

for path in sys.stdin.read().split("\n"):
    if not path:
        continue
    with open(path, "rb") as f:
        text = f.read()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        print(json.dumps({"bad": True}))
        continue
    functions, calls, binds = [], [], []
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions.append([node.name, node.lineno])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            calls.append([node.func.attr, len(node.args), len(node.keywords)])
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            binds.append(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            binds.append(node.rest)
    print(json.dumps({"functions": sorted(functions), "calls": sorted(calls), "binds": sorted(binds)}))
