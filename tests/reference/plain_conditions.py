import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
import sqlglot
from sqlglot import exp as e

@lru_cache(None)
def parse(text):
    return sqlglot.parse_one(text, read="postgres")

def holds(text, lookup):
    return value(parse(text), lookup) is True

def both(a, b):
    if a is None or b is None: return None
    if isinstance(a, str) and isinstance(b, (int, Decimal, float)) and not isinstance(b, bool):
        a = dec(a)
    elif isinstance(b, str) and isinstance(a, (int, Decimal, float)) and not isinstance(a, bool):
        b = dec(b)
    if isinstance(a, datetime) and isinstance(b, str): b = datetime.fromisoformat(b)
    if a is None or b is None: return None
    return a, b

def dec(s):
    return Decimal(s) if re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", s.strip()) else None

def low(s): return None if s is None else "".join(c.lower() if "A" <= c <= "Z" else c for c in s)
def up(s): return None if s is None else "".join(c.upper() if "a" <= c <= "z" else c for c in s)
def tri_not(x): return None if x is None else not x

def value(n, lk):
    v = lambda x: value(x, lk)
    if isinstance(n, e.Paren): return v(n.this)
    if isinstance(n, e.And):
        a, b = v(n.this), v(n.expression)
        return False if a is False or b is False else None if a is None or b is None else True
    if isinstance(n, e.Or):
        a, b = v(n.this), v(n.expression)
        return True if a is True or b is True else None if a is None or b is None else False
    if isinstance(n, e.Not): return tri_not(v(n.this))
    if isinstance(n, e.Column): return lk(n.table or None, n.name)
    if isinstance(n, e.Literal): return n.name if n.is_string else Decimal(n.name)
    if isinstance(n, e.Boolean): return n.this
    if isinstance(n, e.Neg):
        a = v(n.this); return None if a is None else -a
    if isinstance(n, e.Is):
        if isinstance(n.expression, e.Null): return v(n.this) is None
        a = v(n.this); return a is v(n.expression)
    if isinstance(n, e.In):
        a = v(n.this); res = False
        for x in n.expressions:
            p = both(a, v(x))
            if p is None: res = None if res is False else res
            elif p[0] == p[1]: return True
        return res
    if isinstance(n, e.Between):
        a, lo, hi = v(n.this), v(n.args["low"]), v(n.args["high"])
        p, q = both(a, lo), both(a, hi)
        r1 = None if p is None else p[0] >= p[1]; r2 = None if q is None else q[0] <= q[1]
        return False if r1 is False or r2 is False else None if r1 is None or r2 is None else True
    if isinstance(n, e.Like):
        a, b = v(n.this), v(n.expression)
        if a is None or b is None: return None
        rx = "".join(".*" if c == "%" else "." if c == "_" else re.escape(c) for c in b)
        return re.fullmatch(rx, a, re.S) is not None
    if isinstance(n, e.RegexpLike):
        a, b = v(n.this), v(n.expression)
        return None if a is None or b is None else re.search(b, a) is not None
    if isinstance(n, e.Lower): return low(v(n.this))
    if isinstance(n, e.Upper): return up(v(n.this))
    if isinstance(n, e.Trim):
        a = v(n.this); return None if a is None else a.strip(" ")
    if isinstance(n, e.Length):
        a = v(n.this); return None if a is None else Decimal(len(a))
    if isinstance(n, e.Coalesce):
        for x in (n.this, *n.expressions):
            a = v(x)
            if a is not None: return a
        return None
    if isinstance(n, e.Binary):
        p = both(v(n.this), v(n.expression))
        if p is None: return None
        a, b = p
        ops = {e.EQ: lambda: a == b, e.NEQ: lambda: a != b, e.GT: lambda: a > b, e.GTE: lambda: a >= b, e.LT: lambda: a < b, e.LTE: lambda: a <= b,
               e.Add: lambda: a + b, e.Sub: lambda: a - b, e.Mul: lambda: a * b, e.Div: lambda: None if b == 0 else a / b}
        return ops[type(n)]()
    raise TypeError(repr(n))
