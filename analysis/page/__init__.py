"""What the interactive page asks and shows, without the page: settings, links, files to keep, numbers side by side."""
