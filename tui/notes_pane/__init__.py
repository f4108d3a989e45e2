"""The notes of an episode as rows of the screen, and the widget that shows them.

- `document_builder` makes a `NotesDocument` of an episode's Markdown: lines with styles, blocks, links. `line_builder`
  reads the inside of paragraphs, `block_builder` says what stands before and above blocks, `headings` how segments
  begin and what stands above the notes.
- `annotations` adds to a document: words after links, colours of code.
- `layout` makes the rows of a width, `paint` a strip of the screen of a row, in the theme's colours.
- `overlays` are laid over the text: the matches of a search, letters at the links.
- The widget is `NotesView`: `notes_display` is what it shows and how it scrolls, `notes_view` what keys and the mouse
  mean.

Nothing is imported here: the first paint can do without the Markdown parser that `document_builder` loads.
"""
