"""One file that says what was asked, what came of it, on what that rests and how it was done: for print, mail and archive."""
