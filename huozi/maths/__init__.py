"""TeX mathematics -> MathML for reading systems, drawings for paper. No part of it knows of books.

tex.py      TeX -> MathML, or what is wrong with it (math_core)
font.py     font files -> glyphs and the constants of the MATH table (HarfBuzz)
layout.py   MathML -> a box of glyphs and rules; elements.py and operators.py tell what the elements say
breaking.py a box that is too long -> parts or lines
drawing.py  a box -> SVG

The font, STIX Two Math, comes with huozi, so that a formula looks the same on every machine.
"""
