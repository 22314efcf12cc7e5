"""Makes a program that shows a fault smaller, as long as it still shows it.

Works on the syntax tree of the whole module, so it shrinks f, its helpers and the arguments of the calls
alike, and programs that were written by hand as well as random ones: lists of statements and of elements
lose halves, quarters, single items; compound statements and expressions are replaced by their parts,
numbers by simpler ones.
"""
import ast
import warnings

_MOST_TRIES = 2000


def shrunk(text, fails):
    """The smallest program found that still fails.

    fails: tells of a text whether it shows the fault; what it raises means no
    """
    return _Shrinker(text, fails).run()


class _Shrinker:
    def __init__(self, text, fails):
        self.text = text
        self.fails = fails
        self.tries = 0
        self.known = set()

    def run(self):
        # Expressions are many while statements are: they come when no statement can go any more.
        while self.pass_over(False) and self.tries < _MOST_TRIES:
            pass
        while self.pass_over(True) and self.tries < _MOST_TRIES:
            pass
        return self.text

    def pass_over(self, expressions):
        """Tries every change once; gives whether one of them helped."""
        helped = False
        place = 0
        while self.tries < _MOST_TRIES:
            changes = _Changes(ast.parse(self.text))
            candidates = changes.large + (changes.small if expressions else [])
            if place >= len(candidates):
                return helped
            change = candidates[place]
            if self.attempt(changes.tree, change):
                # What stood behind this place has moved up to it.
                helped = True
            else:
                place += 1
        return helped

    def attempt(self, tree, change):
        change()
        try:
            candidate = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        except Exception:
            return False
        if candidate in self.known or _weight(candidate) >= _weight(self.text):
            return False
        self.known.add(candidate)
        self.tries += 1
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if not self.fails(candidate):
                    return False
        except Exception:
            return False
        self.text = candidate
        return True


def _weight(text):
    # What is as long is simpler with smaller digits.
    return len(text), text


class _Changes:
    """All the changes that may be tried on a tree: large ones to statements and lists, and small ones to expressions."""

    def __init__(self, tree):
        self.tree = tree
        self.large = []
        self.small = []
        self.visit(tree)
        self.large = [change for _, change in sorted(self.large, key=lambda entry: -entry[0])]

    def visit(self, node):
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                if value and isinstance(value[0], (ast.stmt, ast.expr)):
                    self.cut(node, field, value)
                for place, item in enumerate(value):
                    if isinstance(item, ast.stmt):
                        self.unwrap(value, place, item)
                    if isinstance(item, ast.expr):
                        self.simplify(item, lambda new, value=value, place=place: value.__setitem__(place, new), False)
                    if isinstance(item, ast.AST):
                        self.visit(item)
            elif isinstance(node, ast.Call) and field == "func":
                self.visit(value)
            elif isinstance(value, ast.expr):
                self.simplify(value, lambda new, field=field: setattr(node, field, new), _is_bound(node, field))
                self.visit(value)
            elif isinstance(value, ast.AST):
                self.visit(value)

    def cut(self, node, field, items):
        """Parts of a list go. What keeps a while loop from running on for ever stays."""
        least = 1 if isinstance(node, ast.While) and field == "body" else 0
        if isinstance(node, (ast.Compare, ast.Call, ast.Assign, ast.BoolOp)):
            return
        size = len(items) - least
        while size > 0:
            for start in range(least, len(items), size):
                self.large.append((size, lambda start=start, size=size: self.remove(items, start, size, node, field)))
            size //= 2

    @staticmethod
    def remove(items, start, size, node, field):
        del items[start:start + size]
        if not items and field == "body" and not isinstance(node, ast.Module):
            items.append(ast.Pass())

    def unwrap(self, siblings, place, item):
        """A compound statement is replaced by what is inside it."""
        for field in ("body", "orelse"):
            inside = getattr(item, field, None)
            if isinstance(item, (ast.If, ast.For, ast.While)) and inside:
                self.large.append((1, lambda inside=inside: siblings.__setitem__(slice(place, place + 1), inside)))

    def simplify(self, expression, put, is_bound):
        if not isinstance(getattr(expression, "ctx", ast.Load()), ast.Load):
            return
        candidates = []
        if not is_bound:
            candidates += [child for child in ast.iter_child_nodes(expression) if isinstance(child, ast.expr)]
        if not isinstance(expression, ast.Constant):
            candidates += [ast.Constant(value) for value in (0, 1, 2, 0.0, 1.5)]
        elif type(expression.value) is int:
            candidates += [ast.Constant(value) for value in (0, 1, expression.value // 2) if value != expression.value]
        elif type(expression.value) is float:
            candidates += [ast.Constant(value) for value in (0.0, 1.0, round(expression.value, 1))]
        for candidate in candidates:
            self.small.append(lambda candidate=candidate: put(candidate))


def _is_bound(node, field):
    """Whether a large number in this place could take all time or memory that there is."""
    return (isinstance(node, ast.While)
            or isinstance(node, ast.BinOp) and isinstance(node.op, (ast.LShift, ast.Pow, ast.Mult, ast.Mod)))
