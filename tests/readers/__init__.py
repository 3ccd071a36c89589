"""Reading systems: the EPUB in headless Chromium (read.mjs), the text of the PDF in four readers (`make readers`)."""
