"""Things that cover a face, and things that do not: each `draw(scene)` paints one and labels what it covers."""
