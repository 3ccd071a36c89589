"""TeX mathematics -> MathML for reading systems, drawings for paper. No part of it knows of books.

tex.py      TeX -> MathML, or what is wrong with it (math_core)
font.py     font files -> glyphs and the constants of the MATH table (HarfBuzz)
layout.py   MathML -> glyphs and rules on a baseline; operators.py holds the operator dictionary
drawing.py  those -> SVG

The font, STIX Two Math, comes with huozi, so that a formula looks the same on every machine.
"""
