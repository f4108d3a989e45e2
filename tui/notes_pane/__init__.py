"""The notes of an episode as rows of the screen, and the widget that shows them.

Each step is a module, and each but the widgets is pure: no colour, no clock, no thread.

    document_builder   Markdown to a `NotesDocument` (`document`): lines with styles, blocks, links
    line_builder       ... the inside of its paragraphs; `block_builder` what stands before and above them;
                       `headings` how segments begin, and the header above the notes
    code_colours, annotations   what is added to a document: colours of code, words after links
    layout             a document at a width: rows (`wrap`, `tables`)
    paint              a row as a strip in the theme's colours
    notes_scroll       how the pane scrolls, notes_display what it shows, notes_view what keys and the mouse mean;
                       `matches` and `link_hints` are what it lays over the text

Nothing is imported here: the first paint can do without the Markdown parser that `document_builder` loads.
"""
