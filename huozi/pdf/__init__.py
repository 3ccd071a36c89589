"""Book, Styles, Outline -> Pdf: parts are compiled to objects, objects linked to one file.

    making.py     the whole of it, in its order
    pieces.py     Book -> parts, the documents that are laid out one by one
    splitting.py, tables.py   what is changed in a document so that the layout engine sets it well
    grid.py, floats.py   what is changed in the layout engine: lines on one grid, figures that find their place
    archive.py    which standard a file is to keep, and what it says of itself
    finishing.py, press.py   what standards for archives and printers ask for beyond the pages
    trim.py       the boxes of a page, bleed and crop marks
    turns.py      hooks where a line of code goes on
    compiling.py  jobs -> objects, from the store or laid out in worker processes
    linefaults.py laid-out pages -> lines that could not be set well, and why a line is as it is
    starts.py     laid-out pages -> where each begins in the text
    tags.py       painted boxes -> tags, what each piece of text is; structure.py writes those of all objects
    layout.py     one job -> Object; the only importer of WeasyPrint
    ready.py      the layout engine as the process has it that workers are copied from
    declared.py   what layout.py and the composer declare of C libraries, written by `make declarations`
    quick.py, brush.py   what is changed in the layout engine so that it works things out once, and paints by short ways
    limits.py     what a job may take in time and memory
    object.py, job.py, faces.py   what these hand to each other
    settling.py, folios.py, foliomarks.py   page numbers in the text, laid out again until they are true
    painted.py    the engine's PDF -> what an object keeps of it
    link.py       objects -> the file, with all that depends on the page it is on; file.py writes its bytes

Worker processes import this package first of all: it imports nothing.
Nothing here writes a file or reads the clock; what cannot be set is said in the log.
"""
