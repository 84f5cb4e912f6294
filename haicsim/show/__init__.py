"""What the commands print: tables and sentences, nothing computed."""
