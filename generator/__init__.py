"""Disputed: a compiler for fact-checks.

Claim files and stored articles go in; a static site goes out, or a list of problems.
The modules point one way, from the problem record up to the command line; `docs/pipeline.md` walks through them.
"""

__version__ = "0.1.0"
